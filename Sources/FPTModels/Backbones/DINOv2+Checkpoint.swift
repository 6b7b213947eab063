import FPTCheckpoints
import FPTSchema

/// What checkpoints of transformers' DINOv2 hold.
extension DINOv2 {
  package static let configurationKeys = ConfigurationKeys.transformers(
    understood: [
      "num_hidden_layers", "hidden_size", "num_attention_heads", "mlp_ratio", "layer_norm_eps",
      "initializer_range", "hidden_act", "qkv_bias", "layerscale_value", "use_swiglu_ffn",
    ],
    required: ["is_decoder": .oneOf(.boolean(false)), "is_causal": .oneOf(.boolean(false))],
    // Patches, tokens and what a feature extractor returns.
    harmless: BERT.encoderKeys.union([
      "image_size", "patch_size", "num_channels", "num_register_tokens", "use_mask_token",
      "drop_path_rate", "apply_layernorm", "reshape_hidden_states", "stage_names", "out_features",
      "out_indices", "_out_features", "_out_indices",
    ]),
    classes: .classes("Dinov2", "Dinov2WithRegisters"))

  /// What stands before a block's number in the names of its tensors.
  public var blockPrefixes: [String] { ["encoder.layer."] }

  /// Patterns over names of tensors that change nothing here.
  public var harmlessTensors: [String] {
    [
      "embeddings.cls_token", "embeddings.mask_token", "embeddings.register_tokens",
      "embeddings.position_embeddings", "embeddings.patch_embeddings.*", "classifier.*",
    ]
  }
}

extension DINOv2: DeclaredTransformer {
  package static let declaration = transformer(
    "DINOv2", weights: "./dinov2-small",
    "Vision encoder pretrained without labels, ViT's blocks with a gain on each sub-layer's output "
      + "(Oquab et al. 2023).")

  package static let modelTypes = ["dinov2", "dinov2_with_registers"]
}
