import FPTEngine
import FPTLib
import Foundation

extension StepCase {
  /// The model with random weights.
  func model(context: ComputeContext) throws -> SequenceClassifier {
    let backbone = try backbone()
    return try SequenceClassifier(
      backbone: backbone, input: task.input, output: task.output, source: .random, seed: 0,
      context: context,
      staysFrozen: { !trained.policy.everTrains($0, layerCount: backbone.layerCount) })
  }

  /// A trainer of the case with random weights and random examples.
  func trainer(context: ComputeContext) throws -> Trainer {
    Trainer(
      model: try model(context: context), task: task,
      settings: TrainingSettings(batch: batch, steps: 1000, precision: context.precision),
      policy: trained.policy, seed: 0, context: context)
  }

  private var task: NoiseTask { NoiseTask(input: .vectors(width: tokenWidth), tokens: tokens) }

  private func backbone() throws -> any Backbone {
    if architecture == .lstm { return LSTM(layers: layers, width: width) }
    let file = FileManager.default.temporaryDirectory.appending(path: "config-\(UUID()).json")
    try Data(configuration.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try ModelConfiguration(path: file.path).backbone()
  }

  /// A `config.json` of this shape.
  private var configuration: String {
    switch architecture {
    case .gpt2:
      """
      {"model_type": "gpt2", "n_layer": \(layers), "n_embd": \(width), "n_head": \(heads),
       "n_positions": 1024, "vocab_size": 100}
      """
    // Extents in the proportions of SmolLM2.
    case .llama:
      """
      {"model_type": "llama", "num_hidden_layers": \(layers), "hidden_size": \(width),
       "num_attention_heads": \(heads), "num_key_value_heads": \(heads / 3),
       "intermediate_size": \(8 * width / 3), "max_position_embeddings": 1024, "vocab_size": 100}
      """
    case .bert, .lstm:
      """
      {"model_type": "bert", "num_hidden_layers": \(layers), "hidden_size": \(width),
       "num_attention_heads": \(heads), "intermediate_size": \(4 * width),
       "max_position_embeddings": 1024, "type_vocab_size": 2, "vocab_size": 100}
      """
    }
  }
}

extension StepCase.Trained {
  /// The freezing policy.
  var policy: FreezingPolicy {
    switch self {
    case .output: return .all(except: [.output])
    case .everything: return .nothing
    case .fpt(let blocks):
      var policy = FreezingPolicy.fpt
      guard blocks > 0 else { return policy }
      policy.stages[0].exceptions += [
        .group(.attention, layers: .last(blocks)), .group(.feedforward, layers: .last(blocks)),
      ]
      return policy
    }
  }
}
