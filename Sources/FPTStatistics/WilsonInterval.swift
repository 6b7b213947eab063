extension ConfidenceInterval {
  /// Wilson's score interval of a share over independent examples (Wilson 1927).
  ///
  /// It says what other test examples of the same kind would do to the share that one trained model reached, and nothing of other seeds.
  /// The share of an example may be a fraction, such as that of its bits: the unit is the example, and the interval is then too wide
  /// rather than too narrow, since a mean of values in 0 … 1 never varies more than a share. Nil where there is no example or the share
  /// is not in 0 … 1.
  package static func wilson(
    share: Double, examples: Int, confidence: Double = 0.95
  ) -> ConfidenceInterval? {
    let z = NormalDistribution.criticalValue(confidence: confidence)
    guard examples > 0, share >= 0, share <= 1, z.isFinite else { return nil }
    let n = Double(examples)
    let scale = 1 + z * z / n
    let center = (share + z * z / (2 * n)) / scale
    let half = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot() / scale
    // Rounding must not move an end off 0 or 1, or beyond.
    return ConfidenceInterval(
      lower: share == 0 ? 0 : max(0, center - half), upper: share == 1 ? 1 : min(1, center + half),
      confidence: confidence)
  }
}
