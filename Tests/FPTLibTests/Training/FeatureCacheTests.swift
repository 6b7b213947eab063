import FPTEngine
import FPTLib
import Testing

@testable import FPTTraining

/// Training of the output layer alone on features that are computed once.
@Suite struct FeatureCacheTests {
  /// Images of noise, a fixed number of them.
  private struct Noise: SequenceTask {
    let name = "Noise"
    let input = TokenInput.vectors(width: 3)
    let tokens = 6
    let output = TaskOutput(readTokens: 2, classes: 4)
    let dataDigest = ""
    var variesByEpoch = false

    func count(of split: TaskSplit) -> Int? { split == .train ? 37 : 11 }

    func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {
      let stream = RandomStream(seed: 5, name: split.rawValue, step: UInt32(index))
      stream.fillUniform(example.vectors)
      for place in 0..<2 { example.labels[place] = Int32((index + place) % 4) }
    }
  }

  private func trainer(
    _ task: Noise, dropout: Double = 0, policy: FreezingPolicy = .all(except: [.output]),
    threads: Int = 1
  ) throws -> Trainer {
    let context = ComputeContext(threads: threads)
    let backbone = GPT2(layers: 2, width: 16, heads: 2)
    let model = try SequenceClassifier(
      backbone: backbone, input: task.input, output: task.output, source: .random, seed: 1,
      context: context)
    return Trainer(
      model: model, task: task,
      settings: TrainingSettings(batch: 4, steps: 40, dropout: dropout), policy: policy, seed: 1,
      context: context)
  }

  @Test func learnsTheSameAsWithout() throws {
    let kept = try trainer(Noise())
    // What is said to vary is computed again in every step, here with the same values.
    let again = try trainer(Noise(variesByEpoch: true))
    for _ in 0..<40 {
      let (a, b) = (kept.advance(), again.advance())
      #expect(abs(a.score.loss - b.score.loss) < 1e-6)
      #expect(a.score.correct == b.score.correct)
    }
    for split in TaskSplit.allCases {
      let (a, b) = (kept.evaluate(split, batches: nil), again.evaluate(split, batches: nil))
      #expect(abs(a.loss - b.loss) < 1e-6 && a.correct == b.correct)
    }
  }

  @Test func bitsDependOnNeitherThreadsNorInterruption() throws {
    let whole = try trainer(Noise())
    var losses = (0..<20).map { _ in whole.advance().score.loss }
    let first = try trainer(Noise(), threads: 3)
    for step in 0..<9 { #expect(first.advance().score.loss == losses[step]) }
    let second = try trainer(Noise())
    try second.restore(first.state)
    losses.removeFirst(9)
    for loss in losses { #expect(second.advance().score.loss == loss) }
  }

  @Test func isOnlyMadeWhereNothingBelowChanges() throws {
    func cache(_ trainer: Trainer, dropout: Double = 0) -> FeatureCache? {
      FeatureCache(
        model: trainer.model, task: trainer.task, dropout: dropout, seed: 0,
        context: trainer.context)
    }
    #expect(cache(try trainer(Noise())) != nil)
    #expect(cache(try trainer(Noise()), dropout: 0.1) == nil)
    #expect(cache(try trainer(Noise(variesByEpoch: true))) == nil)
    #expect(cache(try trainer(Noise(), policy: .all(except: [.output, .layernorm]))) == nil)
    #expect(cache(try trainer(Noise(), policy: .fpt)) == nil)
  }
}
