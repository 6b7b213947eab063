/// The angle by which each pair of a head's columns turns from one token to the next, in radians.
///
/// Su et al. 2021, section 3.4.2. Half as many pairs as columns are rotated; the other columns of a head stay as they are.
///
///     RotaryFrequencies(width: 64, base: 10_000)           // GPT-NeoX, Llama 1
///     RotaryFrequencies(width: 128, base: 500_000).llama3()  // Llama 3.1
public struct RotaryFrequencies: Sendable, Hashable {
  /// Radians for each pair.
  public let values: [Double]

  /// Given frequencies.
  public init(_ values: [Double]) { self.values = values }

  /// Pair i of `width` rotated columns has the frequency base^(−2 i / width).
  public init(width: Int, base: Double = 10_000) {
    precondition(width >= 2 && width % 2 == 0 && base > 0, "pairs of columns, and a positive base")
    let logarithm = ScalarElementary.logarithm(base)
    values = (0..<width / 2).map {
      ScalarElementary.exponential(-Double(2 * $0) / Double(width) * logarithm)
    }
  }

  /// All of them divided by a factor, which interpolates positions linearly.
  ///
  /// Chen et al. 2023.
  public func linear(factor: Double) -> RotaryFrequencies {
    RotaryFrequencies(values.map { $0 / factor })
  }

  /// Llama 3.1's rule: long wavelengths are scaled, short ones stay, and those between are blended.
  ///
  /// - Parameters:
  ///   - factor: what frequencies of long wavelengths are divided by.
  ///   - lowFactor: wavelengths beyond `originalTokens` / `lowFactor` are long.
  ///   - highFactor: wavelengths below `originalTokens` / `highFactor` are short.
  ///   - originalTokens: the length of the sequences of pretraining.
  /// - Returns: the scaled frequencies.
  public func llama3(
    factor: Double = 8, lowFactor: Double = 1, highFactor: Double = 4, originalTokens: Int = 8_192
  ) -> RotaryFrequencies {
    RotaryFrequencies(
      values.map { frequency in
        let turns = Double(originalTokens) * frequency / (2 * .pi)
        if turns < lowFactor { return frequency / factor }
        if turns > highFactor { return frequency }
        let share = (turns - lowFactor) / (highFactor - lowFactor)
        return (1 - share) * frequency / factor + share * frequency
      })
  }
}
