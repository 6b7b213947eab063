/// The two-sided permutation test of paired differences (Fisher 1935): how often their mean is at least as far from 0 when the sign of each is turned at will.
///
/// It assumes independent pairs whose difference is as likely to be d as −d. Sums that differ only by rounding count as equal.
package struct SignFlipTest: Sendable, Hashable {
  /// How many choices of signs were looked at, and whether these are all.
  package enum Extent: Sendable, Hashable {
    /// All 2ⁿ.
    case exact(Int)
    /// So many random ones, beside the one observed.
    case drawn(Int)
  }

  /// Up to so many differences all choices of signs are looked at.
  package static let exactCount = 20
  /// Random choices of signs for more differences than these.
  package static let draws = 99_999

  /// The share of choices that are at least as extreme; NaN for no differences or one that is not finite.
  ///
  /// Of drawn ones (c + 1) / (draws + 1), which is never 0 (Phipson and Smyth 2010).
  package let pValue: Double
  package let extent: Extent

  /// The test of some differences; random numbers are drawn only where there are more than ``exactCount``.
  ///
  /// - Complexity: O(2ⁿ) up to `exactCount` differences, O(n · draws) above.
  package init(
    _ differences: [Double], draws: Int = draws, using generator: inout some RandomNumberGenerator
  ) {
    let sum = abs(differences.reduce(0, +))
    let least = sum - differences.reduce(0) { $0 + abs($1) } * 1e-13
    guard !differences.isEmpty, sum.isFinite else {
      (pValue, extent) = (.nan, .exact(0))
      return
    }
    guard differences.count > Self.exactCount else {
      let (first, rest) = (differences[0], differences.dropFirst())
      // The mirror image of each choice is as extreme: the first sign stays.
      let near = Self.sums(Array(rest.prefix(rest.count / 2))).map { first + $0 }
      let far = Self.sums(Array(rest.dropFirst(rest.count / 2)))
      let extreme = near.reduce(0) { count, a in
        count + far.count { abs(a + $0) >= least }
      }
      pValue = Double(extreme) / Double(near.count * far.count)
      extent = .exact(2 * near.count * far.count)
      return
    }
    var extreme = 0
    for _ in 0..<draws where abs(Self.sum(differences, &generator)) >= least { extreme += 1 }
    pValue = Double(extreme + 1) / Double(draws + 1)
    extent = .drawn(draws)
  }

  /// The sums of all choices of signs.
  private static func sums(_ values: [Double]) -> [Double] {
    values.reduce([0]) { sums, value in sums.map { $0 - value } + sums.map { $0 + value } }
  }

  /// The sum with random signs: one bit each, the lowest of a word first.
  private static func sum(
    _ values: [Double], _ generator: inout some RandomNumberGenerator
  ) -> Double {
    var (bits, sum): (UInt64, Double) = (0, 0)
    for (index, value) in values.enumerated() {
      if index % 64 == 0 { bits = generator.next() }
      sum += bits & 1 == 1 ? value : -value
      bits >>= 1
    }
    return sum
  }
}
