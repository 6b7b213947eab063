/// Holm's adjustment of the p values of a family of hypotheses (Holm 1979), with the intervals that belong to it (Serlin 1993).
package struct HolmAdjustment: Sendable, Hashable {
  /// The adjusted p values, in the order given; NaN stays NaN.
  package let pValues: [Double]
  /// Whether each hypothesis is rejected at the level.
  package let isRejected: [Bool]
  /// The confidence of each hypothesis's interval: it is off zero exactly where Holm rejects.
  ///
  /// With m hypotheses by ascending p, the i-th rejected one has 1 − α / (m − i + 1), and every other 1 − α / (m − r), r the number of
  /// rejected ones.
  package let confidences: [Double]

  /// The adjustment of a family.
  ///
  /// A hypothesis without a p value (NaN) counts for the family's size and is never rejected. Of equal p values the first comes first.
  ///
  /// - Parameters:
  ///   - pValues: one for each hypothesis; those of a family of one stay as they are.
  ///   - level: the probability α of any wrong rejection in the family.
  package init(_ pValues: [Double], level: Double = 0.05) {
    let size = pValues.count
    let order = pValues.indices.filter { !pValues[$0].isNaN }.sorted {
      (pValues[$0], $0) < (pValues[$1], $1)
    }
    var adjusted = [Double](repeating: .nan, count: size)
    var isRejected = [Bool](repeating: false, count: size)
    var confidences = [Double](repeating: .nan, count: size)
    var largest = 0.0
    var rejected = 0
    for (rank, index) in order.enumerated() {
      let left = Double(size - rank)
      largest = max(largest, min(1, left * pValues[index]))
      adjusted[index] = largest
      guard rejected == rank, pValues[index] <= level / left else { continue }
      isRejected[index] = true
      confidences[index] = 1 - level / left
      rejected += 1
    }
    for index in pValues.indices where !isRejected[index] {
      confidences[index] = 1 - level / Double(size - rejected)
    }
    (self.pValues, self.isRejected, self.confidences) = (adjusted, isRejected, confidences)
  }
}
