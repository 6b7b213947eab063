/// The non-linearity of a feed-forward layer.
public enum Activation: Sendable, Hashable {
  /// x · Φ(x), with the exact normal distribution: BERT, ViT, Longformer.
  case gelu
  /// The tanh approximation of GELU (`gelu_new`): GPT-2.
  case geluTanh
  case relu

  @inline(__always)
  func value(_ x: SIMD8<Float>) -> SIMD8<Float> {
    switch self {
    case .gelu: return x * normalDistribution(x)
    case .geluTanh: return x * gate(x)
    case .relu: return x.atLeast(0)
    }
  }

  @inline(__always)
  func derivative(_ x: SIMD8<Float>) -> SIMD8<Float> {
    switch self {
    case .gelu:
      return normalDistribution(x) + x * normalDensity(x)
    case .geluTanh:
      let s = gate(x)
      let slope = 1.595_769_121_6 + x * x * 0.214_064_448_8
      return s + x * s * (1 - s) * slope
    case .relu:
      return Vector(repeating: 0).replacing(with: 1, where: x .> 0)
    }
  }

  /// ½ (1 + tanh u) = 1 / (1 + e^(−2u)) with u = √(2/π) (x + 0.044715 x³).
  @inline(__always)
  private func gate(_ x: SIMD8<Float>) -> SIMD8<Float> {
    let twoU = x * (1.595_769_121_6 + x * x * 0.071_354_816_3)
    return 1 / (1 + exponential(-twoU))
  }
}
