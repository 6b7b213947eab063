import CKernels
import Foundation
import Testing

@testable import FPTEngine

@Suite("The exponential")
struct ExponentialTests {
  /// The error that the function's comment states.
  static let bound = 2e-7
  let exponential = ElementaryFunction("exp", fpt_exponential)

  @Test("is within its stated relative error over its whole range")
  func dense() {
    let arguments =
      evenly(-87.3...88.3, 200_001) + evenly(-1...1, 50_001) + acrossBinades(-30, 6, 64)
    let worst = worstError(arguments, of: exponential, from: { exp($0) }, scale: { $1 })
    #expect(worst.error < Self.bound, "at \(worst.argument)")
  }

  @Test("is exact at zero, of either sign")
  func zero() {
    #expect(exponential(0) == 1)
    #expect(exponential(-0.0) == 1)
    #expect(exponential(.leastNonzeroMagnitude) == 1)
  }

  @Test("takes arguments beyond its range as the nearer end: finite and positive")
  func beyond() {
    for large in [88.4, 89, 1_000, 1e30, .greatestFiniteMagnitude, .infinity] as [Float] {
      #expect(exponential(large) == exponential(88.3), "\(large)")
      #expect(exponential(-large) == exponential(-87.3), "\(-large)")
    }
    #expect(exponential(.infinity).isFinite)
    #expect(exponential(-.infinity) >= .leastNormalMagnitude)
  }

  @Test("propagates NaN, and in its own lane only")
  func notANumber() {
    var x = [Float](repeating: 0, count: 19)
    x[2] = .nan
    let result = exponential(x)
    #expect(result[2].isNaN)
    for lane in x.indices where lane != 2 { #expect(result[lane] == 1) }
  }

  @Test("does not fall between neighboring floats by more than its error")
  func nearlyMonotonic() {
    let values = exponential(evenly(-20...20, 40_001))
    for (earlier, later) in zip(values, values.dropFirst()) {
      #expect(Double(later) > Double(earlier) * (1 - 2 * Self.bound))
    }
  }
}
