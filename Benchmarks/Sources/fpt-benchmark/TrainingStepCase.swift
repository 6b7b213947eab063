import FPTEngine
import FPTLib
import Foundation

/// One row of the speed table: a model shape and a task shape, trained with dropout 0.1, Adam and clipping at 1.
struct TrainingStepCase {
  var name: String
  var architecture: String
  var layers: Int
  var width: Int
  var heads: Int
  var tokens: Int
  var tokenWidth: Int
  var batch: Int
  /// What `pytorch_step.py` calls the model to compare with.
  var pytorch: String

  init(
    name: String, architecture: String, layers: Int, width: Int, heads: Int, tokens: Int,
    tokenWidth: Int, batch: Int, pytorch: String? = nil
  ) {
    self.name = name
    self.architecture = architecture
    self.layers = layers
    self.width = width
    self.heads = heads
    self.tokens = tokens
    self.tokenWidth = tokenWidth
    self.batch = batch
    self.pytorch = pytorch ?? architecture
  }

  static let all: [TrainingStepCase] = [
    .init(
      name: "GPT-2 small FPT, 64 tokens", architecture: "gpt2", layers: 12, width: 768, heads: 12,
      tokens: 64, tokenWidth: 48, batch: 16),
    .init(
      name: "6 x 384 FPT, 64 tokens", architecture: "bert", layers: 6, width: 384, heads: 12,
      tokens: 64, tokenWidth: 16, batch: 16),
    .init(
      name: "6 x 384 FPT, 49 tokens", architecture: "bert", layers: 6, width: 384, heads: 12,
      tokens: 49, tokenWidth: 16, batch: 16),
    .init(
      name: "6 x 384 FPT, 10 tokens", architecture: "bert", layers: 6, width: 384, heads: 12,
      tokens: 10, tokenWidth: 1, batch: 16),
    .init(
      name: "4 x 256 FPT, 1024 tokens", architecture: "gpt2", layers: 4, width: 256, heads: 4,
      tokens: 1024, tokenWidth: 1, batch: 4),
    .init(
      name: "LSTM 3 x 768 full, 64 tokens", architecture: "lstm", layers: 3, width: 768, heads: 1,
      tokens: 64, tokenWidth: 16, batch: 16),
    .init(
      name: "the same, rearranged", architecture: "lstm", layers: 3, width: 768,
      heads: 1, tokens: 64, tokenWidth: 16, batch: 16, pytorch: "lstm-rearranged"),
  ]

  /// A trainer of the case with random weights and random examples.
  func trainer(context: ComputeContext) throws -> Trainer {
    let task = NoiseTask(input: .vectors(width: tokenWidth), tokens: tokens)
    let model = try SequenceClassifier(
      backbone: backbone(), input: task.input,
      output: task.output, source: .random, seed: 0, context: context)
    return Trainer(
      model: model, task: task, settings: TrainingSettings(batch: batch, steps: 1000),
      policy: architecture == "lstm" ? .nothing : .fpt, seed: 0, context: context)
  }

  private func backbone() throws -> any Backbone {
    if architecture == "lstm" { return LSTM(layers: layers, width: width) }
    let file = FileManager.default.temporaryDirectory.appending(path: "config-\(UUID()).json")
    try Data(configuration.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try ModelConfiguration(path: file.path).backbone()
  }

  /// A `config.json` of this shape.
  var configuration: String {
    architecture == "gpt2"
      ? """
      {"model_type": "gpt2", "n_layer": \(layers), "n_embd": \(width), "n_head": \(heads),
       "n_positions": 1024, "vocab_size": 100}
      """
      : """
      {"model_type": "bert", "num_hidden_layers": \(layers), "hidden_size": \(width),
       "num_attention_heads": \(heads), "intermediate_size": \(4 * width),
       "max_position_embeddings": 1024, "type_vocab_size": 2, "vocab_size": 100}
      """
  }
}

/// Random examples of a shape: the speed table is about steps, not about learning.
struct NoiseTask: SequenceTask {
  let name = "Noise"
  let input: TokenInput
  let tokens: Int
  let output = TaskOutput(readTokens: 1, classes: 10)
  let dataDigest = ""

  func count(of split: TaskSplit) -> Int? { nil }

  func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {
    let stream = RandomStream(seed: seed, name: "noise", step: UInt32(truncatingIfNeeded: index))
    stream.fillUniform(example.vectors)
    example.labels[0] = Int32(index % 10)
  }
}
