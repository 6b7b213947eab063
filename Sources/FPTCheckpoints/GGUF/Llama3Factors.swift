import FPTJSON
import Foundation

/// The rotation of Llama 3.1 and later, found again in the factors that llama.cpp's conversion stores in its place.
///
/// The conversion (`LlamaModel.generate_extra_tensors` of `convert_hf_to_gguf.py`) divides each pair's frequency by a factor: 1 for short
/// wavelengths, `factor` for long ones, and a smooth passage between them.
struct Llama3Factors {
  private let factor: Double

  /// What every published model of the family has.
  private static let (low, high, originalTokens) = (1.0, 4.0, 8_192)

  /// Nil for other factors.
  init?(_ factors: [Float], base: Double) {
    guard let last = factors.last, last >= 1, factors.count <= 1 << 16 else { return nil }
    factor = Double(last)
    for (pair, found) in factors.enumerated() {
      let expected = factor(ofPair: pair, of: factors.count, base: base)
      // Both are computed in float32 there.
      guard abs(Double(found) - expected) <= 1e-4 * expected else { return nil }
    }
  }

  private func factor(ofPair pair: Int, of count: Int, base: Double) -> Double {
    let wavelength = 2 * Double.pi * pow(base, Double(pair) / Double(count))
    let tokens = Double(Self.originalTokens)
    if wavelength < tokens / Self.high { return 1 }
    if wavelength > tokens / Self.low { return factor }
    let smooth = (tokens / wavelength - Self.low) / (Self.high - Self.low)
    return 1 / ((1 - smooth) / factor + smooth)
  }

  var members: JSONValue.Members {
    [
      "rope_type": .text("llama3"), "factor": .shortest(factor),
      "low_freq_factor": .shortest(Self.low), "high_freq_factor": .shortest(Self.high),
      "original_max_position_embeddings": .integer(Int64(Self.originalTokens)),
    ]
  }
}
