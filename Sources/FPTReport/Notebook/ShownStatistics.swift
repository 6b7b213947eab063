import FPTResults

/// What a table shows besides its leading number and the deviation behind `±`.
enum OtherStatistic: Hashable {
  /// The median beside the mean, or the mean beside the median.
  case center(NotebookTable.Statistic)
  /// A second deviation, in brackets.
  case deviation(NotebookTable.Statistic)
  case interval(NotebookTable.Statistic)
  /// The smallest and the largest value.
  case range
  /// Only one of them.
  case bound(NotebookTable.Statistic)
  case count

  /// What is called an interval and stands in square brackets.
  var isInterval: Bool {
    switch self {
    case .interval, .range: true
    default: false
    }
  }

  /// The word that tells it from other brackets.
  var name: String {
    switch self {
    case .center(let statistic), .bound(let statistic): statistic.rawValue
    case .deviation(let statistic), .interval(let statistic):
      switch statistic {
      case .std: "SD"
      case .sem: "SE"
      case .ci95: "t"
      case .iqr: "IQR"
      case .ciTest: "test"
      default: statistic.rawValue
      }
    case .range: "range"
    case .count: "n"
    }
  }

  /// The same in a sentence, as the caption has it.
  var words: String {
    switch self {
    case .center(let statistic): statistic.words
    case .deviation(let statistic): "(\(name): \(statistic.words))"
    case .interval(let statistic): "[\(statistic.words)]"
    case .range: "[smallest, largest]"
    case .bound(.min): "min: smallest"
    case .bound: "max: largest"
    case .count: "n: number of seeds"
    }
  }

  /// The text at a point; nil where the point has no such number.
  func text(of point: NotebookPoint, _ format: ValueFormat, isNamed: Bool) -> String? {
    let prefix = isNamed ? name + " " : ""
    func brackets(_ interval: NotebookInterval?) -> String? {
      interval.map { "\(prefix)[\(format.text($0.low)), \(format.text($0.high))]" }
    }
    switch self {
    case .center(.median): return point.median.map { "median \(format.text($0))" }
    case .center: return point.mean.map { "mean \(format.text($0))" }
    case .deviation(.std): return point.std.map { "(\(name) \(format.text($0)))" }
    case .deviation: return point.sem.map { "(\(name) \(format.text($0)))" }
    case .interval(.ci95): return brackets(point.ci95)
    case .interval(.bootstrap): return brackets(point.bootstrap)
    case .interval(.iqr): return brackets(point.quartiles)
    case .interval: return brackets(point.ciTest)
    case .range:
      let bounds = [point.min, point.max].map { $0.map(format.text) ?? "?" }
      return "\(prefix)[\(bounds.joined(separator: ", "))]"
    case .bound(let statistic):
      let bound = statistic == .min ? point.min : point.max
      return "\(name) \(bound.map(format.text) ?? "?")"
    case .count: return "n \(point.count)"
    }
  }
}

extension NotebookTable.Statistic {
  /// The statistic in words.
  var words: String {
    switch self {
    case .mean: "mean"
    case .std: "standard deviation"
    case .sem: "standard error"
    case .ci95: "95 % t interval"
    case .bootstrap: "95 % bootstrap interval"
    case .ciTest: "95 % Wilson interval over test examples"
    case .median: "median"
    case .iqr: "quartiles"
    case .min: "smallest"
    case .max: "largest"
    case .count: "number of seeds"
    }
  }
}

extension NotebookTable {
  /// The number that leads: the mean, unless only the median is asked for, or first.
  var lead: Statistic { show.first { $0 == .mean || $0 == .median } ?? .mean }

  /// The statistic behind `±`: the first deviation that is asked for; nil where no point has two seeds.
  var deviation: Statistic? { hasSeveralSeeds ? askedDeviation : nil }

  /// Nothing stands behind `±` of a median: a deviation is one from the mean.
  private var askedDeviation: Statistic? {
    lead == .mean ? show.first { Self.deviations.contains($0) } : nil
  }
  private static let deviations: [Statistic] = [.std, .sem, .ci95]

  /// Whether any point has values of more than one seed.
  var hasSeveralSeeds: Bool { points.joined().contains { $0.count > 1 } }

  /// Everything else that is shown, in the order that was asked for.
  var others: [OtherStatistic] {
    let isRange = show.contains(.min) && show.contains(.max)
    var result: [OtherStatistic] = []
    for statistic in show where statistic != lead && statistic != askedDeviation {
      switch statistic {
      case .mean, .median: result.append(.center(statistic))
      case .std, .sem: if hasSeveralSeeds { result.append(.deviation(statistic)) }
      case .ci95, .bootstrap, .iqr: if hasSeveralSeeds { result.append(.interval(statistic)) }
      case .ciTest: if parts.isEmpty { result.append(.interval(statistic)) }
      case .min, .max:
        if !isRange {
          result.append(.bound(statistic))
        } else if !result.contains(.range) {
          result.append(.range)
        }
      case .count: result.append(.count)
      }
    }
    return result
  }

  /// Whether brackets have to say what they are.
  var namesIntervals: Bool { others.count { $0.isInterval } > 1 }
}
