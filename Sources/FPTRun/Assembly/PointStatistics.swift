/// Statistics over the seeds of one point of a table.
struct PointStatistics: Sendable, Hashable {
  var mean: Double
  /// With n − 1; NaN for fewer than two values.
  var deviation: Double
  var smallest: Double
  var largest: Double
  var count: Int

  /// NaN everywhere for no values. Sums run in the order given.
  init(_ values: [Double]) {
    count = values.count
    let n = Double(values.count)
    let mean = values.isEmpty ? Double.nan : values.reduce(0, +) / n
    self.mean = mean
    deviation =
      values.count < 2
      ? .nan
      : (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot()
    smallest = values.min() ?? .nan
    largest = values.max() ?? .nan
  }
}
