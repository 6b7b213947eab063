/// The standard normal distribution at a point: Φ(x), and e^(−x²/2), from which its density is one product away.
///
/// Φ(−|x|) = P(t) e^(−x²/2) with t = 1 / (1 + 0.35 |x|) and P a minimax polynomial of degree 6 of this project: one exponential
/// serves distribution and density, and the lower tail has no cancellation. Absolute error of Φ below 2e-7.
@inline(__always)
func normalDistribution(
  _ x: SIMD8<Float>
) -> (distribution: SIMD8<Float>, exponential: SIMD8<Float>) {
  let isPositive = x .> 0
  let magnitude = x.replacing(with: -x, where: .!isPositive)
  let t = 1 / (magnitude * 0.35 + 1)
  var p = Vector(repeating: 4.341_628_402_5e-2)
  p = p * t - 0.280_714_064_8
  p = p * t + 0.589_863_061_9
  p = p * t - 0.261_914_968_5
  p = p * t + 0.303_348_451_9
  p = p * t + 0.102_500_394
  p = p * t + 3.500_829_916e-3
  let e = exponential(x * x * -0.5)
  let tail = p * e
  return (tail.replacing(with: 1 - tail, where: isPositive), e)
}
