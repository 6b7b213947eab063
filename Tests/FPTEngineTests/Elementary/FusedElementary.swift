@testable import FPTEngine

/// Elementary's formulas with each product and the sum that follows it rounded once, as the kernels of a processor with fused
/// multiply-adds compute them.
enum FusedElementary {
  static func exponential(_ x: Vector) -> Vector {
    let x = x.atLeast(-87.3).atMost(88.3)
    let magic = Vector(repeating: 12_582_912)
    let shifted = magic.addingProduct(x, Vector(repeating: 1.442_695_040_9))
    let n = shifted - magic
    let r = x.addingProduct(n, Vector(repeating: -0.693_145_751_953_125))
      .addingProduct(n, Vector(repeating: -1.428_606_820_3e-6))
    let p = polynomial(
      r,
      [
        1.383_683_527_8e-3, 8.374_824_188_6e-3, 4.166_822_508e-2, 0.166_664_198_04,
        0.499_999_910_59, 1, 1,
      ])
    let bits = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &<< 23
    return p * unsafeBitCast(bits &+ 0x3F80_0000, to: Vector.self)
  }

  static func value(_ activation: Activation, _ x: Vector) -> Vector {
    switch activation {
    case .gelu: return x * normalDistribution(x).distribution
    case .geluTanh: return x * gate(x).value
    case .relu: return activation.value(x)
    }
  }

  static func derivative(_ activation: Activation, _ x: Vector) -> Vector {
    switch activation {
    case .gelu:
      let near = x.atLeast(-13).atMost(13)
      let normal = normalDistribution(near)
      return normal.distribution
        .addingProduct(near * normal.exponential, Vector(repeating: 0.398_942_280_4))
    case .geluTanh:
      let near = x.atLeast(-10).atMost(10)
      let (s, e) = gate(near)
      return s.addingProduct(
        near * (s * e * s), polynomial(near * near, [0.214_064_448_8, 1.595_769_121_6]))
    case .relu: return activation.derivative(x)
    }
  }

  private static func normalDistribution(
    _ x: Vector
  ) -> (distribution: Vector, exponential: Vector) {
    let isPositive = x .> 0
    let magnitude = x.replacing(with: -x, where: .!isPositive)
    let p = polynomial(
      1 / polynomial(magnitude, [0.35, 1]),
      [
        4.341_628_402_5e-2, -0.280_714_064_8, 0.589_863_061_9, -0.261_914_968_5, 0.303_348_451_9,
        0.102_500_394, 3.500_829_916e-3,
      ])
    let e = exponential(x * x * -0.5)
    return ((p * e).replacing(with: 1 - p * e, where: isPositive), e)
  }

  private static func gate(_ x: Vector) -> (value: Vector, exponential: Vector) {
    let e = exponential(x * polynomial(x * x, [-0.071_354_816_3, -1.595_769_121_6]))
    return (1 / (1 + e), e)
  }

  /// By Horner's scheme, from the highest power's coefficient on.
  private static func polynomial(_ x: Vector, _ coefficients: [Float]) -> Vector {
    coefficients.dropFirst().reduce(Vector(repeating: coefficients[0])) {
      Vector(repeating: $1).addingProduct($0, x)
    }
  }
}
