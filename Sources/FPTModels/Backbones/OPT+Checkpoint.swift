import FPTCheckpoints
import FPTJSON
import FPTSchema

/// What checkpoints of transformers' OPT hold.
extension OPT {
  package static let configurationKeys = ConfigurationKeys.transformers(
    understood: [
      "num_hidden_layers", "hidden_size", "num_attention_heads", "ffn_dim",
      "max_position_embeddings", "vocab_size", "word_embed_proj_dim", "do_layer_norm_before",
      "_remove_final_layer_norm", "activation_function", "enable_bias",
      "layer_norm_elementwise_affine", "init_std", "is_causal",
    ],
    // Galactica's files have these two, of the program that trained it; transformers reads neither.
    required: [
      "learned_embeddings": .oneOf(.boolean(true)), "scale_embeddings": .oneOf(.boolean(false)),
    ],
    harmless: [
      "dropout", "attention_dropout", "activation_dropout", "layerdrop", "is_decoder",
    ],
    classes: .classes("OPT"))

  /// What stands before a block's number in the names of its tensors.
  public var blockPrefixes: [String] { ["decoder.layers."] }

  /// Patterns over names of tensors that change nothing here.
  public var harmlessTensors: [String] {
    ["decoder.version", "lm_head.*", "score.*", "qa_outputs.*", "classifier.*"]
  }

  package var transformersConfiguration: JSONValue.Members? {
    var members = JSONValue.Members(transformers: "opt", class: "OPTModel")
      .adding(shape.members(Self.keys))
      .adding([
        "max_position_embeddings": .integer(positions - Self.firstPosition),
        "vocab_size": .integer(vocabulary), "word_embed_proj_dim": .integer(width),
        "do_layer_norm_before": .boolean(normalizesFirst),
        "_remove_final_layer_norm": .boolean(normalizesFirst && !hasFinalNorm),
        "enable_bias": .boolean(hasBias), "layer_norm_elementwise_affine": .boolean(hasGains),
        "tie_word_embeddings": .boolean(hasTiedHead),
      ])
    // A decoder is one without this key.
    if !isCausal { members["is_causal"] = .boolean(false) }
    return members
  }
}

extension OPT: CausalDecoder {
  package var tokenTable: String { "decoder.embed_tokens.weight" }
}

extension OPT: DeclaredTransformer {
  package static let declaration = transformer(
    "OPT", weights: "opt-125m",
    "Decoder with causal attention, ReLU, and layer norm before or after each sub-layer "
      + "(Zhang et al. 2022).")

  package static let modelTypes = ["opt"]
}
