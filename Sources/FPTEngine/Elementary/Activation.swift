/// The non-linearity of a feed-forward layer.
public enum Activation: Sendable, Hashable {
  /// x · Φ(x), with the exact normal distribution: BERT, ViT, Longformer.
  case gelu
  /// The tanh approximation of GELU (`gelu_new`): GPT-2.
  case geluTanh
  case relu

  /// f(x), within 2e-7 · (1 + |x|) of the exact function.
  ///
  /// NaN gives NaN; so does −∞ for `gelu`, which has no value there in IEEE arithmetic.
  @inline(__always)
  func value(_ x: SIMD8<Float>) -> SIMD8<Float> {
    switch self {
    case .gelu: return x * normalDistribution(x)
    case .geluTanh: return x * gate(x).value
    case .relu: return x.atLeast(0)
    }
  }

  /// f′(x), within 5e-7 of the exact derivative for every x, infinities included; NaN gives NaN, but 0 for `relu`.
  @inline(__always)
  func derivative(_ x: SIMD8<Float>) -> SIMD8<Float> {
    switch self {
    case .gelu:
      // Far out, where the slope is 0 or 1, x would outgrow the density, which never becomes zero.
      let x = x.atLeast(-13).atMost(13)
      return normalDistribution(x) + x * normalDensity(x)
    case .geluTanh:
      let x = x.atLeast(-10).atMost(10)
      let slope = 1.595_769_121_6 + x * x * 0.214_064_448_8
      let (s, e) = gate(x)
      // 1 − s = s · e, without the cancellation.
      return s + x * (s * e * s) * slope
    case .relu:
      return Vector(repeating: 0).replacing(with: 1, where: x .> 0)
    }
  }

  /// ½ (1 + tanh u) = 1 / (1 + e^(−2u)) with u = √(2/π) (x + 0.044715 x³), and e^(−2u).
  @inline(__always)
  private func gate(_ x: SIMD8<Float>) -> (value: SIMD8<Float>, exponential: SIMD8<Float>) {
    let twoU = x * (1.595_769_121_6 + x * x * 0.071_354_816_3)
    let e = exponential(-twoU)
    return (1 / (1 + e), e)
  }
}
