import Testing

@testable import FPTEngine

@Suite("Gradients of layer normalization")
struct NormalizationGradientTests {
  static func layerNorm(
    _ x: [Int], epsilon: Double, offset: Double = 0, hasBias: Bool = true
  ) -> GradientCase {
    let width = x.last ?? 0
    let leaves: [GradientCase.Leaf] = [
      .init("x", x, offset: offset), .init("weight", [width], offset: 1), .init("bias", [width]),
    ]
    return GradientCase(
      name: "\(x), ε \(epsilon), offset \(offset)\(hasBias ? "" : ", no bias")",
      leaves: hasBias ? leaves : Array(leaves.dropLast()),
      engine: { tape, v in
        tape.layerNorm(
          v[0], weight: v[1], bias: hasBias ? v[2] : nil, epsilon: Float(epsilon))
      },
      reference: { v in
        naiveLayerNorm(
          v[0], weight: v[1], bias: hasBias ? v[2] : NaiveArray(zeros: [width]), epsilon: epsilon)
      })
  }

  @Test(arguments: [
    layerNorm([2, 3, 5], epsilon: 1e-5), layerNorm([1, 1, 3], epsilon: 1e-12),
    layerNorm([1, 2, 8], epsilon: 1e-12), layerNorm([2, 2, 13], epsilon: 1e-5),
    layerNorm([1, 2, 67], epsilon: 1e-5, offset: 3),
    layerNorm([5, 7, 4], epsilon: 1e-5), layerNorm([2, 3, 5], epsilon: 1e-5, hasBias: false),
    layerNorm([1, 3, 24], epsilon: 1e-5, hasBias: false),
  ])
  func matchesReference(check: GradientCase) { GradientCheck(check).run() }

  @Test("a constant row becomes the bias, and passes no gradient on")
  func constantRow() {
    for width in [1, 3, 8, 11] {
      let context = ComputeContext()
      let tape = Tape(context: context)
      let slot = GradientSlot(shape: [1, width])
      let bias = (0..<width).map(Float.init)
      let y = tape.layerNorm(
        Variable(
          trained: context.tensor([1, width], [Float](repeating: 2.5, count: width)), slot: slot),
        weight: Variable(constant: context.tensor([width], [Float](repeating: 2, count: width))),
        bias: Variable(constant: context.tensor([width], bias)), epsilon: 1e-5)
      #expect(y.value.array == bias)
      tape.backward(
        from: y, gradient: context.tensor([1, width], [Float](repeating: 1, count: width)))
      #expect(slot.gradient?.array.allSatisfy { abs($0) < 1e-3 } == true)
    }
  }
}
