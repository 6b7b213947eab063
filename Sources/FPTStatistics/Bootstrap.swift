extension ConfidenceInterval {
  /// Resamples of ``bootstrap(_:confidence:resamples:using:)``, unless said otherwise.
  package static let resamples = 9_999

  /// The percentile bootstrap interval of the mean (Efron 1979): quantiles of the means of samples drawn from the values with replacement.
  ///
  /// It assumes nothing of a distribution, but that the values stand for all that there could be: with few of them it is too narrow, and
  /// it never leaves their range. Nil for fewer than two values, where all are the same, and where one is not finite.
  ///
  /// - Complexity: O(n · resamples).
  package static func bootstrap(
    _ values: [Double], confidence: Double = 0.95, resamples: Int = resamples,
    using generator: inout some RandomNumberGenerator
  ) -> ConfidenceInterval? {
    guard values.count >= 2, resamples >= 1, values.allSatisfy(\.isFinite),
      values.contains(where: { $0 != values[0] }), confidence > 0, confidence < 1
    else { return nil }
    let count = UInt64(values.count)
    let means = (0..<resamples).map { _ in
      let sum = values.indices.reduce(0) { sum, _ in
        // The high half of a product of 64 bits: even to within n · 2⁻⁶⁴.
        sum + values[Int(generator.next().multipliedFullWidth(by: count).high)]
      }
      return sum / Double(count)
    }.sorted()
    let outside = (1 - confidence) / 2
    return ConfidenceInterval(
      lower: Quantile.linear(outside, ofSorted: means),
      upper: Quantile.linear(1 - outside, ofSorted: means), confidence: confidence)
  }
}
