import FPTCheckpoints
import FPTSchema

/// What checkpoints of transformers' SigLIP and SigLIP 2 hold.
extension SigLIPVision: ImageTextTower {
  package static let configurationKeys = ConfigurationKeys.transformers(
    understood: [
      "num_hidden_layers", "hidden_size", "num_attention_heads", "intermediate_size",
      "layer_norm_eps", "hidden_act",
    ],
    required: ["is_decoder": .oneOf(.boolean(false)), "is_causal": .oneOf(.boolean(false))],
    // Patches, dropout and head.
    harmless: [
      "image_size", "patch_size", "num_channels", "num_patches", "attention_dropout", "dropout",
      "vision_use_head", "projection_dim",
    ],
    classes: classes)

  static let wholeKeys = ConfigurationKeys.transformers(
    understood: ["vision_config", "vision_config_dict"],
    harmless: ["text_config", "text_config_dict"], classes: classes)

  private static let classes = ConfigurationRequirement.classes(
    "Siglip", "SiglipVision", "Siglip2", "Siglip2Vision")

  static let towerTypes = ["siglip_vision_model", "siglip2_vision_model"]
  static let wholeTypes = ["siglip", "siglip2"]

  /// What stands before a block's number in the names of its tensors.
  public var blockPrefixes: [String] { ["encoder.layers."] }

  /// Patterns over names of tensors that change nothing here.
  public var harmlessTensors: [String] {
    [
      "embeddings.patch_embedding.*", "embeddings.position_embedding.*", "embeddings.position_ids",
      "head.*", "classifier.*",
    ]
  }
}

extension SigLIPVision: DeclaredTransformer {
  package static let declaration = transformer(
    "SigLIPVision", weights: "./siglip-base-patch16-224",
    "Vision tower of SigLIP, pretrained on pairs of images and captions one by one "
      + "(Zhai et al. 2023).")

  package static let modelTypes = towerTypes + wholeTypes

  package static func refusedKeys(
    of c: ModelConfiguration
  ) throws(CheckpointError) -> [RefusedKey] { try refusedTowerKeys(of: c) }
}
