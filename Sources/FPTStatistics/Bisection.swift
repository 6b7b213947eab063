/// The place from which on a condition holds.
enum Bisection {
  /// The smallest positive number where `holds`, which is false below it and true above; infinity where it never is.
  ///
  /// - Complexity: a fixed number of halvings behind the doublings that find an upper bound.
  static func root(where holds: (Double) -> Bool) -> Double {
    var upper = 1.0
    while !holds(upper) {
      upper *= 2
      if upper > 1e160 { return .infinity }
    }
    var lower = upper > 1 ? upper / 2 : 0
    for _ in 0..<128 {
      let middle = lower + (upper - lower) / 2
      if holds(middle) { upper = middle } else { lower = middle }
    }
    return upper
  }
}
