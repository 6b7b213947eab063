import FPTCheckpoints
import FPTSchema

/// What checkpoints of transformers' T5 hold.
extension T5Encoder {
  package static let configurationKeys = ConfigurationKeys.transformers(
    understood: [
      "num_layers", "d_model", "num_heads", "d_kv", "d_ff", "vocab_size",
      "relative_attention_num_buckets", "relative_attention_max_distance", "layer_norm_epsilon",
      "initializer_factor", "feed_forward_proj", "is_gated_act", "dense_act_fn",
    ],
    required: ["is_decoder": .oneOf(.boolean(false)), "is_causal": .oneOf(.boolean(false))],
    harmless: [
      "dropout_rate", "is_encoder_decoder", "num_decoder_layers", "n_positions",
      "scale_decoder_outputs",
    ],
    classes: .classes("T5"))

  /// What stands before a block's number in the names of its tensors.
  public var blockPrefixes: [String] { ["encoder.block."] }

  /// Patterns over names of tensors that change nothing here.
  public var harmlessTensors: [String] {
    ["decoder.*", "lm_head.*", "classification_head.*", "classifier.*", "qa_outputs.*"]
  }
}

extension T5Encoder: DeclaredTransformer {
  package static let declaration = transformer(
    "T5Encoder", weights: "t5", hasPositions: false,
    "Encoder half of T5, with relative position biases and root-mean-square norms "
      + "(Raffel et al. 2020).")

  package static let modelTypes = ["t5"]
}
