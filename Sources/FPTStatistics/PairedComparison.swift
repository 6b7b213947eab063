/// Two arms compared seed by seed: the differences of their values, and Student's paired t test on them (Student 1908).
///
/// Pairs have something in common that the difference takes out: here the seed, and with it the order of the data. The test assumes that the
/// differences are drawn independently from one normal distribution.
package struct PairedComparison: Sendable, Hashable {
  /// value − baseline of each pair; exactly 0 where nothing but rounding parts them.
  package let differences: [Double]
  /// Statistics over the differences.
  package let statistics: PointStatistics

  /// The comparison of some pairs, in their order; pairs with a value that is not finite have to be left out before.
  package init(_ pairs: [(value: Double, baseline: Double)]) {
    var differences = pairs.map { pair in
      let difference = pair.value - pair.baseline
      return abs(difference) <= Self.rounding(of: pair) ? 0 : difference
    }
    // Differences that are the same but for rounding have no spread, and a t of 10¹⁵ would be made of nothing.
    if let first = differences.first {
      let width = pairs.map(Self.rounding).max() ?? 0
      if differences.allSatisfy({ abs($0 - first) <= width }) {
        differences = differences.map { _ in first }
      }
    }
    self.differences = differences
    statistics = PointStatistics(differences)
  }

  /// What rounding may do to a difference: some units in the last place of what it is made of.
  private static func rounding(of pair: (value: Double, baseline: Double)) -> Double {
    max(abs(pair.value), abs(pair.baseline)) * 0x1p-50
  }

  /// Number of pairs.
  package var count: Int { differences.count }
  /// The mean difference; NaN for no pair.
  package var mean: Double {
    statistics.hasNoSpread ? differences.first ?? .nan : statistics.mean
  }
  /// Whether every pair has the same difference: there is no t then, and no interval.
  package var hasNoSpread: Bool { statistics.hasNoSpread }

  /// The mean difference over its standard error; NaN for fewer than two pairs, and where all differences are the same.
  package var t: Double { hasNoSpread ? .nan : mean / statistics.standardError }
  /// The two-sided p value of the t test; NaN where there is no t.
  package var pValue: Double { StudentT.twoSidedTail(t, degreesOfFreedom: count - 1) }
  /// The t interval of the mean difference; nil for fewer than two pairs, and where all differences are the same.
  package func interval(confidence: Double = 0.95) -> ConfidenceInterval? {
    statistics.interval(confidence: confidence)
  }
  /// The exact sign test on the differences.
  package var signTest: SignTest { SignTest(differences) }
}
