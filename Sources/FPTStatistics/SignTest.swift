/// The exact two-sided sign test (Arbuthnot 1710; Dixon and Mood 1946): how often the differences are positive, were each as likely to be negative.
///
/// It assumes independent pairs and nothing of a distribution. The smallest p value that n differences can give is 2 / 2ⁿ: below six of
/// them it is never under 5 %.
package struct SignTest: Sendable, Hashable {
  /// Differences above 0.
  package let positive: Int
  /// Differences below 0.
  package let negative: Int
  /// Differences of 0, which are left out.
  package let ties: Int

  package init(_ differences: [Double]) {
    positive = differences.count { $0 > 0 }
    negative = differences.count { $0 < 0 }
    ties = differences.count { $0 == 0 }
  }

  /// The probability of a split at least as uneven; 1 where all differences are 0, and NaN for none.
  ///
  /// - Complexity: O(n).
  package var pValue: Double {
    let n = positive + negative
    if n == 0 { return ties == 0 ? .nan : 1 }
    let fewer = min(positive, negative)
    // Binomial coefficients as ratios to the one in the middle, which neither overflow nor vanish where they count.
    var (tail, total, weight) = (0.0, 0.0, 1.0)
    for k in stride(from: n / 2, through: 0, by: -1) {
      total += n % 2 == 0 && k == n / 2 ? weight / 2 : weight
      if k <= fewer { tail += weight }
      weight *= Double(k) / Double(n - k + 1)
    }
    return min(1, tail / total)
  }
}
