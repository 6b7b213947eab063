import Testing

@testable import FPTEngine

@Suite("Kept panels", .enabled(if: PanelKernels.fastest != nil))
struct KeptPanelsTests {
  /// Forward and back through a frozen matrix, twice: the second time from what was kept.
  private func results(
    _ layout: LinearWeight.Layout, panels: KeptPanels?, outputs: Range<Int>?,
    _ context: ComputeContext
  ) -> [[UInt32]] {
    let (rows, inputs, width) = (20, 700, 96)
    let matrix = MatrixProductTests.random(
      layout == .inputOutput ? inputs : width, layout == .inputOutput ? width : inputs, "matrix")
    let shape = layout == .inputOutput ? [inputs, width] : [width, inputs]
    let weight = LinearWeight(
      Variable(constant: context.tensor(shape, matrix.values.map { Float($0) }), panels: panels),
      bias: nil,
      layout: layout, outputs: outputs)
    let x = MatrixProductTests.random(rows, inputs, "x")
    return (0..<2).flatMap { _ in
      let tape = Tape(context: context)
      let input = Variable(
        trained: context.tensor([rows, inputs], x.values.map { Float($0) }),
        slot: GradientSlot(shape: [rows, inputs])
      )
      let y = tape.linear(input, [weight])
      tape.backward(from: y, gradient: y.value)
      return [y.value.array, input.slot?.gradient?.array ?? []].map { $0.map(\.bitPattern) }
    }
  }

  @Test("change no bit", arguments: [LinearWeight.Layout.inputOutput, .outputInput])
  func bits(layout: LinearWeight.Layout) {
    let context = ComputeContext(threads: 2)
    for outputs in [nil, 32..<80] {
      #expect(
        results(layout, panels: KeptPanels(), outputs: outputs, context)
          == results(layout, panels: nil, outputs: outputs, context))
    }
    #expect(context.keptFloats == 0, "what is kept goes with its owner")
  }

  @Test("are no more than the context keeps")
  func allowance() throws {
    let context = ComputeContext(threads: 1)
    let kernels = try #require(context.kernels)
    let memory = context.zeros([64, 64])
    let factor = MatrixFactor(memory.pointer, stride: 64)
    let use = KeptPanels.Use(isForward: true, outputs: 0..<64)
    let panels = KeptPanels()
    context.keptFloats = ComputeContext.mostKeptFloats - 64 * 64 + 1
    #expect(panels.panels(of: factor, use, inner: 64, columns: 64, kernels, context) == nil)
    context.keptFloats -= 1
    #expect(panels.panels(of: factor, use, inner: 64, columns: 64, kernels, context) != nil)
  }
}
