/// A confidence interval.
package struct ConfidenceInterval: Sendable, Hashable {
  package var lower: Double
  package var upper: Double
  /// The level, such as 0.95.
  package var confidence: Double

  package init(lower: Double, upper: Double, confidence: Double) {
    (self.lower, self.upper, self.confidence) = (lower, upper, confidence)
  }

  /// Half of its width: what stands behind the ± of an interval that is symmetric about the mean.
  package var halfWidth: Double { (upper - lower) / 2 }

  /// Whether a value lies inside; its ends do.
  package func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}
