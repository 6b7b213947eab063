/// The normal distribution with + − × ÷ √ alone (Abramowitz and Stegun 1964, 26.2.11 and 26.2.14).
package enum NormalDistribution {
  /// The probability that |Z| is above |z|; right to some 10⁻¹³ of itself for |z| up to 8.
  package static func twoSidedTail(_ z: Double) -> Double {
    let z = abs(z)
    if z.isNaN { return z }
    guard z < 38 else { return 0 }
    let density = exponential(minus: z * z / 2) / (2 * Double.pi).squareRoot()
    guard z > 1 else {
      // ½ − Φ = φ (z + z³/3 + z⁵/(3·5) + …), all terms of one sign.
      var (sum, term) = (0.0, z)
      for n in 0..<30 {
        sum += term
        term *= z * z / Double(2 * n + 3)
      }
      return 1 - 2 * density * sum
    }
    var fraction = z
    for n in stride(from: 400, through: 1, by: -1) { fraction = z + Double(n) / fraction }
    return 2 * density / fraction
  }

  /// The z that |Z| exceeds with probability 1 − `confidence`: 1.96 for 0.95; NaN where that is not between 0 and 1.
  package static func criticalValue(confidence: Double) -> Double {
    guard confidence > 0, confidence < 1 else { return .nan }
    return Bisection.root(where: { twoSidedTail($0) <= 1 - confidence })
  }

  /// e⁻ˣ for x ≥ 0: halved until the series is short, and squared as often.
  private static func exponential(minus x: Double) -> Double {
    var (part, halvings) = (-x, 0)
    while part < -0.5 { (part, halvings) = (part / 2, halvings + 1) }
    var sum = 1.0
    for n in stride(from: 20, through: 1, by: -1) { sum = 1 + part / Double(n) * sum }
    for _ in 0..<halvings { sum *= sum }
    return sum
  }
}
