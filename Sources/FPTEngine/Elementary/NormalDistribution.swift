/// The error function in every lane, absolute error below 2e-7.
///
/// |z| < 1: z · P(z²), degree 6 in z². Beyond: 1 − exp(−Q(|z|)), degree 6; from 4 on the result is ±1. Both polynomials are
/// minimax fits of this project, Q weighted by erfc.
@inline(__always)
func errorFunction(_ z: SIMD8<Float>) -> SIMD8<Float> {
  let t = z * z
  var small = Vector(repeating: 7.889_122_935e-5)
  small = small * t - 8.020_842_215e-4
  small = small * t + 5.189_535_674e-3
  small = small * t - 2.685_444_43e-2
  small = small * t + 0.112_836_003_3
  small = small * t - 0.376_126_259_6
  small = small * t + 1.128_379_106_5
  small *= z

  let isNegative = z .< 0
  let magnitude = z.replacing(with: -z, where: isNegative).atMost(4)
  var q = Vector(repeating: -1.855_739_101e-4)
  q = q * magnitude + 2.939_606_318e-3
  q = q * magnitude - 2.180_531_435e-2
  q = q * magnitude + 0.103_037_364_8
  q = q * magnitude + 0.638_225_674_6
  q = q * magnitude + 1.127_040_028_6
  q = q * magnitude + 3.537_205_339e-4
  let tail = 1 - exponential(-q)
  let large = tail.replacing(with: -tail, where: isNegative)
  return small.replacing(with: large, where: t .>= 1)
}

/// Φ(x), the standard normal distribution function, absolute error below 2e-7.
@inline(__always)
func normalDistribution(_ x: SIMD8<Float>) -> SIMD8<Float> {
  errorFunction(x * 0.707_106_781_2) * 0.5 + 0.5
}

/// φ(x), the standard normal density.
@inline(__always)
func normalDensity(_ x: SIMD8<Float>) -> SIMD8<Float> {
  exponential(x * x * -0.5) * 0.398_942_280_4
}
