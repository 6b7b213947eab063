@testable import FPTEngine

/// A vector function applied to many arguments, eight at a time.
func map(_ arguments: [Float], _ function: (Vector) -> Vector) -> [Float] {
  var results: [Float] = []
  results.reserveCapacity(arguments.count)
  var start = 0
  while start < arguments.count {
    var vector = Vector(repeating: 0)
    let count = min(8, arguments.count - start)
    for lane in 0..<count { vector[lane] = arguments[start + lane] }
    let result = function(vector)
    for lane in 0..<count { results.append(result[lane]) }
    start += 8
  }
  return results
}

/// A vector function of one argument.
func apply(_ function: (Vector) -> Vector, _ argument: Float) -> Float {
  function(Vector(repeating: argument))[3]
}

/// `count` floats spread evenly over a range, ends included.
func evenly(_ range: ClosedRange<Double>, _ count: Int) -> [Float] {
  (0..<count).map { index in
    let share = Double(index) / Double(count - 1)
    return Float(range.lowerBound + share * (range.upperBound - range.lowerBound))
  }
}

/// Floats of both signs at `count` places in every binade from 2^`low` to 2^`high`.
func acrossBinades(_ low: Int, _ high: Int, _ count: Int) -> [Float] {
  (low..<high).flatMap { exponent in
    (0..<count).flatMap { place in
      let significand = 1 + Float(place) / Float(count)
      let value = Float(sign: .plus, exponent: exponent, significand: significand)
      return [value, -value]
    }
  }
}

/// The largest distance between a function's values and a reference in double precision, and where
/// it is.
///
/// A distance is divided by what `scale` makes of the reference's value; 1 for absolute errors.
func worstError(
  _ arguments: [Float], of function: (Vector) -> Vector, from reference: (Double) -> Double,
  scale: (Double) -> Double = { _ in 1 }
) -> (error: Double, argument: Float) {
  var worst = (error: 0.0, argument: Float(0))
  for (argument, value) in zip(arguments, map(arguments, function)) {
    let exact = reference(Double(argument))
    let error = (Double(value) - exact).magnitude / scale(exact)
    // A NaN is an error of its own, and would compare as none.
    if !(error <= worst.error) { worst = (error.isNaN ? .infinity : error, argument) }
  }
  return worst
}
