import Foundation
import Testing

@testable import FPTEngine

@Suite("Activations")
struct ActivationTests {
  static let all = Activation.allCases

  static let arguments =
    evenly(-12...12, 100_001) + evenly(-1...1, 20_001) + acrossBinades(-30, 5, 32)

  @Test("values are within 2e-7 of the exact function, relative to 1 + |x|", arguments: all)
  func values(activation: Activation) {
    let worst = worstError(
      Self.arguments, of: ElementaryFunction(activation, isDerivative: false),
      from: { naiveActivation(activation, $0) }, scale: { x, _ in 1 + x.magnitude })
    #expect(worst.error < 2e-7, "at \(worst.argument)")
  }

  @Test("derivatives are within their stated error of the exact derivative", arguments: all)
  func derivatives(activation: Activation) {
    let worst = worstError(
      Self.arguments, of: ElementaryFunction(activation, isDerivative: true),
      from: { exactDerivative(activation, $0) })
    #expect(worst.error < 5e-7, "at \(worst.argument)")
  }

  @Test(
    "the exact derivatives used here are the derivatives of the exact functions", arguments: all)
  func derivativeReference(activation: Activation) {
    for x in stride(from: -6.0, through: 6, by: 0.0371) where x.magnitude > 1e-3 {
      let h = 1e-5
      let quotient =
        (naiveActivation(activation, x + h) - naiveActivation(activation, x - h)) / (2 * h)
      #expect((quotient - exactDerivative(activation, x)).magnitude < 1e-9, "at \(x)")
    }
  }

  @Test("far from zero they are x and 0, with derivatives 1 and 0", arguments: all)
  func large(activation: Activation) {
    let value = ElementaryFunction(activation, isDerivative: false)
    let derivative = ElementaryFunction(activation, isDerivative: true)
    // The logistic function of −20 is not yet 0.
    let nearest: [Float] = activation == .silu || activation == .quickGELU ? [] : [20]
    for x in nearest + [100, 1e4, 1e10, 1e13, 1e19, 1e25, 1e30, 1e38] as [Float] {
      #expect(value(x) == x, "\(x)")
      #expect(derivative(x) == 1, "derivative at \(x)")
      #expect(value(-x).magnitude <= 1e-36 * x, "\(-x)")
      #expect(derivative(-x).magnitude < 1e-30, "derivative at \(-x)")
    }
    #expect(value(.infinity) == .infinity)
    #expect(derivative(.infinity) == 1)
    #expect(derivative(-.infinity).magnitude < 1e-30)
  }

  @Test("zero maps to zero, NaN to NaN", arguments: all)
  func edges(activation: Activation) {
    let value = ElementaryFunction(activation, isDerivative: false)
    let derivative = ElementaryFunction(activation, isDerivative: true)
    #expect(value(0) == 0)
    #expect(value(-0.0) == 0)
    #expect(derivative(0) == (activation == .relu ? 0 : 0.5))
    #expect(value(.nan).isNaN)
    #expect(derivative(.nan).isNaN == (activation != .relu))
    let lowest = value(-.infinity)
    #expect(activation == .relu ? lowest == 0 : !lowest.isFinite)
  }
}

private func exactDerivative(_ activation: Activation, _ x: Double) -> Double {
  switch activation {
  case .gelu:
    let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
    return 0.5 * erfc(-x / 2.0.squareRoot()) + x * density
  case .geluTanh:
    let root = (2 / Double.pi).squareRoot()
    let t = tanh(root * (x + 0.044715 * x * x * x))
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * root * (1 + 3 * 0.044715 * x * x)
  case .relu: return x > 0 ? 1 : 0
  case .silu: return gateDerivative(x, 1)
  case .quickGELU: return gateDerivative(x, 1.702)
  }
}

/// Of x · σ(k x).
private func gateDerivative(_ x: Double, _ k: Double) -> Double {
  let s = 1 / (1 + exp(-k * x))
  return s + k * x * s / (1 + exp(k * x))
}
