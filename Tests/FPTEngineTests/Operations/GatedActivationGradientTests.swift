import Testing

@testable import FPTEngine

@Suite("Gradients of a gated activation")
struct GatedActivationGradientTests {
  static func gate(_ activation: Activation, _ x: [Int]) -> GradientCase {
    GradientCase(
      name: "\(activation) \(x)", leaves: [.init("x", x)],
      engine: { tape, v in tape.gatedActivation(v[0], activation) },
      reference: { v in
        let width = v[0].width / 2
        var a = naiveColumns(v[0], 0..<width)
        a.values = a.values.map { naiveActivation(activation, $0) }
        return a * naiveColumns(v[0], width..<2 * width)
      })
  }

  @Test(arguments: [
    gate(.geluTanh, [2, 3, 10]), gate(.gelu, [1, 2, 16]), gate(.geluTanh, [3, 1, 38]),
    gate(.relu, [2, 2, 6]),
  ])
  func matchesReference(check: GradientCase) { GradientCheck(check).run() }
}
