import FPTResults

/// The words and signs of one point of a table: what every table format shows, before any layout.
struct PointText: Hashable {
  /// The mean, or the median where it is shown in its place, or the sign of what stands in its place.
  var value: String
  /// `†`, `(2/3)`, `† 1 of 3 diverged`; empty for a point that is whole.
  var mark: String
  /// What stands behind `±`: `0.2`, or `–` for one seed beside points of more; nil where there is no `±`.
  var deviation: String?
  /// `[68.1, 70.2]`, `n 3`; empty where nothing else is shown.
  var rest: String
  /// `100`, `?`; nil where no published value belongs here.
  var reference: String?
  /// `−0.4`; empty where either side is unknown.
  var difference: String

  /// `± 0.2`, `± –`, `[68.1, 70.2]`, `n 3`; empty where nothing but the mean is shown.
  var spread: String {
    [deviation.map { "± \($0)" } ?? "", rest].filter { !$0.isEmpty }.joined(separator: "  ")
  }

  /// The difference as it stands beside a published value: `Δ −0.4`.
  var signedDifference: String { difference.isEmpty ? "" : "Δ \(difference)" }

  init(_ point: NotebookPoint, _ format: ValueFormat, in table: NotebookTable) {
    reference =
      switch point.reference {
      case .value(let value, let printed): printed ?? format.text(value)
      case .unknown: point.state == .skipped ? nil : "?"
      case nil: nil
      }
    difference = ""
    mark = ""
    rest = ""
    let lead = table.lead == .median ? point.median : point.mean
    guard let lead, ![.missing, .skipped, .unavailable].contains(point.state) else {
      value = point.sign?.text ?? ""
      mark = Self.share(ofDiverged: point)
      return
    }
    value = format.text(lead)
    if point.state == .diverged { mark += TableSign.diverged.text }
    if point.state == .failed { mark += TableSign.failed.text }
    mark += Self.share(ofDiverged: point)
    if !mark.isEmpty, mark.last?.isLetter == true, point.count < point.expected { mark += " " }
    if point.count < point.expected { mark += "(\(point.count)/\(point.expected))" }
    if let statistic = table.deviation {
      deviation = point.deviation(statistic).map(format.text) ?? TableSign.oneSeed.text
    }
    rest = table.others.compactMap { other in
      other.text(of: point, format, isNamed: table.namesIntervals)
    }.joined(separator: "  ")
    if case .value(let reference, _) = point.reference {
      difference = format.difference(lead, from: reference)
    }
  }

  /// The number of diverged seeds, unless all diverged.
  private static func share(ofDiverged point: NotebookPoint) -> String {
    guard point.diverged > 0, point.diverged < point.expected else { return "" }
    return " \(point.diverged) of \(point.expected) diverged"
  }
}

extension NotebookPoint {
  /// What stands at a point without a value; that a seed diverged is told before that others are missing.
  var sign: TableSign? {
    diverged > 0 ? .diverged : TableSign(emptyPoint: state)
  }

  /// What stands behind `±`.
  fileprivate func deviation(_ statistic: NotebookTable.Statistic) -> Double? {
    switch statistic {
    case .std: std
    case .sem: sem
    case .ci95: ci95.map { ($0.high - $0.low) / 2 }
    default: nil
    }
  }
}
