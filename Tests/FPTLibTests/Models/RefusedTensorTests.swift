import FPTLib
import Foundation
import Testing

@testable import FPTModels

/// Tensors where the model's own lie, and that nobody reads, are refused by name; the known buffers, poolers and heads are not.
@Suite struct RefusedTensorTests {
  private static let models: [String: any Backbone] = [
    "gpt2": GPT2(layers: 2, width: 8, heads: 2), "bert": BERT(layers: 2, width: 8, heads: 2),
    "timm": ViT(layers: 2, width: 8, heads: 2), "t5": T5Encoder(layers: 2, width: 8, heads: 2),
    "longformer": Longformer(layers: 2, width: 8, heads: 2), "lstm": LSTM(layers: 2, width: 8),
    "roberta": RoBERTa(layers: 2, width: 8, heads: 2),
    "distilbert": DistilBERT(layers: 2, width: 8, heads: 2),
    "opt": OPT(layers: 2, width: 8, heads: 2), "gpt-neox": GPTNeoX(layers: 2, width: 8, heads: 2),
    "modernbert": ModernBERT(layers: 2, width: 8, heads: 2),
    "llama": Llama(layers: 2, width: 8, heads: 2), "qwen2": Qwen2(layers: 2, width: 8, heads: 2),
    "qwen3": Qwen3(layers: 2, width: 8, heads: 2),
    "dinov2": DINOv2(layers: 2, width: 8, heads: 2),
    "clip": CLIPVision(layers: 2, width: 8, heads: 2),
    "siglip": SigLIPVision(layers: 2, width: 8, heads: 2),
  ]

  private static func match(
    _ model: String, prefix: String = "", and others: [String],
    choice: CheckpointChoice = CheckpointChoice(), in folder: TemporaryFolder
  ) throws -> (match: CheckpointMatch, backbone: any Backbone, file: SafetensorsFile) {
    let backbone = try #require(models[model])
    let own = backbone.parameters.filter { $0.isRead && !$0.isNew }
    let path = folder.path + "/\(UUID()).safetensors"
    try SafetensorsWriter.write(
      own.map {
        .init(
          name: prefix + $0.name, shape: $0.shape,
          values: .float32([Float](repeating: 0, count: $0.count)))
      } + others.map { .init(name: $0, shape: [1], values: .float32([0])) }, to: path)
    let file = try SafetensorsFile(path: path)
    return (CheckpointMatch(of: backbone, in: file, choice: choice), backbone, file)
  }

  @Test(arguments: [
    ("timm", "blocks.0.ls1.gamma"), ("timm", "norm_pre.weight"),
    ("timm", "blocks.1.attn.q_norm.weight"),
    ("timm", "blocks.0.attn.rel_pos.relative_position_bias_table"), ("timm", "rope.freqs"),
    ("gpt2", "h.0.attn.c_attn.lora_A"), ("gpt2", "h.1.mlp.c_fc.lora_B.default.weight"),
    ("gpt2", "h.0.attn.c_attn.weight_scale"), ("gpt2", "h.2.ln_1.weight"),
    // Numbers that no model has so many blocks for.
    ("gpt2", "h.99999999999.ln_1.weight"), ("gpt2", "h.9223372036854775807.ln_1.weight"),
    ("gpt2", "emb_norm.weight"),
    ("gpt2", "wte_proj.weight"),
    ("bert", "encoder.layer.0.output.adapters.a.adapter_down.0.weight"),
    ("bert", "encoder.layer.1.attention.self.distance_embedding.weight"),
    ("bert", "encoder.layer.2.output.dense.weight"), ("bert", "embeddings.projection.weight"),
    ("bert", "encoder.emb_layer_norm_after.weight"), ("bert", "encoder.layer.0.LayerNorm.weight"),
    ("t5", "encoder.block.1.layer.0.SelfAttention.relative_attention_bias.weight"),
    ("t5", "encoder.block.0.layer.1.DenseReluDense.gate.weight"),
    ("longformer", "encoder.layer.0.attention.self.query_dilated.weight"),
    ("lstm", "params.0.h2h_reverse.weight"),
    ("roberta", "encoder.layer.1.attention.self.distance_embedding.weight"),
    ("distilbert", "embeddings.token_type_embeddings.weight"),
    ("distilbert", "transformer.layer.0.ffn.lin3.weight"), ("opt", "decoder.project_in.weight"),
    ("opt", "decoder.layers.2.fc1.weight"), ("gpt-neox", "layers.0.attention.q_norm.weight"),
    ("gpt-neox", "layers.0.attention.dense.lora_A.weight"),
    ("modernbert", "layers.0.attn_norm.weight"), ("modernbert", "layers.1.attn.Wqkv.bias"),
    ("modernbert", "embeddings.position_embeddings.weight"),
    // Biases and norms that the configuration does not speak of.
    ("llama", "layers.0.self_attn.q_proj.bias"), ("llama", "layers.1.self_attn.q_norm.weight"),
    ("llama", "layers.0.mlp.experts.0.gate_proj.weight"), ("llama", "norm.bias"),
    ("qwen2", "layers.1.self_attn.o_proj.bias"), ("qwen3", "layers.0.self_attn.v_norm.weight"),
    ("dinov2", "encoder.layer.0.mlp.weights_in.weight"), ("dinov2", "encoder.layer.1.norm3.weight"),
    ("clip", "encoder.layers.0.layer_scale1.lambda1"),
    ("clip", "encoder.layers.1.self_attn.q_norm.weight"), ("siglip", "pre_layrnorm.weight"),
    ("siglip", "encoder.layers.2.mlp.fc1.weight"),
  ])
  func partsOfAnotherModel(model: String, tensor: String) throws {
    let folder = try TemporaryFolder()
    for prefix in ["", "wrapped.inner."] {
      let (match, backbone, file) = try Self.match(
        model, prefix: prefix, and: [prefix + tensor], in: folder)
      #expect(match.names(.refused) == [prefix + tensor])
      let error = #expect(throws: CheckpointError.self) {
        try match.requireSound(backbone, in: file, choice: CheckpointChoice())
      }
      #expect(error.map { "\($0)".contains("`\(prefix + tensor)`") } == true)
      let accepted = CheckpointChoice(accepted: [tensor])
      let overruled = CheckpointMatch(of: backbone, in: file, choice: accepted)
      #expect(overruled.names(.accepted) == [prefix + tensor])
      try overruled.requireSound(backbone, in: file, choice: accepted)
    }
  }

  /// Pruned layers compute with them, and buffers of attention have the shape of tokens.
  @Test(arguments: [("h.0.attn.c_attn.mask", [8, 24]), ("h.1.mlp.c_fc.mask", [32])])
  func masksOfWeights(name: String, shape: [Int]) throws {
    let folder = try TemporaryFolder()
    let backbone = GPT2(layers: 2, width: 8, heads: 2)
    for (shape, role) in [
      (shape, CheckpointMatch.Role.refused), ([1, 1, 8, 8], CheckpointMatch.Role.harmless),
    ] {
      let path = folder.path + "/\(UUID()).safetensors"
      let tensors =
        backbone.parameters.map { ($0.name, $0.shape) } + [(name, shape)]
      try SafetensorsWriter.write(
        tensors.map { name, shape in
          .init(
            name: name, shape: shape,
            values: .float32([Float](repeating: 0, count: shape.reduce(1, *))))
        }, to: path)
      let match = CheckpointMatch(of: backbone, in: try SafetensorsFile(path: path))
      #expect(match.names(role) == [name])
    }
  }

  @Test(arguments: [
    (
      "gpt2",
      [
        "h.0.attn.bias", "h.1.attn.masked_bias", "lm_head.weight", "score.weight",
        "h.0.crossattention.c_attn.weight", "h.1.ln_cross_attn.bias", "h.0.attn.mask",
      ]
    ),
    (
      "bert",
      [
        "embeddings.position_ids", "pooler.dense.weight", "cls.predictions.bias",
        "cls.seq_relationship.weight", "classifier.weight", "qa_outputs.bias",
        "encoder.layer.0.crossattention.self.key.weight",
      ]
    ),
    ("timm", ["cls_token", "pos_embed", "patch_embed.proj.weight", "head.bias", "fc_norm.weight"]),
    ("t5", ["decoder.block.0.layer.0.SelfAttention.q.weight", "lm_head.weight"]),
    ("longformer", ["embeddings.position_ids", "pooler.dense.bias", "lm_head.dense.weight"]),
    (
      "roberta",
      [
        "embeddings.position_ids", "pooler.dense.weight", "lm_head.layer_norm.bias",
        "classifier.out_proj.weight",
      ]
    ),
    (
      "distilbert",
      [
        "embeddings.position_ids", "vocab_transform.weight", "vocab_layer_norm.bias",
        "vocab_projector.weight", "pre_classifier.weight", "classifier.bias", "qa_outputs.weight",
      ]
    ),
    ("opt", ["lm_head.weight", "score.weight", "decoder.version", "qa_outputs.bias"]),
    (
      "gpt-neox",
      [
        "layers.0.attention.bias", "layers.1.attention.masked_bias",
        "layers.0.attention.rotary_emb.inv_freq", "embed_out.weight", "score.weight",
      ]
    ),
    (
      "modernbert",
      ["head.dense.weight", "head.norm.weight", "decoder.bias", "classifier.weight"]
    ),
    (
      "dinov2",
      [
        "embeddings.cls_token", "embeddings.register_tokens", "embeddings.mask_token",
        "embeddings.position_embeddings", "embeddings.patch_embeddings.projection.weight",
        "classifier.weight",
      ]
    ),
    (
      "clip",
      [
        "embeddings.class_embedding", "embeddings.patch_embedding.weight",
        "embeddings.position_embedding.weight", "embeddings.position_ids",
        "visual_projection.weight", "classifier.bias",
      ]
    ),
    (
      "siglip",
      [
        "embeddings.patch_embedding.bias", "embeddings.position_embedding.weight", "head.probe",
        "head.attention.in_proj_weight", "classifier.weight",
      ]
    ),
  ])
  func buffersPoolersAndHeads(model: String, tensors: [String]) throws {
    let folder = try TemporaryFolder()
    let (match, backbone, file) = try Self.match(model, and: tensors, in: folder)
    #expect(match.names(.harmless).sorted() == tensors.sorted())
    try match.requireSound(backbone, in: file, choice: CheckpointChoice())
  }

  /// The tensors of published files beside the model's own: those of the class with a head that was trained.
  @Test(arguments: [
    (
      "roberta", "roberta.",
      [
        "roberta.embeddings.position_ids", "roberta.pooler.dense.weight", "lm_head.bias",
        "lm_head.dense.weight", "lm_head.layer_norm.weight", "lm_head.decoder.weight",
      ]
    ),
    (
      "distilbert", "distilbert.",
      ["vocab_transform.weight", "vocab_layer_norm.bias", "vocab_projector.weight"]
    ),
    ("opt", "model.", ["lm_head.weight"]),
    (
      "gpt-neox", "gpt_neox.",
      [
        "gpt_neox.layers.0.attention.bias", "gpt_neox.layers.0.attention.masked_bias",
        "gpt_neox.layers.1.attention.rotary_emb.inv_freq", "embed_out.weight",
      ]
    ),
    ("modernbert", "model.", ["head.dense.weight", "head.norm.weight", "decoder.bias"]),
    ("gpt2", "transformer.", ["transformer.h.0.attn.bias", "transformer.h.1.attn.masked_bias"]),
    (
      "clip", "vision_model.",
      [
        "logit_scale", "text_projection.weight", "visual_projection.weight",
        "text_model.encoder.layers.0.mlp.fc1.weight", "text_model.embeddings.position_ids",
        "vision_model.embeddings.position_ids", "vision_model.embeddings.class_embedding",
      ]
    ),
    (
      "siglip", "vision_model.",
      [
        "logit_bias", "text_model.head.weight", "text_model.final_layer_norm.weight",
        "vision_model.head.probe", "vision_model.embeddings.patch_embedding.bias",
      ]
    ),
    (
      "timm", "",
      ["cls_token", "dist_token", "head_dist.weight", "patch_embed.backbone.stem.conv.weight"]
    ),
  ])
  func publishedFiles(model: String, prefix: String, others: [String]) throws {
    let folder = try TemporaryFolder()
    let (match, backbone, file) = try Self.match(model, prefix: prefix, and: others, in: folder)
    #expect(match.prefix == prefix)
    #expect(match.names(.refused).isEmpty)
    try match.requireSound(backbone, in: file, choice: CheckpointChoice())
  }

  /// Heads of any name stand outside of a prefix.
  @Test func whatStandsOutsideOfThePrefixIsAnotherPart() throws {
    let folder = try TemporaryFolder()
    let others = ["my_head.weight", "dropout.p", "vision.blocks.0.ls1.gamma"]
    let (match, backbone, file) = try Self.match(
      "bert", prefix: "bert.", and: others, in: folder)
    #expect(match.names(.outside).sorted() == others.sorted())
    try match.requireSound(backbone, in: file, choice: CheckpointChoice())
  }

  @Test(arguments: [
    ["a.", "b."], ["", "teacher."], ["query.bert.", "passage.bert."], ["model.", "model.ema."],
  ])
  func twoCompleteModelsHaveToBeTold(prefixes: [String]) throws {
    let folder = try TemporaryFolder()
    let backbone = GPT2(layers: 1, width: 8, heads: 2)
    let own = backbone.parameters.filter { $0.isRead && !$0.isNew }
    let path = folder.path + "/two.safetensors"
    try SafetensorsWriter.write(
      prefixes.enumerated().flatMap { number, prefix in
        own.map {
          .init(
            name: prefix + $0.name, shape: $0.shape,
            values: .float32([Float](repeating: Float(number), count: $0.count)))
        }
      }, to: path)
    let file = try SafetensorsFile(path: path)
    let match = CheckpointMatch(of: backbone, in: file)
    #expect(match.completePrefixes.sorted() == prefixes.sorted())
    let error = #expect(throws: CheckpointError.self) {
      try match.requireSound(backbone, in: file, choice: CheckpointChoice())
    }
    for prefix in prefixes { #expect(error.map { "\($0)".contains("`\(prefix)`") } == true) }
    for (number, prefix) in prefixes.enumerated() {
      for written in Set([prefix, prefix.hasSuffix(".") ? String(prefix.dropLast()) : prefix]) {
        let choice = CheckpointChoice(prefix: written)
        let chosen = CheckpointMatch(of: backbone, in: file, choice: choice)
        try chosen.requireSound(backbone, in: file, choice: choice)
        let tensor = try #require(chosen.tensors["ln_f.weight"])
        #expect(try file.tensor(named: tensor).floats().first == Float(number))
      }
    }
  }

  /// A second tower of another size is no choice: only one fits.
  @Test func aTowerOfAnotherSizeIsAnotherPart() throws {
    let folder = try TemporaryFolder()
    let (small, large) = (
      BERT(layers: 1, width: 8, heads: 2), BERT(layers: 1, width: 16, heads: 2)
    )
    let path = folder.path + "/clip.safetensors"
    try SafetensorsWriter.write(
      [("image.", large), ("text.", small)].flatMap { prefix, model in
        model.parameters.filter(\.isRead).map {
          .init(
            name: prefix + $0.name, shape: $0.shape,
            values: .float32([Float](repeating: 0, count: $0.count)))
        }
      }, to: path)
    let file = try SafetensorsFile(path: path)
    for (model, prefix) in [(small, "text."), (large, "image.")] {
      let match = CheckpointMatch(of: model, in: file)
      #expect(match.prefix == prefix && match.completePrefixes == [prefix])
      try match.requireSound(model, in: file, choice: CheckpointChoice())
    }
  }

  @Test func moreBlocksThanTheConfigurationHas() throws {
    let folder = try TemporaryFolder()
    let (match, backbone, file) = try Self.match(
      "gpt2", and: ["h.2.ln_1.weight", "h.2.ln_1.bias"], in: folder)
    let error = #expect(throws: CheckpointError.self) {
      try match.requireSound(backbone, in: file, choice: CheckpointChoice())
    }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains("3 blocks of a GPT2, and its configuration says 2"))
    #expect(text.contains(#"accept: ["h.2.*"]"#))
  }
}
