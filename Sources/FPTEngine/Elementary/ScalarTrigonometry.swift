extension ScalarElementary {
  /// Sine and cosine of an angle given in turns, 2π·`turns`; within 4e-16 absolute and 4 units in the last place.
  ///
  /// An angle in turns is reduced to an eighth of a turn without any rounding. What is not finite, or beyond 2⁴⁸ turns,
  /// gives NaN.
  public static func sineAndCosine(turns: Double) -> (sine: Double, cosine: Double) {
    guard turns.magnitude < 0x1p48 else { return (.nan, .nan) }
    // Adding 1.5·2⁵² leaves no room for a fraction: the nearest integer, without a call.
    let quarters = (turns * 4 + 0x1.8p52) - 0x1.8p52
    let rest = turns - quarters * 0.25
    let angle = rest * 6.283185307179586
    let z = angle * angle
    var sine = 1.0 / 355_687_428_096_000
    sine = sine * z - 1.0 / 1_307_674_368_000
    sine = sine * z + 1.0 / 6_227_020_800
    sine = sine * z - 1.0 / 39_916_800
    sine = sine * z + 1.0 / 362_880
    sine = sine * z - 1.0 / 5_040
    sine = sine * z + 1.0 / 120
    sine = sine * z - 1.0 / 6
    sine = angle + angle * z * sine
    var cosine = -1.0 / 6_402_373_705_728_000
    cosine = cosine * z + 1.0 / 20_922_789_888_000
    cosine = cosine * z - 1.0 / 87_178_291_200
    cosine = cosine * z + 1.0 / 479_001_600
    cosine = cosine * z - 1.0 / 3_628_800
    cosine = cosine * z + 1.0 / 40_320
    cosine = cosine * z - 1.0 / 720
    cosine = cosine * z + 1.0 / 24
    cosine = 1 - (0.5 * z - z * z * cosine)
    switch Int64(quarters) & 3 {
    case 0: return (sine, cosine)
    case 1: return (cosine, -sine)
    case 2: return (-sine, -cosine)
    default: return (-cosine, sine)
    }
  }
}
