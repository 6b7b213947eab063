import FPTEngine
import FPTLib
import Testing

/// Random vectors with random labels: a task for tests that are about bits, not about learning.
struct NoiseTask: SequenceTask {
  let name = "Noise"
  var tokens = 16
  var width = 5
  var readTokens = 1
  /// Training examples; nil for an endless supply.
  var examples: Int? = 40
  /// Said of it so that nothing is kept from pass to pass.
  var variesByEpoch = false
  let dataDigest = ""
  /// Said of it for measures that ask.
  var chanceAccuracy: Double?

  var input: TokenInput { .vectors(width: width) }
  var output: TaskOutput { TaskOutput(readTokens: readTokens, classes: 4) }

  func count(of split: TaskSplit) -> Int? { examples }

  func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {
    let stream = RandomStream(
      seed: 0, name: "noise/\(split)", step: UInt32(truncatingIfNeeded: index))
    stream.fillNormal(example.vectors)
    for place in 0..<output.predictions {
      example.labels[place] = Int32(stream.at(step: 1 << 20 + UInt32(index)).word(at: place) % 4)
    }
  }
}

/// A small training run with every source of randomness in it, whose bits are compared.
struct DeterminismRun: Sendable, CustomTestStringConvertible {
  var architecture: String
  var task = NoiseTask()
  var layers = 2
  var width = 64
  var batch = 8
  var steps = 2
  var policy = FreezingPolicy.fpt
  var dropout = 0.1

  var testDescription: String {
    "\(architecture), \(layers) × \(width), \(batch) × \(task.tokens) tokens"
  }

  var backbone: any Backbone {
    switch architecture {
    case "bert": BERT(layers: layers, width: width, heads: 4)
    case "llama": Llama(layers: layers, width: width, heads: 4)
    case "qwen3": Qwen3(layers: layers, width: width, heads: 4)
    case "lstm": LSTM(layers: layers, width: width)
    case "t5": T5Encoder(layers: layers, width: width, heads: 4)
    case "opt": OPT(layers: layers, width: width, heads: 4)
    case "gpt-neox": GPTNeoX(layers: layers, width: width, heads: 4)
    case "modernbert": ModernBERT(layers: layers, width: width, heads: 4)
    case "dinov2": DINOv2(layers: layers, width: width, heads: 4)
    case "clip": CLIPVision(layers: layers, width: width, heads: 4)
    default: GPT2(layers: layers, width: width, heads: 4)
    }
  }

  var settings: TrainingSettings {
    TrainingSettings(batch: batch, steps: steps, clip: 0.5, dropout: dropout)
  }

  func trainer(
    _ context: ComputeContext, source: SequenceClassifier.Source = .random, seed: UInt64 = 3
  ) throws -> Trainer {
    let model = try SequenceClassifier(
      backbone: backbone, input: task.input, output: task.output, source: source, seed: seed,
      context: context)
    var settings = settings
    settings.precision = context.precision
    return Trainer(
      model: model, task: task, settings: settings, policy: policy, seed: seed, context: context)
  }

  /// The bits of every parameter after the run, and of every loss and gradient norm on the way.
  func bits(threads: Int) throws -> [UInt64] { try bits(ComputeContext(threads: threads)) }

  /// The same in a context of one's choice.
  func bits(_ context: ComputeContext) throws -> [UInt64] {
    let trainer = try trainer(context)
    var bits: [UInt64] = []
    for _ in 0..<steps {
      let record = trainer.advance()
      bits += [record.score.lossSum.bitPattern, record.gradientNorm.bitPattern]
    }
    let score = trainer.evaluate(.test, examples: 0..<5)
    bits += [score.lossSum.bitPattern, UInt64(score.correct)]
    for parameter in trainer.model.parameters.all {
      bits += parameter.value.array.map { UInt64($0.bitPattern) }
    }
    return bits
  }

  /// A hash of all bits, for comparing between processes.
  func digest(_ context: ComputeContext) throws -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for bits in try bits(context) { hash = (hash ^ bits) &* 0x0000_0100_0000_01B3 }
    return String(hash, radix: 16)
  }
}
