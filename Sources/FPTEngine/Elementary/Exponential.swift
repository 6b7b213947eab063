/// e^x in every lane.
///
/// Relative error below 2e-7 on [-87.3, 88.3]; arguments beyond are taken as the nearer end, so that the result is always
/// finite and positive. Cody–Waite reduction to |r| ≤ ln 2 / 2, then a minimax polynomial of degree 6.
@inline(__always)
func exponential(_ x: SIMD8<Float>) -> SIMD8<Float> {
  let x = x.atLeast(-87.3).atMost(88.3)
  // Adding 1.5 · 2²³ rounds to the nearest integer and leaves it in the low bits.
  let magic = Vector(repeating: 12_582_912)
  let shifted = x * 1.442_695_040_9 + magic
  let n = shifted - magic
  let r = x - n * 0.693_145_751_953_125 - n * 1.428_606_820_3e-6
  var p = Vector(repeating: 1.383_683_527_8e-3)
  p = p * r + 8.374_824_188_6e-3
  p = p * r + 4.166_822_508e-2
  p = p * r + 0.166_664_198_04
  p = p * r + 0.499_999_910_59
  p = p * r + 1
  p = p * r + 1
  let bits = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &<< 23
  let scale = unsafeBitCast(bits &+ 0x3F80_0000, to: Vector.self)
  return p * scale
}
