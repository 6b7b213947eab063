import CKernels
import Testing

@testable import FPTEngine

/// A function of the kernels, as the fastest table computes it.
struct ElementaryFunction: Sendable, CustomTestStringConvertible {
  let testDescription: String
  private let compute: @Sendable (fpt_kernels, [Float]) -> [Float]

  init(_ name: String, _ f: fpt_elementary) {
    testDescription = name
    compute = { kernels, x in
      var y = x
      kernels.elementary(f, x, &y, x.count)
      return y
    }
  }

  /// An activation or its derivative.
  init(_ activation: Activation, isDerivative: Bool) {
    testDescription = "\(activation)\(isDerivative ? "′" : "")"
    compute = { kernels, x in
      var (y, derivative) = (x, x)
      kernels.activate(activation.kernel, &y, &derivative, nil, 1, x.count, x.count)
      return isDerivative ? derivative : y
    }
  }

  func callAsFunction(_ x: [Float]) -> [Float] {
    let y = compute(KernelTable.fastest.functions.pointee, x)
    let reference = compute(KernelTable.baseline.functions.pointee, x)
    #expect(zip(y, reference).allSatisfy { $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN })
    return y
  }

  func callAsFunction(_ x: Float) -> Float { self([x, x])[1] }
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

/// The largest distance between a function's values and a reference in double precision, and where it is.
///
/// A distance is divided by what `scale` makes of the argument and the reference's value; 1 for absolute errors.
func worstError(
  _ arguments: [Float], of function: ElementaryFunction, from reference: (Double) -> Double,
  scale: (_ argument: Double, _ value: Double) -> Double = { _, _ in 1 }
) -> (error: Double, argument: Float) {
  var worst = (error: 0.0, argument: Float(0))
  for (argument, value) in zip(arguments, function(arguments)) {
    let exact = reference(Double(argument))
    let error = (Double(value) - exact).magnitude / scale(Double(argument), exact)
    // A NaN is an error of its own, and would compare as none.
    if !(error <= worst.error) { worst = (error.isNaN ? .infinity : error, argument) }
  }
  return worst
}
