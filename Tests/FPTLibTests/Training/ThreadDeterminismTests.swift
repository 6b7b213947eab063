import FPTEngine
import FPTLib
import Testing

@Suite("Bits of a training run")
struct ThreadDeterminismTests {
  static let runs: [DeterminismRun] = [
    DeterminismRun(architecture: "gpt2"),
    DeterminismRun(architecture: "bert", policy: .nothing),
    // Two micro-batches, 64 and 6, each of them more than a tile high or ragged.
    DeterminismRun(architecture: "gpt2", layers: 1, width: 16, batch: 70, policy: .nothing),
    DeterminismRun(architecture: "bert", layers: 1, width: 20, batch: 65, steps: 1),
  ]

  @Test("do not depend on the number of threads", arguments: runs)
  func threads(run: DeterminismRun) throws {
    let first = try run.bits(threads: 1)
    #expect(first.count > 1_000)
    for threads in [2, 3, 5] {
      let other = try run.bits(threads: threads)
      let differing = zip(first, other).filter { $0 != $1 }.count
      #expect(first.count == other.count && differing == 0, "\(threads) threads")
    }
  }

  @Test("are products that are really cut into tiles")
  func tiles() {
    let microBatch = MicroBatch.size(tokens: 16, batch: 70)
    #expect(microBatch == 64)
    #expect(MicroBatch.size(tokens: 16, batch: 8) == 8)
    // The runs above would prove nothing if every product were one tile.
    #expect(8 * 16 * 64 * 192 >= 1 << 20)
    #expect(microBatch * 16 > 512)
  }

  @Test("do depend on the seed, the dropout rate and the step")
  func sensitivity() throws {
    var run = DeterminismRun(architecture: "gpt2", layers: 1, width: 16, batch: 2)
    let trainer = try run.trainer(ComputeContext())
    let losses = (0..<2).map { _ in trainer.advance().score.lossSum }
    let other = try run.trainer(ComputeContext(), seed: 4)
    #expect(other.advance().score.lossSum != losses[0])
    run.dropout = 0
    let dry = try run.trainer(ComputeContext())
    #expect(dry.advance().score.lossSum != losses[0])
    #expect(losses[0] != losses[1])
  }

  @Test("a run repeated in the same process has the same bits")
  func repetition() throws {
    let run = DeterminismRun(architecture: "gpt2", layers: 1, width: 16, batch: 4)
    let context = ComputeContext(threads: 2)
    // The second time on memory that the first has used.
    let losses = try (0..<2).map { _ in
      let trainer = try run.trainer(context)
      return (0..<3).map { _ in trainer.advance().gradientNorm }
    }
    #expect(losses[0] == losses[1])
  }

  @Test("an evaluation on the way changes nothing that follows")
  func evaluationIsInvisible() throws {
    let run = DeterminismRun(architecture: "bert", layers: 1, width: 16, batch: 4)
    let norms = try [false, true].map { evaluates in
      let trainer = try run.trainer(ComputeContext(threads: 2))
      return (0..<3).map { _ in
        if evaluates { _ = trainer.evaluate(.test, batches: 1) }
        return trainer.advance().gradientNorm
      }
    }
    #expect(norms[0] == norms[1])
  }

  /// Masks follow the example and gradients add up, so a batch in micro-batches is the batch as a whole, but for rounding.
  @Test(
    "a batch in micro-batches gives the gradients of the batch as a whole",
    arguments: ["bert", "gpt2", "llama", "qwen3"])
  func microBatches(architecture: String) throws {
    let run = DeterminismRun(
      architecture: architecture, task: NoiseTask(tokens: 5, readTokens: 2), layers: 2, width: 16,
      policy: .nothing)
    let context = ComputeContext(threads: 2)
    let model = try SequenceClassifier(
      backbone: run.backbone, input: run.task.input, output: run.task.output, source: .random,
      seed: 1, context: context)
    for stage in run.policy.stages { model.apply(stage) }
    func gradients(_ microBatches: [Range<Int>]) -> (
      score: ClassificationScore, gradients: [[Float]]
    ) {
      for parameter in model.parameters.all { parameter.clearGradient() }
      var score = ClassificationScore()
      for microBatch in microBatches {
        var batch = TaskBatch(for: run.task, capacity: microBatch.count)
        batch.load(microBatch, of: .train, from: run.task, seed: 1)
        let tape = Tape(
          context: context, isTraining: true,
          randomness: .init(seed: 9, step: 4, firstExample: microBatch.lowerBound))
        let logits = model.forward(
          batch.inputs(for: run.task, context), on: tape, pass: BackbonePass(dropout: 0.3))
        score += tape.crossEntropy(
          logits, labels: batch.loadedLabels(of: run.task), batchPredictions: 12)
        tape.backward()
      }
      return (score, model.parameters.all.map { $0.gradient?.array ?? [] })
    }
    let whole = gradients([0..<6])
    for cut in [[0..<4, 4..<6], [0..<1, 1..<2, 2..<6]] {
      let parts = gradients(cut)
      #expect(parts.score.predictions == whole.score.predictions)
      #expect(abs(parts.score.loss - whole.score.loss) < 1e-6)
      for (index, parameter) in model.parameters.all.enumerated() {
        let (found, expected) = (parts.gradients[index], whole.gradients[index])
        let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? .infinity
        let largest = expected.map(abs).max() ?? 0
        #expect(worst <= 1e-5 * max(largest, 0.01), "\(parameter.name)")
      }
    }
  }

  @Test(
    "micro-batches hold about a thousand tokens, at least an example, at most a batch",
    arguments: [(64, 16, 16), (64, 100, 16), (1_024, 16, 1), (5_000, 16, 1), (10, 1, 1), (0, 7, 7)])
  func microBatchSize(tokens: Int, batch: Int, size: Int) {
    #expect(MicroBatch.size(tokens: tokens, batch: batch) == size)
  }
}
