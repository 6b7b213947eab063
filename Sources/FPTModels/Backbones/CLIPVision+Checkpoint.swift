import FPTCheckpoints
import FPTSchema

/// What checkpoints of transformers' CLIP hold.
extension CLIPVision: ImageTextTower {
  package static let configurationKeys = ConfigurationKeys.transformers(
    understood: [
      "num_hidden_layers", "hidden_size", "num_attention_heads", "intermediate_size",
      "layer_norm_eps", "hidden_act", "initializer_factor",
    ],
    required: ["is_decoder": .oneOf(.boolean(false)), "is_causal": .oneOf(.boolean(false))],
    // Patches, dropout, and the projection to what images and texts share.
    harmless: [
      "image_size", "patch_size", "num_channels", "attention_dropout", "dropout", "projection_dim",
    ],
    classes: classes)

  static let wholeKeys = ConfigurationKeys.transformers(
    understood: ["vision_config", "vision_config_dict"],
    harmless: ["text_config", "text_config_dict", "projection_dim", "logit_scale_init_value"],
    classes: classes)

  private static let classes = ConfigurationRequirement.classes(
    "CLIP", "CLIPVision")

  static let towerTypes = ["clip_vision_model"]
  static let wholeTypes = ["clip"]

  /// What stands before a block's number in the names of its tensors.
  public var blockPrefixes: [String] { ["encoder.layers."] }

  /// Patterns over names of tensors that change nothing here.
  public var harmlessTensors: [String] {
    [
      "embeddings.class_embedding", "embeddings.patch_embedding.*",
      "embeddings.position_embedding.*", "embeddings.position_ids", "visual_projection.*",
      "classifier.*",
    ]
  }
}

extension CLIPVision: DeclaredTransformer {
  package static let declaration = transformer(
    "CLIPVision", weights: "./clip-vit-base-patch32",
    "Vision tower of CLIP, pretrained on images with their captions (Radford et al. 2021).")

  package static let modelTypes = towerTypes + wholeTypes

  package static func refusedKeys(
    of c: ModelConfiguration
  ) throws(CheckpointError) -> [RefusedKey] { try refusedTowerKeys(of: c) }
}
