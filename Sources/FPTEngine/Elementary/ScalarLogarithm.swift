/// Elementary functions of one double, from IEEE operations alone: the same bits with any C library.
///
/// Meant for drawing initial parameters and setting up tables, not for inner loops.
public enum ScalarElementary {
  /// The natural logarithm; within 2 units in the last place for every positive number.
  ///
  /// Zero gives −∞, infinity itself, a negative number or NaN gives NaN. The number is m·2ᵉ with m in [√½, √2), and
  /// ln m = 2 artanh s with s = (m − 1) / (m + 1), |s| ≤ 0.1716, summed to s²³ (the rest is below 2⁻⁶⁰ of the sum).
  public static func logarithm(_ x: Double) -> Double {
    if x == 0 { return -.infinity }
    guard x > 0 else { return .nan }
    guard x.isFinite else { return x }
    var exponent = Double(x.exponent)
    var mantissa = x.significand
    if mantissa > 1.4142135623730951 {
      mantissa *= 0.5
      exponent += 1
    }
    let f = mantissa - 1
    let s = f / (2 + f)
    let z = s * s
    var series = 1.0 / 23
    series = series * z + 1.0 / 21
    series = series * z + 1.0 / 19
    series = series * z + 1.0 / 17
    series = series * z + 1.0 / 15
    series = series * z + 1.0 / 13
    series = series * z + 1.0 / 11
    series = series * z + 1.0 / 9
    series = series * z + 1.0 / 7
    series = series * z + 1.0 / 5
    series = series * z + 1.0 / 3
    // 2s = f − s·f, and 2 artanh s = f − (f²/2 − s·(f²/2 + 2z·series)): the leading term is exact.
    let half = 0.5 * f * f
    let correction = half - s * (half + 2 * z * series)
    // ln 2 in two parts: the upper has 32 bits, so that its product with the exponent is exact.
    return exponent * 0x1.62e42feep-1
      + (f - (correction - exponent * 0x1.a39ef35793c76p-33))
  }
}
