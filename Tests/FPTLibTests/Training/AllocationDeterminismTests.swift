import FPTEngine
import FPTLib
import Testing

@Suite("Memory of training steps")
struct AllocationDeterminismTests {
  static let policies: [FreezingPolicy] = [.fpt, .nothing, .all(except: [.output])]

  @Test(
    "a step like the ones before it allocates nothing",
    arguments: ["bert", "gpt2", "qwen3", "dinov2"],
    policies)
  func steady(architecture: String, policy: FreezingPolicy) throws {
    // 64 and 2 examples: both kinds of group are met in every step.
    var run = DeterminismRun(
      architecture: architecture, layers: 2, width: 8, batch: 66, policy: policy)
    run.task.tokens = 15
    run.task.readTokens = 2
    let context = ComputeContext(threads: 2)
    let trainer = try run.trainer(context)
    _ = trainer.advance()
    _ = trainer.advance()
    let (allocations, bytes) = (context.memory.allocations, context.memory.bytesInUse)
    for step in 3...5 {
      _ = trainer.advance()
      withExtendedLifetime(trainer) {
        #expect(context.memory.allocations == allocations, "step \(step)")
        #expect(context.memory.bytesInUse == bytes, "step \(step)")
      }
    }
  }

  @Test("evaluations allocate nothing after the first")
  func evaluations() throws {
    let run = DeterminismRun(architecture: "gpt2", layers: 1, width: 8, batch: 4)
    let context = ComputeContext(threads: 2)
    let trainer = try run.trainer(context)
    for _ in 0..<2 {
      _ = trainer.advance()
      _ = trainer.evaluate(.test, batches: 2)
    }
    let allocations = context.memory.allocations
    for _ in 0..<3 {
      _ = trainer.advance()
      _ = trainer.evaluate(.test, batches: 2)
    }
    #expect(context.memory.allocations == allocations)
  }
}
