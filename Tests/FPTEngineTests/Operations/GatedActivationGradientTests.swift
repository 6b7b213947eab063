import Testing

@testable import FPTEngine

@Suite("Gradients of a gated activation")
struct GatedActivationGradientTests {
  static func gate(
    _ activation: Activation, _ x: [Int], _ place: GatePlace = .firstHalf
  ) -> GradientCase {
    GradientCase(
      name: "\(activation) \(x) \(place)", leaves: [.init("x", x)],
      engine: { tape, v in tape.gatedActivation(v[0], activation, gate: place) },
      reference: { v in
        let width = v[0].width / 2
        let halves = [naiveColumns(v[0], 0..<width), naiveColumns(v[0], width..<2 * width)]
        var gate = halves[place == .firstHalf ? 0 : 1]
        gate.values = gate.values.map { naiveActivation(activation, $0) }
        return gate * halves[place == .firstHalf ? 1 : 0]
      })
  }

  @Test(arguments: [
    gate(.geluTanh, [2, 3, 10]), gate(.gelu, [1, 2, 16]), gate(.geluTanh, [3, 1, 38]),
    gate(.relu, [2, 2, 6]), gate(.silu, [2, 3, 10]), gate(.silu, [1, 2, 34], .secondHalf),
    gate(.quickGELU, [2, 1, 18]), gate(.gelu, [2, 2, 6], .secondHalf),
  ])
  func matchesReference(check: GradientCase) { GradientCheck(check).run() }
}
