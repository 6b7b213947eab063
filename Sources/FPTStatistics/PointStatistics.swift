/// Statistics over the seeds of one point of a table.
package struct PointStatistics: Sendable, Hashable {
  package var mean: Double
  /// The sample standard deviation, with n − 1; NaN for fewer than two values.
  package var standardDeviation: Double
  package var smallest: Double
  package var largest: Double
  package var count: Int

  /// NaN everywhere for no values.
  ///
  /// Sums run in the order given.
  package init(_ values: [Double]) {
    count = values.count
    let n = Double(values.count)
    let mean = values.isEmpty ? Double.nan : values.reduce(0, +) / n
    self.mean = mean
    standardDeviation =
      values.count < 2
      ? .nan
      : (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot()
    smallest = values.min() ?? .nan
    largest = values.max() ?? .nan
  }
}
