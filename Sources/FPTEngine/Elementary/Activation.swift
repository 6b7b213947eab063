/// The activation function of a feed-forward layer.
public enum Activation: Sendable, Hashable {
  /// x · Φ(x), with the exact normal distribution; BERT, ViT and Longformer use it.
  case gelu
  /// The tanh approximation of GELU (`gelu_new`); GPT-2 uses it.
  case geluTanh
  /// max(0, x).
  case relu

  /// f(x), within 2e-7 · (1 + |x|) of the exact function.
  ///
  /// NaN gives NaN; so does −∞ for both GELUs, which have no value there in IEEE arithmetic.
  @inline(__always)
  func value(_ x: SIMD8<Float>) -> SIMD8<Float> {
    switch self {
    case .gelu: return GELU.value(x)
    case .geluTanh: return GELUTanh.value(x)
    case .relu: return ReLU.value(x)
    }
  }

  /// f′(x), within 5e-7 of the exact derivative for every x, infinities included; NaN gives NaN, but 0 for `relu`.
  @inline(__always)
  func derivative(_ x: SIMD8<Float>) -> SIMD8<Float> {
    switch self {
    case .gelu: return GELU.derivative(x)
    case .geluTanh: return GELUTanh.derivative(x)
    case .relu: return ReLU.derivative(x)
    }
  }
}

/// One activation function as a type, so that loops are specialized for it.
protocol ActivationFunction {
  static func value(_ x: SIMD8<Float>) -> SIMD8<Float>
  static func derivative(_ x: SIMD8<Float>) -> SIMD8<Float>
  /// f(x) and f′(x) with one exponential for both.
  static func valueAndDerivative(_ x: SIMD8<Float>) -> Pair
}

extension ActivationFunction {
  typealias Pair = (value: SIMD8<Float>, derivative: SIMD8<Float>)
}

enum GELU: ActivationFunction {
  @inline(__always)
  static func value(_ x: SIMD8<Float>) -> SIMD8<Float> { x * normalDistribution(x).distribution }

  /// Φ(x) + x φ(x).
  @inline(__always)
  static func derivative(_ x: SIMD8<Float>) -> SIMD8<Float> { valueAndDerivative(x).derivative }

  @inline(__always)
  static func valueAndDerivative(_ x: SIMD8<Float>) -> Pair {
    // Far out, where the derivative is 0 or 1, x would outgrow the density, which never becomes zero.
    let near = x.atLeast(-13).atMost(13)
    let normal = normalDistribution(near)
    return (
      x * normal.distribution,
      normal.distribution + near * normal.exponential * 0.398_942_280_4
    )
  }
}

enum GELUTanh: ActivationFunction {
  @inline(__always)
  static func value(_ x: SIMD8<Float>) -> SIMD8<Float> { x * gate(x).value }

  @inline(__always)
  static func derivative(_ x: SIMD8<Float>) -> SIMD8<Float> { valueAndDerivative(x).derivative }

  @inline(__always)
  static func valueAndDerivative(_ x: SIMD8<Float>) -> Pair {
    let near = x.atLeast(-10).atMost(10)
    let twoUDerivative = 1.595_769_121_6 + near * near * 0.214_064_448_8
    let (s, e) = gate(near)
    // 1 − s = s · e, without the cancellation.
    return (x * s, s + near * (s * e * s) * twoUDerivative)
  }

  /// ½ (1 + tanh u) = 1 / (1 + e^(−2u)) with u = √(2/π) (x + 0.044715 x³), and e^(−2u).
  @inline(__always)
  private static func gate(
    _ x: SIMD8<Float>
  ) -> (value: SIMD8<Float>, exponential: SIMD8<Float>) {
    let twoU = x * (1.595_769_121_6 + x * x * 0.071_354_816_3)
    let e = exponential(-twoU)
    return (1 / (1 + e), e)
  }
}

enum ReLU: ActivationFunction {
  @inline(__always)
  static func value(_ x: SIMD8<Float>) -> SIMD8<Float> { x.atLeast(0) }

  @inline(__always)
  static func derivative(_ x: SIMD8<Float>) -> SIMD8<Float> {
    Vector(repeating: 1).kept(where: x .> 0)
  }

  @inline(__always)
  static func valueAndDerivative(_ x: SIMD8<Float>) -> Pair { (value(x), derivative(x)) }
}
