import FPTEngine
import FPTJSON
import FPTLib
import Foundation
import Testing

@testable import FPTCheckpoints
@testable import FPTModels

/// Vision models of transformers: which part of a whole model is read, first values, groups, and their configuration written and read.
@Suite struct VisionTowerTests {
  private static func configuration(_ text: String) throws -> ModelConfiguration {
    try ModelConfiguration(text: Array(text.utf8), path: "config.json")
  }

  /// What transformers writes of the smallest models: nothing that is as in its class.
  @Test(arguments: [
    (#""model_type":"siglip","vision_config":{"model_type":"siglip_vision_model"}"#, 1e-6),
    (#""model_type":"siglip2","vision_config":{}"#, 1e-6),
    (#""model_type":"clip","vision_config":{"projection_dim":512,"patch_size":32}"#, 1e-5),
    (#""model_type":"clip","vision_config":{"hidden_size":8},"vision_config_dict":{}"#, 1e-5),
  ])
  func extentsThatAreLeftOut(members: String, epsilon: Double) throws {
    let backbone = try Self.configuration("{\(members)}").backbone()
    let shape = try #require(backbone as? any TransformerBackbone).shape
    #expect(shape.layerCount == 12 && shape.width == 768 && shape.heads == 12)
    #expect(shape.innerWidth == 3_072 && shape.epsilon == epsilon)
    #expect(shape.activation == (epsilon == 1e-5 ? .quickGELU : .geluTanh))
  }

  @Test(arguments: [
    (#""model_type":"clip""#, "config.json lacks `vision_config`"),
    (#""model_type":"clip","vision_config":[1]"#, "`vision_config` should be an object"),
    (
      #""model_type":"clip","vision_config":{"hidden_size":"x"}"#,
      "config.json: `vision_config.hidden_size` should be an integer"
    ),
    (
      #""model_type":"clip","vision_config":{"num_attention_heads":5}"#,
      "config.json: `hidden_size` should be a multiple of num_attention_heads"
    ),
    (
      #""model_type":"clip","vision_config":{"model_type":"siglip_vision_model"}"#,
      "config.json: `vision_config.model_type` should be \"clip_vision_model\""
    ),
    (#""model_type":"siglip","vision_config":{"rope_theta":5}"#, "`rope_theta`"),
    (#""model_type":"siglip","moe_layers":4,"vision_config":{}"#, "`moe_layers`"),
    (#""model_type":"clip","vision_config":{"hidden_act":"mish"}"#, "`vision_config.hidden_act`"),
    (
      #""model_type":"dinov2","num_hidden_layers":1,"hidden_size":8,"num_attention_heads":2,"mlp_ratio":"4""#,
      "`mlp_ratio`"
    ),
  ])
  func configurationsAreChecked(members: String, text: String) throws {
    let configuration = try Self.configuration("{\(members)}")
    let error = #expect(throws: CheckpointError.self) { try configuration.backbone() }
    #expect(error.map { "\($0)".contains(text) } == true, "\(String(describing: error))")
  }

  @Test func refusedKeysOfBothLevelsAreListed() throws {
    let configuration = try Self.configuration(
      #"{"model_type":"clip","a":1,"vision_config":{"b":2,"image_size":8}}"#)
    #expect(try configuration.refusedKeys().map(\.key) == ["a", "b"])
    #expect(throws: Never.self) { try configuration.accepting(["a", "b"]).backbone() }
  }

  /// A whole CLIP has two towers of one size: the one with the vision tower's norms is read, with or without the text's.
  @Test func theVisionTowerOfAWholeModelIsRead() throws {
    let folder = try TemporaryFolder()
    for backbone in [
      CLIPVision(layers: 1, width: 8, heads: 2) as any Backbone,
      SigLIPVision(layers: 1, width: 8, heads: 2),
    ] {
      let own = backbone.parameters.filter { !$0.isNew }
      let blocks = own.filter { $0.layer != nil }
      func tensor(_ name: String, _ shape: [Int]) -> SafetensorsWriter.Tensor {
        .init(
          name: name, shape: shape,
          values: .float32([Float](repeating: 0, count: shape.reduce(1, *))))
      }
      let path = folder.path + "/\(backbone.architecture).safetensors"
      try SafetensorsWriter.write(
        blocks.map { tensor("text_model." + $0.name, $0.shape) }
          + own.map { tensor("vision_model." + $0.name, $0.shape) }
          + [
            tensor("text_model.final_layer_norm.weight", [8]), tensor("logit_scale", [1]),
            tensor("visual_projection.weight", [4, 8]),
            tensor("vision_model.embeddings.position_ids", [1, 5]),
          ], to: path)
      let file = try SafetensorsFile(path: path)
      let match = CheckpointMatch(of: backbone, in: file)
      try match.requireSound(backbone, in: file, choice: CheckpointChoice())
      #expect(match.prefix == "vision_model." && match.tensors.count == own.count)
      #expect(match.names(.outside).contains("logit_scale"))
    }
  }

  /// The names that published files have: those of transformers before version 5.
  @Test func formerNamesOfDINOv2AreRead() throws {
    let temporary = try TemporaryFolder()
    for fixture in ["dinov2", "dinov2-giant"] {
      let folder = try CheckpointFolder(path: PyTorchFixture(fixture).folder)
      let model = try DINOv2(folder.configuration)
      let renamed = try folder.weights.names.map { name in
        let tensor = try folder.weights.tensor(named: name)
        var old = name
        for (new, former) in [
          ("attention.q_proj", "attention.attention.query"),
          ("attention.k_proj", "attention.attention.key"),
          ("attention.v_proj", "attention.attention.value"),
          ("attention.o_proj", "attention.output.dense"),
        ] { old = old.replacingOccurrences(of: new, with: former) }
        return SafetensorsWriter.Tensor(
          name: "dinov2." + old, shape: tensor.shape, values: .float32(try tensor.floats()))
      }
      let path = temporary.path + "/\(fixture).safetensors"
      try SafetensorsWriter.write(renamed, to: path)
      let file = try SafetensorsFile(path: path)
      #expect(file.contains("dinov2.encoder.layer.1.attention.attention.query.weight"))
      let match = CheckpointMatch(of: model, in: file)
      try match.requireSound(model, in: file, choice: CheckpointChoice())
      #expect(match.prefix == "dinov2.")
    }
  }

  /// A gain belongs to the sub-layer whose output it scales; every norm is a norm, the one before the blocks too.
  @Test func groups() throws {
    func group(_ backbone: any Backbone, _ name: String) -> ParameterGroup? {
      backbone.parameters.first { $0.name == name }?.group
    }
    let dino = DINOv2(layers: 1, width: 8, heads: 2)
    #expect(group(dino, "encoder.layer.0.layer_scale1.lambda1") == .attention)
    #expect(group(dino, "encoder.layer.0.layer_scale2.lambda1") == .feedforward)
    #expect(group(dino, "encoder.layer.0.norm2.bias") == .layernorm)
    #expect(group(dino, "vit_pos_embed") == .positions)
    let clip = CLIPVision(layers: 1, width: 8, heads: 2)
    #expect(group(clip, "pre_layrnorm.weight") == .layernorm)
    #expect(group(clip, "post_layernorm.weight") == .layernorm)
    #expect(group(clip, "encoder.layers.0.self_attn.out_proj.bias") == .attention)
    for model in [dino, clip, SigLIPVision(layers: 1, width: 8, heads: 2)] as [any Backbone] {
      #expect(!model.parameters.contains { $0.group == .embeddings })
    }
  }

  /// The counts that are published, but for what stands before the blocks.
  @Test func publishedSizes() {
    func count(_ backbone: any Backbone) -> Int {
      backbone.parameters.filter { !$0.isNew }.reduce(0) { $0 + $1.count }
    }
    let patches = 768 * 3 * 14 * 14 + 768
    // facebook/dinov2-base has 86,580,480, with class and mask token and 1,370 positions.
    #expect(
      count(DINOv2(layers: 12, width: 768, heads: 12)) == 86_580_480 - patches - 1_372 * 768)
    // The tower of openai/clip-vit-base-patch32 has 87,456,000, with class token and 50 positions.
    #expect(
      count(CLIPVision(layers: 12, width: 768, heads: 12))
        == 87_456_000 - 768 * 3 * 32 * 32 - 51 * 768)
  }

  /// What a fresh model of the library begins with.
  @Test func firstValues() throws {
    func first(_ backbone: any Backbone, _ name: String) throws -> Initialization {
      try #require(backbone.parameters.first { $0.name == name }).initialization
    }
    let dino = DINOv2(layers: 2, width: 32, heads: 4)
    #expect(try first(dino, "encoder.layer.1.layer_scale2.lambda1") == .constant(1))
    #expect(
      try first(dino, "encoder.layer.1.mlp.fc1.weight") == .normal(standardDeviation: 0.02))
    let giant = try CheckpointFolder(path: PyTorchFixture("dinov2-giant").folder).configuration
    #expect(
      try first(giant.backbone(), "encoder.layer.0.layer_scale1.lambda1") == .constant(0.5))

    let clip = CLIPVision(layers: 2, width: 32, heads: 4)
    let b = "encoder.layers.0."
    for (name, expected) in [
      ("self_attn.q_proj", 1 / (32.0 * 4).squareRoot()),
      ("self_attn.out_proj", 1 / 32.0.squareRoot()),
      ("mlp.fc1", 1 / 64.0.squareRoot()), ("mlp.fc2", 1 / (32.0 * 4).squareRoot()),
    ] {
      guard case .normal(let found) = try first(clip, b + name + ".weight") else {
        Issue.record("\(name)")
        continue
      }
      #expect(abs(found / expected - 1) < 1e-12, "\(name)")
      #expect(try first(clip, b + name + ".bias") == .zeros)
    }

    let siglip = SigLIPVision(layers: 2, width: 32, heads: 4)
    for (name, bound) in [
      ("self_attn.q_proj", (6.0 / 64).squareRoot()), ("mlp.fc1", (6.0 / 160).squareRoot()),
      ("mlp.fc2", (6.0 / 160).squareRoot()),
    ] { #expect(try first(siglip, b + name + ".weight") == .uniform(bound: bound)) }
    #expect(try first(siglip, b + "mlp.fc1.bias") == .normal(standardDeviation: 1e-6))
    #expect(try first(siglip, b + "self_attn.v_proj.bias") == .zeros)
  }

  /// What a model says of itself is read back as the same model: fresh, loaded and cut.
  @Test(arguments: [
    "dinov2", "dinov2-giant", "clip-vision", "siglip-vision", "deit", "vit-hf", "fresh",
  ])
  func configurationsAreWrittenAndReadBack(fixture: String) throws {
    let models: [any DeclaredTransformer] =
      fixture == "fresh"
      ? [
        DINOv2(layers: 2, width: 8, heads: 2), CLIPVision(layers: 2, width: 8, heads: 2),
        SigLIPVision(layers: 2, width: 8, heads: 2),
      ]
      : [
        try #require(
          try CheckpointFolder(path: PyTorchFixture(fixture).folder).configuration.backbone()
            as? any DeclaredTransformer)
      ]
    for model in models {
      for model in [model, model.keepingFirst(1)] as [any DeclaredTransformer] {
        let members = try #require(model.transformersConfiguration)
        let configuration = try ModelConfiguration(
          text: Array(JSONValue.object(members).text.utf8), path: "config.json")
        let read = try configuration.backbone()
        #expect(type(of: read) == type(of: model))
        #expect(read.parameters == model.parameters)
        let again = try #require(read as? any DeclaredTransformer)
        #expect(again.transformersConfiguration == members)
        #expect(again.shape.epsilon == model.shape.epsilon)
        #expect(again.shape.activation == model.shape.activation)
      }
    }
  }

  /// transformers has no class for what only models of timm have.
  @Test func whatOnlyTimmHasIsNoViTOfTransformers() throws {
    for fixture in ["timm-dinov2", "timm-giant", "timm-clip", "timm-head-norm"] {
      let model = try ViT(CheckpointFolder(path: PyTorchFixture(fixture).folder).configuration)
      #expect(model.transformersConfiguration == nil)
    }
    #expect(ViT(layers: 1, width: 8, heads: 2).transformersConfiguration != nil)
  }
}
