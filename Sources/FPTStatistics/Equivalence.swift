/// Whether two arms are equal within a margin: two one-sided t tests at a level each (Schuirmann 1987).
///
/// They both reject exactly where the interval of confidence 1 − 2 · level, 90 % for 5 %, lies inside the margin. That a difference is not
/// significant says nothing of equality; this does.
package struct Equivalence: Sendable, Hashable {
  package enum Outcome: Sendable, Hashable {
    /// The interval lies inside the margin.
    case shown
    /// The interval reaches the margin or goes beyond.
    case notShown
    /// Every pair has the same difference, and it lies inside the margin: there is no spread to make an interval of.
    case identical
    /// No interval: fewer than two pairs, or every pair has the same difference, outside the margin.
    case unknown
  }

  /// The margin on either side of 0.
  package let margin: Double
  /// The interval of the mean difference; nil where there is none.
  package let interval: ConfidenceInterval?
  /// The larger p value of the two one-sided tests; NaN where there is no interval.
  package let pValue: Double
  package let outcome: Outcome

  /// The tests of a comparison; a margin that is not above 0 shows nothing.
  package init(_ comparison: PairedComparison, within margin: Double, level: Double = 0.05) {
    self.margin = margin
    let interval = comparison.interval(confidence: 1 - 2 * level)
    self.interval = interval
    guard let interval else {
      let isInside = comparison.count >= 2 && abs(comparison.mean) < margin
      (pValue, outcome) = (.nan, isInside ? .identical : .unknown)
      return
    }
    let t = (margin - abs(comparison.mean)) / comparison.statistics.standardError
    pValue = StudentT.upperTail(t, degreesOfFreedom: comparison.count - 1)
    outcome = -margin < interval.lower && interval.upper < margin ? .shown : .notShown
  }
}
