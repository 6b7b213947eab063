import Testing

@testable import FPTEngine

@Suite("Memory and operations of attention")
struct AttentionMemoryTests {
  private func cost(
    _ tokens: Int, _ visibility: Visibility, threads: Int = 1
  ) -> (bytes: Int, operations: Int) {
    let context = ComputeContext(workers: WorkerPool(threads: threads), isMeasuring: true)
    let x = Variable(
      trained: context.uninitialized([1, tokens, 24]), slot: GradientSlot(shape: [1, tokens, 24]))
    let tape = Tape(context: context, isTraining: true)
    let y = tape.attention(
      AttentionInputs(fused: x),
      Attention(
        AttentionHeads(1, width: 8), visibility, dropout: Dropout(rate: 0.3, site: "attention")))
    tape.backward(from: y, gradient: context.uninitialized(y.shape))
    return (context.memory.peakBytes, context.matmulOperations)
  }

  @Test(
    "a window costs what it sees",
    arguments: [Visibility.window(half: 16), .causalWindow(size: 33)])
  func window(visibility: Visibility) {
    let (short, long) = (cost(4_096, visibility), cost(65_536, visibility))
    #expect(long.bytes < 17 * short.bytes)
    #expect(long.operations == 16 * short.operations)
    #expect(short.operations == 14 * 4_096 * 33 * 8)
  }

  @Test("no scores of a long sequence are stored")
  func scores() {
    // Masks have one bit for each score.
    #expect(cost(8_192, .causal).bytes < 8_192 * 8_192 / 8 + 12_000_000)
  }
}
