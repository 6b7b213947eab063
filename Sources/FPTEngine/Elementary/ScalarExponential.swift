extension ScalarElementary {
  /// eˣ; within 2 units in the last place wherever the result is a normal number.
  ///
  /// Too large an x gives ∞, too small a one 0, NaN gives NaN. x is k · ln 2 + r with |r| ≤ 0.347, and eʳ is summed to r¹⁴ (the rest
  /// is below 2⁻⁶⁰).
  public static func exponential(_ x: Double) -> Double {
    guard x < 710 else { return x.isNaN ? x : .infinity }
    guard x > -746 else { return 0 }
    // Adding 1.5·2⁵² leaves no room for a fraction: the nearest integer, without a call.
    let k = (x * 1.4426950408889634 + 0x1.8p52) - 0x1.8p52
    // ln 2 in two parts: the upper has 32 bits, so that its product with k is exact.
    let r = (x - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33
    var series = 1.0 / 87_178_291_200
    for factorial in [
      6_227_020_800.0, 479_001_600, 39_916_800, 3_628_800, 362_880, 40_320, 5_040, 720, 120, 24, 6,
      2,
    ] { series = series * r + 1 / factorial }
    let whole = 1 + (r + r * r * series)
    // In two steps: 2ᵏ itself may be no normal number.
    let half = Int(k) / 2
    return whole * power(ofTwo: half) * power(ofTwo: Int(k) - half)
  }

  /// 2 to a power between −1022 and 1023.
  private static func power(ofTwo exponent: Int) -> Double {
    Double(bitPattern: UInt64(exponent + 1_023) << 52)
  }
}
