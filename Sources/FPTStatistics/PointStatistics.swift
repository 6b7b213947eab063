/// Statistics over the seeds of one point of a table.
///
/// Every one is NaN for no values; those of the spread are NaN for fewer than two. Where one of the values is NaN, all are.
package struct PointStatistics: Sendable, Hashable {
  package var mean: Double
  /// The sample standard deviation, with n − 1; NaN for fewer than two values.
  package var standardDeviation: Double
  /// The middle value, or the mean of the two in the middle.
  package var median: Double
  /// The quartiles as ``Quantile/linear(_:ofSorted:)`` has them.
  package var lowerQuartile: Double
  package var upperQuartile: Double
  package var smallest: Double
  package var largest: Double
  package var count: Int

  /// Sums run in the order given.
  ///
  /// - Complexity: O(n log n).
  package init(_ values: [Double]) {
    count = values.count
    let n = Double(values.count)
    let mean = values.isEmpty ? Double.nan : values.reduce(0, +) / n
    self.mean = mean
    standardDeviation =
      values.count < 2
      ? .nan
      : (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot()
    let sorted = values.contains(where: \.isNaN) ? [] : values.sorted()
    median = Quantile.linear(0.5, ofSorted: sorted)
    lowerQuartile = Quantile.linear(0.25, ofSorted: sorted)
    upperQuartile = Quantile.linear(0.75, ofSorted: sorted)
    smallest = sorted.first ?? .nan
    largest = sorted.last ?? .nan
  }

  /// The standard error of the mean, std / √n; NaN for fewer than two values.
  package var standardError: Double { standardDeviation / Double(count).squareRoot() }
  /// The distance of the quartiles; NaN for fewer than two values.
  package var interquartileRange: Double {
    count < 2 ? .nan : upperQuartile - lowerQuartile
  }
  /// Whether all values are the same: the spread says nothing then, and no interval follows from it.
  package var hasNoSpread: Bool { count > 0 && smallest == largest }

  /// Student's t interval of the mean (Student 1908): mean ± t · std / √n.
  ///
  /// It assumes that the values are drawn independently from one normal distribution. Nil for fewer than two values, where all are the
  /// same, and where one is not finite.
  package func interval(confidence: Double = 0.95) -> ConfidenceInterval? {
    guard count >= 2, !hasNoSpread, standardError.isFinite else { return nil }
    let t = StudentT.criticalValue(confidence: confidence, degreesOfFreedom: count - 1)
    return ConfidenceInterval(
      lower: mean - t * standardError, upper: mean + t * standardError, confidence: confidence)
  }
}
