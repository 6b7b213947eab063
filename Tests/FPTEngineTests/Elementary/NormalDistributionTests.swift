import Foundation
import Testing

@testable import FPTEngine

@Suite("The error function and the normal distribution")
struct NormalDistributionTests {
  /// The absolute error that the functions' comments state.
  static let bound = 2e-7

  static let arguments =
    evenly(-6...6, 200_001) + evenly(0.99...1.01, 10_001) + acrossBinades(-40, 4, 32)

  @Test("erf is within its stated absolute error")
  func errorFunctionDense() {
    let worst = worstError(Self.arguments, of: errorFunction, from: { erf($0) })
    #expect(worst.error < Self.bound, "at \(worst.argument)")
  }

  @Test("erf is accurate relative to itself near zero")
  func errorFunctionSmall() {
    let worst = worstError(
      acrossBinades(-60, -1, 32), of: errorFunction, from: { erf($0) }, scale: { $0.magnitude })
    #expect(worst.error < 4e-7, "at \(worst.argument)")
  }

  @Test("erf is odd, to the bit")
  func odd() {
    let positive = Self.arguments.map(\.magnitude)
    let values = map(positive, errorFunction)
    let negated = map(positive.map { -$0 }, errorFunction)
    for (a, b) in zip(values, negated) { #expect(a == -b) }
  }

  @Test("erf is ±1 from ±4 on, and keeps the sign of zero")
  func edges() {
    for x in [4, 4.5, 10, 1e20, .greatestFiniteMagnitude, .infinity] as [Float] {
      #expect(apply(errorFunction, x) == 1, "\(x)")
      #expect(apply(errorFunction, -x) == -1, "\(-x)")
    }
    #expect(apply(errorFunction, 0).sign == .plus)
    #expect(apply(errorFunction, -0.0).sign == .minus)
    #expect(apply(errorFunction, -0.0) == 0)
    #expect(apply(errorFunction, .nan).isNaN)
  }

  @Test("Φ is within its stated absolute error")
  func distributionDense() {
    let worst = worstError(
      Self.arguments, of: normalDistribution, from: { 0.5 * erfc(-$0 / 2.0.squareRoot()) })
    #expect(worst.error < Self.bound, "at \(worst.argument)")
  }

  @Test("Φ goes from 0 through ½ to 1")
  func distributionEdges() {
    #expect(apply(normalDistribution, 0) == 0.5)
    #expect(apply(normalDistribution, -0.0) == 0.5)
    #expect(apply(normalDistribution, .infinity) == 1)
    #expect(apply(normalDistribution, -.infinity) == 0)
    #expect(apply(normalDistribution, .nan).isNaN)
  }

  @Test("φ is within its stated relative error")
  func density() {
    // Beyond 13.2 the exponential's argument leaves its range.
    let worst = worstError(
      evenly(-13...13, 100_001), of: normalDensity,
      from: { exp(-$0 * $0 / 2) / (2 * Double.pi).squareRoot() }, scale: { $0 })
    // The square is rounded before the exponential, which magnifies its error by x²/2.
    #expect(worst.error < 6e-6, "at \(worst.argument)")
    #expect(apply(normalDensity, .infinity) < 1e-37)
    #expect(apply(normalDensity, .nan).isNaN)
  }
}
