import FPTEngine
import FPTLib
import Foundation
import Testing

@testable import FPTCheckpoints

/// What holds for every backbone: configurations, truncation, groups, first values, one training step.
@Suite struct BackboneTests {
  static let fixtures = [
    ("gpt2", "GPT2"), ("bert", "BERT"), ("vit-timm", "ViT"), ("vit-hf", "ViT"),
    ("t5-encoder", "T5Encoder"), ("longformer", "Longformer"), ("lnlstm", "LSTM"),
    ("llama", "Llama"), ("mistral-window", "Mistral"), ("qwen2", "Qwen2"), ("qwen3", "Qwen3"),
    ("roberta", "RoBERTa"), ("distilbert", "DistilBERT"), ("opt", "OPT"), ("opt-postnorm", "OPT"),
    ("gpt-neox", "GPTNeoX"), ("gpt-neox-serial", "GPTNeoX"), ("modernbert", "ModernBERT"),
    ("dinov2", "DINOv2"), ("dinov2-giant", "DINOv2"), ("clip-vision", "CLIPVision"),
    ("siglip-vision", "SigLIPVision"), ("deit", "ViT"), ("timm-dinov2", "ViT"),
  ]
  /// Architectures whose library shows the last state after a final norm.
  static let normalizedLast = [
    "GPT2", "T5Encoder", "Llama", "Mistral", "Qwen2", "Qwen3", "OPT", "GPTNeoX", "ModernBERT",
  ]
  static let fresh: [any Backbone] = [
    GPT2(layers: 3, width: 16, heads: 2), BERT(layers: 3, width: 16, heads: 2),
    ViT(layers: 3, width: 16, heads: 2), T5Encoder(layers: 3, width: 16, heads: 2),
    Longformer(layers: 3, width: 16, heads: 2), LSTM(layers: 3, width: 16),
    LSTM(layers: 3, width: 16, isResidual: true, hasPositions: true),
    Llama(layers: 3, width: 16, heads: 2), Mistral(layers: 3, width: 16, heads: 4),
    Qwen2(layers: 3, width: 28, heads: 7), Qwen3(layers: 3, width: 16, heads: 4),
    RoBERTa(layers: 3, width: 16, heads: 2), DistilBERT(layers: 3, width: 16, heads: 2),
    OPT(layers: 3, width: 16, heads: 2), GPTNeoX(layers: 3, width: 16, heads: 2),
    ModernBERT(layers: 3, width: 16, heads: 2),
    DINOv2(layers: 3, width: 16, heads: 2), CLIPVision(layers: 3, width: 16, heads: 2),
    SigLIPVision(layers: 3, width: 16, heads: 2),
  ]

  @Test(arguments: fixtures)
  func checkpointsAreRecognized(name: String, architecture: String) throws {
    let folder = try CheckpointFolder(path: PyTorchFixture(name).folder)
    let backbone = try folder.configuration.backbone()
    #expect(backbone.architecture == architecture)
    #expect(backbone.layerCount == 2 && backbone.width == 32)
    // Only what is read, and what is new, is in the model.
    for parameter in backbone.parameters where !parameter.isNew && parameter.isRead {
      #expect(try folder.weights.tensor(named: parameter.name).shape == parameter.shape)
    }
  }

  @Test(arguments: [
    (#"{"model_type": "falcon"}"#, "model_type"),
    (#"{"model_type": "llama"}"#, "num_hidden_layers"),
    (#"{}"#, "model_type"),
    (#"{"architecture": "resnet50"}"#, "architecture"),
    (#"{"architecture": "LNLSTM", "hidden_size": 8}"#, "num_layers"),
    (
      #"{"architecture": "LNLSTM", "hidden_size": 8, "num_layers": 1, "norm_variance": "biased"}"#,
      "norm_variance"
    ),
    (
      #"{"model_type": "t5", "num_layers": 1, "d_model": 8, "num_heads": 2, "d_kv": 4, "d_ff": 9, "vocab_size": 5, "feed_forward_proj": "swish"}"#,
      "feed_forward_proj"
    ),
    (
      #"{"model_type": "longformer", "num_hidden_layers": 2, "hidden_size": 8, "num_attention_heads": 2, "intermediate_size": 9, "attention_window": [8]}"#,
      "attention_window"
    ),
    (
      #"{"model_type": "longformer", "num_hidden_layers": 1, "hidden_size": 8, "num_attention_heads": 2, "intermediate_size": 9, "attention_window": [7]}"#,
      "attention_window"
    ),
    (
      #"{"architecture": "timm VisionTransformer", "depth": 1, "embed_dim": 9, "num_heads": 2}"#,
      "embed_dim"
    ),
    // A table that ends at the padding token's row.
    (
      #"{"model_type": "roberta", "num_hidden_layers": 1, "hidden_size": 8, "num_attention_heads": 2, "intermediate_size": 9, "max_position_embeddings": 2}"#,
      "max_position_embeddings"
    ),
    (
      #"{"model_type": "opt", "num_hidden_layers": 1, "hidden_size": 8, "num_attention_heads": 2, "ffn_dim": 9, "vocab_size": 5, "enable_bias": 1}"#,
      "enable_bias"
    ),
    // A quarter of four columns is no pair.
    (
      #"{"model_type": "gpt_neox", "num_hidden_layers": 1, "hidden_size": 8, "num_attention_heads": 2, "intermediate_size": 9, "vocab_size": 5}"#,
      "rotary_pct"
    ),
    (
      #"{"model_type": "gpt_neox", "num_hidden_layers": 1, "hidden_size": 8, "num_attention_heads": 2, "intermediate_size": 9, "vocab_size": 5, "rotary_pct": 1, "rope_theta": 500}"#,
      "rope_theta"
    ),
    (
      #"{"model_type": "gpt_neox", "num_hidden_layers": 1, "hidden_size": 8, "num_attention_heads": 2, "intermediate_size": 9, "vocab_size": 5, "rotary_pct": 1, "rope_scaling": {"type": "dynamic", "factor": 2}}"#,
      "rope_scaling.type"
    ),
    (
      #"{"model_type": "modernbert", "num_hidden_layers": 2, "hidden_size": 8, "num_attention_heads": 2, "intermediate_size": 9, "vocab_size": 5, "layer_types": ["full_attention"]}"#,
      "layer_types"
    ),
    (
      #"{"model_type": "modernbert", "num_hidden_layers": 1, "hidden_size": 8, "num_attention_heads": 2, "intermediate_size": 9, "vocab_size": 5, "layer_types": ["chunked_attention"]}"#,
      "layer_types"
    ),
    (
      #"{"model_type": "modernbert", "num_hidden_layers": 1, "hidden_size": 8, "num_attention_heads": 2, "intermediate_size": 9, "vocab_size": 5, "rope_parameters": {"rope_theta": 1000.0, "rope_type": "default"}}"#,
      "rope_parameters.rope_theta"
    ),
    (
      #"{"model_type": "modernbert", "num_hidden_layers": 1, "hidden_size": 6, "num_attention_heads": 2, "intermediate_size": 9, "vocab_size": 5}"#,
      "num_attention_heads"
    ),
  ])
  func configurationsAreChecked(text: String, key: String) {
    let error = #expect(throws: CheckpointError.self) {
      try ModelConfiguration(text: Array(text.utf8), path: "config.json").backbone()
    }
    #expect(error?.description.contains("`\(key)`") == true, "\(String(describing: error))")
  }

  /// timm's own configuration names a model and leaves its extents to the library.
  @Test func timmNamesStandForExtents() throws {
    let text = #"{"architecture": "vit_large_patch16_224", "num_classes": 1000}"#
    let backbone = try ModelConfiguration(text: Array(text.utf8), path: "c").backbone()
    #expect(backbone.layerCount == 24 && backbone.width == 1024)
    #expect((backbone as? ViT)?.innerWidth == 4096)
  }

  @Test(arguments: 0..<fresh.count)
  func truncationKeepsTheFirstBlocks(index: Int) {
    let full = Self.fresh[index]
    let short = full.keepingFirst(2)
    #expect(short.layerCount == 2)
    #expect(full.keepingFirst(9).layerCount == 3)
    let kept = full.parameters.filter { ($0.layer ?? 0) < 2 }
    #expect(short.parameters.map(\.name) == kept.map(\.name))
    #expect(short.parameters.map(\.shape) == kept.map(\.shape))
    #expect(Set(full.parameters.map(\.name)).count == full.parameters.count)
  }

  /// A model cut after its first block computes what the full one shows after that block.
  @Test(arguments: fixtures)
  func truncatedModelsComputeTheSame(name: String, architecture: String) throws {
    let folder = try CheckpointFolder(path: PyTorchFixture(name).folder)
    let context = ComputeContext()
    let full = try folder.configuration.backbone()
    let parameters = ParameterSet(try trainedParameters(of: full, in: folder.weights, context))
    let x = try PyTorchFixture(name).tensors("case").tensor("inputs_embeds", context)
    func blocks(_ backbone: any Backbone) -> [[Float]] {
      var seen: [[Float]] = []
      _ = backbone.forward(
        Variable(constant: x), ParameterScope(parameters), on: Tape(context: context),
        pass: BackbonePass { if case .hidden(_, let tensor) = $0 { seen.append(tensor.array) } })
      return seen
    }
    let (all, first) = (blocks(full), blocks(full.keepingFirst(1)))
    #expect(all.count == 3 && first.count == 2)
    #expect(all[0] == first[0])
    // There the two differ by that norm.
    if !Self.normalizedLast.contains(architecture) { #expect(all[1] == first[1]) }
  }

  /// Every parameter is in the group that the language says it is in.
  @Test func groupsAreTheLanguages() {
    func group(_ backbone: any Backbone, _ name: String) -> ParameterGroup? {
      backbone.parameters.first { $0.name == name }?.group
    }
    let t5 = Self.fresh[3]
    #expect(
      group(t5, "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight")
        == .attention)
    #expect(!t5.parameters.contains { $0.group == .positions })
    #expect(group(Self.fresh[2], "vit_pos_embed") == .positions)
    #expect(group(Self.fresh[5], "params.0.h2h.weight") == .recurrent)
    #expect(group(Self.fresh[5], "params.0.ln_cell.beta") == .layernorm)
    #expect(group(Self.fresh[6], "lstm_pos_embed") == .positions)
    let qwen3 = Self.fresh[10]
    #expect(group(qwen3, "layers.0.self_attn.q_norm.weight") == .layernorm)
    #expect(group(qwen3, "layers.0.mlp.gate_proj.weight") == .feedforward)
    #expect(group(Self.fresh[9], "layers.0.self_attn.k_proj.bias") == .attention)
    for decoder in Self.fresh[7...10] {
      #expect(!decoder.parameters.contains { $0.group == .positions })
    }
    for model in Self.fresh where ["GPTNeoX", "ModernBERT"].contains(model.architecture) {
      #expect(!model.parameters.contains { $0.group == .positions })
    }
    #expect(
      group(RoBERTa(layers: 1, width: 8, heads: 2), "embeddings.position_embeddings.weight")
        == .positions)
    let distilled = DistilBERT(layers: 1, width: 8, heads: 2)
    #expect(group(distilled, "transformer.layer.0.sa_layer_norm.bias") == .layernorm)
    #expect(distilled.parameters.filter { $0.group == .embeddings && $0.isRead }.isEmpty)
    let opt = OPT(layers: 1, width: 8, heads: 2)
    #expect(group(opt, "decoder.embed_positions.weight") == .positions)
    #expect(group(opt, "decoder.layers.0.fc2.bias") == .feedforward)
    let neox = GPTNeoX(layers: 1, width: 16, heads: 2)
    #expect(group(neox, "layers.0.attention.query_key_value.bias") == .attention)
    let modern = ModernBERT(layers: 1, width: 8, heads: 2)
    #expect(group(modern, "embeddings.norm.weight") == .layernorm)
    #expect(group(modern, "layers.0.mlp.Wi.weight") == .feedforward)
  }

  /// The same bits on one thread and on three, and with the evaluation's own random states.
  @Test(arguments: 0..<fresh.count)
  func bitsDoNotDependOnThreads(index: Int) throws {
    func train(threads: Int) throws -> (parameters: [[Float]], loss: Double) {
      let task = RecordedTask(
        input: .vectors(width: 3), tokens: 21, output: TaskOutput(readTokens: 1, classes: 2),
        vectors: (0..<21 * 3 * 12).map { Float($0 * 37 % 101) / 50 - 1 },
        labels: (0..<12).map { Int32($0 % 2) })
      let context = ComputeContext(threads: threads)
      let model = try SequenceClassifier(
        backbone: Self.fresh[index], input: task.input, output: task.output, source: .random,
        seed: 3, context: context)
      let trainer = Trainer(
        model: model, task: task, settings: TrainingSettings(batch: 6, steps: 2, dropout: 0.1),
        policy: .nothing, seed: 3, context: context)
      for _ in 0..<2 { _ = trainer.advance() }
      let score = trainer.evaluate(.test, examples: 0..<6)
      return (model.parameters.all.map(\.value.array), score.loss)
    }
    let (one, three) = (try train(threads: 1), try train(threads: 3))
    #expect(one.parameters == three.parameters)
    #expect(one.loss == three.loss)
  }

  /// One training step moves what is trained, and nothing else; dropout and symbols included.
  @Test(arguments: 0..<fresh.count)
  func oneStepTrainsWhatThePolicySays(index: Int) throws {
    let context = ComputeContext(threads: 2)
    let task = RecordedTask(
      input: .symbols(vocabulary: 4), tokens: 5, output: TaskOutput(readTokens: 2, classes: 2),
      symbols: (0..<40).map { Int32($0 * 7 % 4) }, labels: (0..<16).map { Int32($0 % 2) })
    let model = try SequenceClassifier(
      backbone: Self.fresh[index], input: task.input, output: task.output, source: .random,
      seed: 3, context: context)
    let before = model.parameters.all.map(\.value.array)
    let trainer = Trainer(
      model: model, task: task, settings: TrainingSettings(batch: 8, steps: 2, dropout: 0.1),
      policy: .fpt, seed: 3, context: context)
    let record = trainer.advance()
    #expect(record.isFinite && record.gradientNorm > 0)
    for (parameter, values) in zip(model.parameters.all, before) {
      let isTrained = [.input, .output, .positions, .layernorm].contains(
        parameter.specification.group)
      #expect(parameter.isTrained == isTrained, "\(parameter.name)")
      #expect((parameter.value.array != values) == isTrained, "\(parameter.name)")
    }
  }

  /// Normal values with each tensor's mean and standard deviation, for every architecture; what is new is drawn as always.
  @Test(arguments: fixtures)
  func statisticsOnly(name: String, architecture: String) throws {
    let folder = try CheckpointFolder(path: PyTorchFixture(name).folder)
    let context = ComputeContext()
    func model(_ source: SequenceClassifier.Source) throws -> SequenceClassifier {
      try SequenceClassifier(
        backbone: folder.configuration.backbone(), input: .vectors(width: 2),
        output: TaskOutput(readTokens: 1, classes: 2), source: source, seed: 1, context: context)
    }
    let imitated = try model(.statistics(folder.weights))
    #expect(imitated.checkpointMatch?.missing.isEmpty == true)
    for parameter in try model(.pretrained(folder.weights)).parameters.all
    where parameter.specification.count >= 1_024 && !parameter.specification.isNew {
      let (a, b) = (parameter.value.array, imitated.parameters[parameter.name]?.value.array ?? [])
      #expect(a.count == b.count)
      func standardDeviation(_ values: [Float]) -> Double {
        let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
        return
          (values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
          / Double(values.count)).squareRoot()
      }
      if parameter.name.hasPrefix("sequence_model.") {
        #expect(a != b, "\(parameter.name)")
        #expect(abs(standardDeviation(b) / standardDeviation(a) - 1) < 0.15, "\(parameter.name)")
      }
    }
  }
}
