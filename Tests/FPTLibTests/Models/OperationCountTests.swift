import FPTEngine
import FPTLib
import Testing

@Suite("Counting without computing")
struct OperationCountTests {
  struct Counts: Equatable {
    var matmulOperations: Int
    var peakBytes: Int
    var bytesInUse: Int
    var allocations: Int

    init(_ run: DeterminismRun, isMeasuring: Bool) throws {
      let context = ComputeContext(workers: WorkerPool(threads: 2), isMeasuring: isMeasuring)
      let trainer = try run.trainer(context)
      for _ in 0..<2 { _ = trainer.advance() }
      _ = trainer.evaluate(.test, batches: 1)
      matmulOperations = context.matmulOperations
      peakBytes = context.memory.peakBytes
      bytesInUse = withExtendedLifetime(trainer) { context.memory.bytesInUse }
      allocations = context.memory.allocations
    }
  }

  @Test(
    "a measured run counts what the real one needs",
    arguments: ["bert", "gpt2", "llama", "qwen3", "opt", "gpt-neox", "modernbert", "dinov2"],
    [0, 0.1])
  func matchesRealRun(architecture: String, dropout: Double) throws {
    for policy in AllocationDeterminismTests.policies {
      let run = DeterminismRun(
        architecture: architecture, task: NoiseTask(tokens: 7, readTokens: 2, variesByEpoch: true),
        layers: 2, width: 24,
        batch: 3, policy: policy, dropout: dropout)
      #expect(try Counts(run, isMeasuring: true) == Counts(run, isMeasuring: false))
    }
  }

  @Test("freezing saves products and memory")
  func freezingSaves() throws {
    // Examples that differ from epoch to epoch, so that no features are kept.
    var run = DeterminismRun(
      architecture: "gpt2", task: NoiseTask(tokens: 7, readTokens: 2, variesByEpoch: true),
      dropout: 0)
    run.policy = .nothing
    let full = try Counts(run, isMeasuring: true)
    run.policy = .fpt
    let frozen = try Counts(run, isMeasuring: true)
    run.policy = .all(except: [.output])
    let outputOnly = try Counts(run, isMeasuring: true)
    #expect(frozen.matmulOperations < full.matmulOperations)
    #expect(outputOnly.matmulOperations * 2 < full.matmulOperations)
    #expect(frozen.peakBytes < full.peakBytes)
    #expect(outputOnly.peakBytes < frozen.peakBytes)
  }

  /// Width W, inner width 4W, T tokens, one of them read, so that the last block computes one row, without keys and values: what its
  /// four heads ask is asked of the tokens.
  @Test("products of a forward pass are those of the formula")
  func formula() throws {
    let (t, w, heads) = (16, 64, 4)
    let run = DeterminismRun(architecture: "gpt2", batch: 1)
    let context = ComputeContext(workers: WorkerPool(threads: 1), isMeasuring: true)
    let trainer = try run.trainer(context)
    _ = trainer.evaluate(.test, examples: 0..<1)
    let whole = 2 * t * w * (3 * w + w + 8 * w) + 4 * t * t * w
    let last = 2 * w * (3 * w + w + 8 * w) + 4 * t * w * heads
    #expect(context.matmulOperations == 2 * t * 5 * w + whole + last + 2 * w * 4)
  }

  @Test("GPT-2 XL is measured without its memory")
  func large() throws {
    var run = DeterminismRun(architecture: "gpt2", layers: 48, width: 1_600, batch: 1)
    run.task.tokens = 64
    let counts = try Counts(run, isMeasuring: true)
    // 1.5 billion parameters without the token table, four bytes each.
    #expect(counts.peakBytes > 5_800_000_000)
    #expect(counts.peakBytes < 16 << 30)
  }
}
