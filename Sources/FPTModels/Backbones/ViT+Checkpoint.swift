import FPTCheckpoints
import FPTEngine
import FPTSchema

/// What checkpoints of timm's and of transformers' vision transformers hold.
extension ViT {
  static let transformersKeys = ConfigurationKeys.transformers(
    understood: [
      "num_hidden_layers", "hidden_size", "num_attention_heads", "intermediate_size",
      "layer_norm_eps", "initializer_range", "hidden_act", "qkv_bias",
    ],
    required: ["is_decoder": .oneOf(.boolean(false)), "is_causal": .oneOf(.boolean(false))],
    // Patches, class and distillation token and head are not used.
    harmless: BERT.encoderKeys.union([
      "image_size", "patch_size", "num_channels", "encoder_stride", "pooler_act",
      "pooler_output_size", "interpolate_pos_encoding",
    ]),
    classes: .classes("ViT", "DeiT"))

  /// Of a `config.json` that timm wrote, with the arguments of its `VisionTransformer` under `model_args`.
  static let timmKeys = ConfigurationKeys(
    understood: [
      "architecture", "depth", "embed_dim", "num_heads", "mlp_ratio", "norm_eps", "qkv_bias",
      "act_layer", "init_values", "pre_norm", "final_norm", "fc_norm", "global_pool",
      "initializer_range",
    ],
    required: [
      "qk_norm": .oneOf(.boolean(false)), "proj_bias": .oneOf(.boolean(true)),
      "scale_attn_norm": .oneOf(.boolean(false)), "scale_mlp_norm": .oneOf(.boolean(false)),
    ],
    harmless: [
      "num_classes", "num_features", "pretrained_cfg", "label_names", "label_descriptions",
      "labels", "license", "tags", "hf_hub_id", "url",
      // Patches, tokens and pooling come before the blocks or after the norm, where the new layers stand.
      "img_size", "patch_size", "in_chans", "pool_type", "class_token",
      "pos_embed", "no_embed_class", "reg_tokens", "dynamic_img_size", "dynamic_img_pad",
      "strict_img_size", "pool_include_prefix", "weight_init", "fix_init",
      "drop_rate", "pos_drop_rate", "patch_drop_rate", "proj_drop_rate", "attn_drop_rate",
      "drop_path_rate",
    ])

  /// What stands before a block's number in the names of its tensors.
  public var blockPrefixes: [String] {
    library == .timm ? ["blocks."] : ["layers.", "encoder.layer."]
  }

  /// Patterns over names of tensors that change nothing here.
  public var harmlessTensors: [String] {
    switch library {
    case .timm:
      [
        "cls_token", "dist_token", "reg_token", "pos_embed", "patch_embed.*", "head.*",
        "head_dist.*", "fc_norm.*", "pre_logits.*", "attn_pool.*",
      ]
    case .transformers:
      [
        "embeddings.cls_token", "embeddings.distillation_token", "embeddings.mask_token",
        "embeddings.position_embeddings", "embeddings.patch_embeddings.*", "pooler.*",
        "classifier.*", "cls_classifier.*", "distillation_classifier.*", "decoder.*",
      ]
    }
  }
}

extension ViT: DeclaredTransformer {
  package static let declaration = transformer(
    "ViT", weights: "vit",
    "Encoder pretrained on image patches, with layer norm before each block "
      + "(Dosovitskiy et al. 2021).")

  package static let modelTypes = ["vit", "deit"]
  package static let readsOtherArchitectures = true
  package static var configurationKeys: ConfigurationKeys { transformersKeys }

  package static func refusedKeys(
    of c: ModelConfiguration
  ) throws(CheckpointError) -> [RefusedKey] {
    c.contains("model_type")
      ? c.refused(by: transformersKeys)
      : try c.lifting("model_args").refused(by: timmKeys)
  }
}
