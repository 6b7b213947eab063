import CKernels
import Foundation
import Testing

@testable import FPTEngine

@Suite("tanh and the logistic function")
struct SaturatingTests {
  /// The error that both functions' comments state.
  static let bound = 4e-7
  let hyperbolicTangent = ElementaryFunction("tanh", fpt_hyperbolic_tangent)
  let logistic = ElementaryFunction("σ", fpt_logistic)

  @Test("tanh is within its stated relative error everywhere")
  func denseTangent() {
    let arguments =
      evenly(-10...10, 200_001) + evenly(-0.7...0.7, 100_001) + acrossBinades(-30, 20, 64)
    let worst = worstError(
      arguments, of: hyperbolicTangent, from: { tanh($0) }, scale: { $1 == 0 ? 1 : $1.magnitude })
    #expect(worst.error < Self.bound, "at \(worst.argument)")
  }

  @Test("the logistic function is within its stated relative error above −87")
  func denseLogistic() {
    let arguments = evenly(-87...100, 200_001) + evenly(-2...2, 50_001)
    let worst = worstError(
      arguments, of: logistic, from: { 1 / (1 + exp(-$0)) }, scale: { $1 })
    #expect(worst.error < Self.bound, "at \(worst.argument)")
  }

  @Test("both are bounded, and tanh is odd")
  func bounds() {
    for x in [0, 0.3, 0.625, 3, 9, 20, 1e9, .infinity] as [Float] {
      let t = hyperbolicTangent(x)
      #expect(t.magnitude <= 1)
      #expect(hyperbolicTangent(-x) == -t)
      #expect((0...1).contains(logistic(x)))
      #expect((0...1).contains(logistic(-x)))
    }
    #expect(hyperbolicTangent(.infinity) == 1)
    #expect(hyperbolicTangent(-0.0).sign == .minus)
    #expect(logistic(.infinity) == 1)
    #expect(logistic(-.infinity) < 1e-37)
  }

  @Test("both propagate NaN")
  func notANumber() {
    #expect(hyperbolicTangent(.nan).isNaN)
    #expect(logistic(.nan).isNaN)
  }
}
