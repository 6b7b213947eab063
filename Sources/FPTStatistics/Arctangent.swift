/// The arctangent with + − × ÷ √ alone, so that the same bits come out on every processor.
enum Arctangent {
  /// The arctangent of a number, to within some 10⁻¹⁶.
  static func of(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x < 0 { return -of(-x) }
    if x > 1 { return Double.pi / 2 - of(1 / x) }
    // Two halvings of the angle bring the argument below tan(π/16) < 0.2.
    let half = x / (1 + (1 + x * x).squareRoot())
    let quarter = half / (1 + (1 + half * half).squareRoot())
    let square = quarter * quarter
    var sum = 0.0
    // x − x³/3 + x⁵/5 − …: the first term left out is below 10⁻²⁰.
    for order in stride(from: 27, through: 1, by: -2) {
      sum = (order & 2 == 0 ? 1 : -1) / Double(order) + square * sum
    }
    return 4 * quarter * sum
  }
}
