import CKernels
import Foundation
import Testing

@testable import FPTEngine

@Suite("The normal distribution")
struct NormalDistributionTests {
  /// The absolute error that the function's comment states.
  static let bound = 2e-7

  static let arguments =
    evenly(-6...6, 200_001) + evenly(0.99...1.01, 10_001) + acrossBinades(-40, 4, 32)

  let distribution = ElementaryFunction("Φ", fpt_normal_distribution)
  let exponentialPart = ElementaryFunction("e^(−x²/2)", fpt_normal_exponential)

  @Test("Φ is within its stated absolute error")
  func distributionDense() {
    let worst = worstError(
      Self.arguments, of: distribution, from: { 0.5 * erfc(-$0 / 2.0.squareRoot()) })
    #expect(worst.error < Self.bound, "at \(worst.argument)")
  }

  @Test("the lower tail is accurate relative to itself")
  func lowerTail() {
    let worst = worstError(
      evenly(-5 ... -0.5, 100_001), of: distribution,
      from: { 0.5 * erfc(-$0 / 2.0.squareRoot()) }, scale: { $1 })
    #expect(worst.error < 3e-5, "at \(worst.argument)")
  }

  @Test("Φ goes from 0 through ½ to 1")
  func distributionEdges() {
    #expect(abs(distribution(0) - 0.5) < 1e-7)
    #expect(abs(distribution(-0.0) - 0.5) < 1e-7)
    #expect(distribution(.infinity) == 1)
    #expect(distribution(-.infinity) < 1e-37)
    #expect(distribution(.nan).isNaN)
  }

  @Test("the exponential beside it is e^(−x²/2)")
  func density() {
    // Beyond 13.2 the exponential's argument leaves its range.
    let worst = worstError(
      evenly(-13...13, 100_001), of: exponentialPart,
      from: { exp(-$0 * $0 / 2) }, scale: { $1 })
    // The square is rounded before the exponential, which magnifies its error by x²/2.
    #expect(worst.error < 6e-6, "at \(worst.argument)")
    #expect(exponentialPart(.infinity) < 1e-37)
    #expect(exponentialPart(.nan).isNaN)
  }
}
