import FPTEngine
import FPTLib
import Testing

@Suite("Parameter counts")
struct ParameterCountTests {
  static func count(
    _ backbone: any Backbone, tokenWidth: Int = 16, tokens: Int = 64,
    _ policy: FreezingPolicy = .fpt
  ) -> ParameterCount {
    ParameterCount(
      SequenceClassifier.specifications(
        of: backbone, input: .vectors(width: tokenWidth),
        output: TaskOutput(readTokens: 1, classes: 10)), tokens: tokens
    ) {
      policy.value(atStep: 0, of: 1).trains($0, layerCount: backbone.layerCount)
    }
  }

  @Test("FPT of GPT-2 on CIFAR-10 has the paper's count, and the true one beside it")
  func paper() {
    let count = Self.count(GPT2(layers: 12, width: 768, heads: 12))
    #expect(count.trainedAsInPaper == 106_752)
    // output with bias + input + norms with the final one + all 1,024 positions
    #expect(count.trained == 7_690 + 13_056 + 36_864 + 1_536 + 786_432)
    // GPT-2's 124,439,808 without the token table, with the new layers.
    #expect(count.total == 124_439_808 - 50_257 * 768 + 13_056 + 7_690)
  }

  @Test(
    "larger sizes have the counts that the paper rounds",
    arguments: [
      (24, 1_024, 16, 191_488), (36, 1_280, 20, 300_800),
    ])
  func sizes(layers: Int, width: Int, heads: Int, expected: Int) {
    let count = Self.count(GPT2(layers: layers, width: width, heads: heads))
    #expect(count.trainedAsInPaper == expected)
  }

  @Test("patches as the official code cuts them are three times as wide")
  func colorPatches() {
    let count = Self.count(GPT2(layers: 12, width: 768, heads: 12), tokenWidth: 48)
    #expect(count.trainedAsInPaper == 106_752 + 32 * 768)
  }

  @Test("BERT has its published size but for pooler and token table")
  func bert() {
    let count = Self.count(BERT(layers: 12, width: 768, heads: 12), .nothing)
    let backbone = 109_482_240 - 590_592 - 30_522 * 768
    #expect(count.total == backbone + 13_056 + 7_690)
    #expect(count.trained == count.total)
  }

  /// Counted with transformers 5.24: the default configurations, and Pythia's with 160 million parameters.
  @Test(
    "models have their published sizes but for pooler and token table",
    arguments: [
      (RoBERTa(layers: 12, width: 768, heads: 12) as any Backbone, 124_645_632 - 590_592, 50_265),
      (DistilBERT(layers: 6, width: 768, heads: 12), 66_362_880, 30_522),
      (OPT(layers: 12, width: 768, heads: 12), 125_239_296, 50_272),
      (GPTNeoX(layers: 12, width: 768, heads: 12), 123_689_472, 50_304),
      (ModernBERT(layers: 22, width: 768, heads: 12), 149_014_272, 50_368),
    ])
  func published(backbone: any Backbone, size: Int, vocabulary: Int) {
    #expect(
      Self.count(backbone, .nothing).total == size - vocabulary * 768 + 13_056 + 7_690)
  }

  @Test("with everything frozen nothing is counted, and more tokens than positions count once")
  func edges() {
    let backbone = GPT2(layers: 2, width: 8, heads: 2)
    #expect(Self.count(backbone, .all(except: [])).trained == 0)
    #expect(Self.count(backbone, .all(except: [])).trainedAsInPaper == 0)
    let positions = Self.count(backbone, tokens: 5_000, .all(except: [.positions]))
    #expect(positions.trainedAsInPaper == 1_024 * 8)
    #expect(positions.trained == 1_024 * 8)
  }

  @Test("counts match the tensors of a built model", arguments: ["bert", "gpt2", "llama", "qwen3"])
  func builtModel(architecture: String) throws {
    let run = DeterminismRun(architecture: architecture, layers: 1, width: 8)
    let context = ComputeContext(workers: WorkerPool(threads: 1), isMeasuring: true)
    let trainer = try run.trainer(context)
    let count = ParameterCount(trainer.model.specifications, tokens: run.task.tokens) {
      FreezingPolicy.fpt.value(atStep: 0, of: 1).trains($0, layerCount: 1)
    }
    #expect(trainer.model.trained.reduce(0) { $0 + $1.value.count } == count.trained)
    #expect(trainer.model.parameters.all.reduce(0) { $0 + $1.value.count } == count.total)
  }
}
