import Testing

@testable import FPTEngine

@Suite("Packed weights")
struct PackedWeightCacheTests {
  /// Forward and backward through a frozen matrix, twice: the second time with the cached copy.
  private func results(
    _ layout: LinearWeight.Layout, cache: PackedWeightCache?, outputs: Range<Int>?,
    _ context: ComputeContext
  ) -> [[UInt32]] {
    let (rows, inputs, width) = (20, 700, 96)
    let matrix = GEMMTests.random(
      layout == .inputOutput ? inputs : width, layout == .inputOutput ? width : inputs, "matrix")
    let shape = layout == .inputOutput ? [inputs, width] : [width, inputs]
    let weight = LinearWeight(
      Variable(
        constant: context.tensor(shape, matrix.values.map { Float($0) }), packedWeights: cache),
      bias: nil,
      layout: layout, outputs: outputs)
    let x = GEMMTests.random(rows, inputs, "x")
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
        results(layout, cache: PackedWeightCache(), outputs: outputs, context)
          == results(layout, cache: nil, outputs: outputs, context))
    }
    #expect(context.cachedFloats == 0, "copies go with their cache")
  }

  @Test("take no more memory than the context allows")
  func allowance() throws {
    let context = ComputeContext(threads: 1)
    let memory = context.zeros([64, 64])
    let b = MatrixOperand(memory.pointer, stride: 64)
    let key = PackedWeightCache.Key(isForward: true, outputs: 0..<64)
    let cache = PackedWeightCache()
    context.cachedFloats = ComputeContext.largestCache - 64 * 64 + 1
    #expect(cache.packed(b, key, k: 64, columns: 64, context) == nil)
    context.cachedFloats -= 1
    #expect(cache.packed(b, key, k: 64, columns: 64, context) != nil)
  }
}
