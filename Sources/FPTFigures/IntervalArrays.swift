import FPTResults
import FPTStatistics

/// The arrays that a plot keeps of values over seeds: their mean, the ends of its 95 % t interval, and how many there are.
///
/// The ends are NaN where no interval follows: for one seed, and where all values are the same.
struct IntervalArrays {
  private var mean: [Double] = []
  private var low: [Double] = []
  private var high: [Double] = []
  private var count: [Double] = []

  /// Adds the values at the next point.
  mutating func add(_ values: [Double]) {
    let statistics = PointStatistics(values)
    let interval = statistics.interval()
    mean.append(statistics.mean)
    low.append(interval?.lower ?? .nan)
    high.append(interval?.upper ?? .nan)
    count.append(Double(statistics.count))
  }

  /// The arrays, such as `mean` or `x_mean`.
  func list(_ prefix: String = "", of what: String = "", units: String = "1") -> [ResultArray] {
    let suffix = what.isEmpty ? "" : " of \(what)"
    return [
      ResultArray(
        name: prefix + "mean", longName: "mean over seeds\(suffix)", units: units, values: mean),
      ResultArray(
        name: prefix + "ci95_low",
        longName: "lower end of the 95 % t interval of the mean\(suffix)",
        units: units, values: low),
      ResultArray(
        name: prefix + "ci95_high",
        longName: "upper end of the 95 % t interval of the mean\(suffix)",
        units: units, values: high),
      ResultArray(
        name: prefix + "count", longName: "seeds with a value\(suffix)", values: count),
    ]
  }
}

extension ResultsDocument.Figure {
  /// The interval at an index; nil where the arrays are missing or have no numbers there.
  func interval(_ prefix: String = "", at index: Int) -> ChartPoint.Interval? {
    guard let low = array(prefix + "ci95_low")?.values,
      let high = array(prefix + "ci95_high")?.values,
      low.indices.contains(index), high.indices.contains(index), low[index].isFinite,
      high[index].isFinite
    else { return nil }
    return ChartPoint.Interval(low: low[index], high: high[index])
  }

  /// What the marks are over how many seeds: `mean and 95 % t interval over 3 seeds`.
  func seedCaption(_ prefix: String = "", _ mark: String) -> String? {
    guard let counts = array(prefix + "count")?.values.filter({ $0 > 0 }), let most = counts.max(),
      let least = counts.min(), let number = Int(exactly: most)
    else { return nil }
    if number == 1 { return "one seed" }
    let seeds = least == most ? "\(number) seeds" : "\(Int(least)) to \(number) seeds"
    let hasInterval = array(prefix + "ci95_low")?.values.contains(where: \.isFinite) ?? false
    return hasInterval ? "mean and 95 % t interval (\(mark)) over \(seeds)" : "mean over \(seeds)"
  }
}
