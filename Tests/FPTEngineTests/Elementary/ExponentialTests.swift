import Foundation
import Testing

@testable import FPTEngine

@Suite("The exponential")
struct ExponentialTests {
  /// The error that the function's comment states.
  static let bound = 2e-7

  @Test("is within its stated relative error over its whole range")
  func dense() {
    let arguments =
      evenly(-87.3...88.3, 200_001) + evenly(-1...1, 50_001) + acrossBinades(-30, 6, 64)
    for (name, exponential) in implementations(exponential, { $0.exponential($1) }) {
      let worst = worstError(arguments, of: exponential, from: { exp($0) }, scale: { $0 })
      #expect(worst.error < Self.bound, "\(name) at \(worst.argument)")
    }
  }

  @Test("is exact at zero, of either sign")
  func zero() {
    #expect(apply(exponential, 0) == 1)
    #expect(apply(exponential, -0.0) == 1)
    #expect(apply(exponential, .leastNonzeroMagnitude) == 1)
  }

  @Test("takes arguments beyond its range as the nearer end: finite and positive")
  func beyond() {
    for large in [88.4, 89, 1_000, 1e30, .greatestFiniteMagnitude, .infinity] as [Float] {
      #expect(apply(exponential, large) == apply(exponential, 88.3), "\(large)")
      #expect(apply(exponential, -large) == apply(exponential, -87.3), "\(-large)")
    }
    #expect(apply(exponential, .infinity).isFinite)
    #expect(apply(exponential, -.infinity) >= .leastNormalMagnitude)
  }

  @Test("propagates NaN, and in its own lane only")
  func notANumber() {
    var x = Vector(repeating: 0)
    x[2] = .nan
    let result = exponential(x)
    #expect(result[2].isNaN)
    for lane in 0..<8 where lane != 2 { #expect(result[lane] == 1) }
  }

  @Test("does not fall between neighboring floats by more than its error")
  func nearlyMonotonic() {
    let arguments = evenly(-20...20, 40_001)
    let values = map(arguments, exponential)
    for (earlier, later) in zip(values, values.dropFirst()) {
      #expect(Double(later) > Double(earlier) * (1 - 2 * Self.bound))
    }
  }
}
