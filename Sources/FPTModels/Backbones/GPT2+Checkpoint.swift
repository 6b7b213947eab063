import FPTCheckpoints
import FPTSchema

/// What checkpoints of transformers' GPT-2 hold.
extension GPT2 {
  package static let configurationKeys = ConfigurationKeys.transformers(
    understood: [
      "n_layer", "n_embd", "n_head", "n_positions", "n_ctx", "n_inner", "vocab_size",
      "layer_norm_epsilon", "initializer_range", "activation_function", "scale_attn_weights",
      "scale_attn_by_inverse_layer_idx", "is_causal",
    ],
    harmless: [
      "attn_pdrop", "embd_pdrop", "resid_pdrop", "summary_activation", "summary_first_dropout",
      "summary_proj_to_labels", "summary_type", "summary_use_proj", "predict_special_tokens",
      "n_special",
      // The same product in another order, and softmax in 32 bits, as always here.
      "reorder_and_upcast_attn",
    ],
    classes: .classes("GPT2"))

  /// What stands before a block's number in the names of its tensors.
  public var blockPrefixes: [String] { ["h."] }

  /// Patterns over names of tensors that change nothing here.
  public var harmlessTensors: [String] {
    [
      // The causal mask and what masked scores became.
      "h.*.attn.bias", "h.*.attn.masked_bias", "h.*.crossattention.*", "h.*.ln_cross_attn.*",
      "lm_head.*", "score.*", "classifier.*", "qa_outputs.*", "multiple_choice_head.*", "v_head.*",
    ]
  }
}

extension GPT2: CausalDecoder {
  package var tokenTable: String { "wte.weight" }
}

extension GPT2: DeclaredTransformer {
  package static let declaration = transformer(
    "GPT2", weights: "gpt2",
    "Decoder with causal attention and layer norm before each block (Radford et al. 2019).")

  package static let modelTypes = ["gpt2"]
}
