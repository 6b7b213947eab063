import FPTCheckpoints
import FPTJSON
import FPTSchema

/// What checkpoints of transformers' GPT-NeoX hold.
extension GPTNeoX {
  package static let configurationKeys = ConfigurationKeys.transformers(
    understood: [
      "num_hidden_layers", "hidden_size", "num_attention_heads", "intermediate_size",
      "max_position_embeddings", "vocab_size", "layer_norm_eps", "initializer_range", "hidden_act",
      "use_parallel_residual", "attention_bias", "is_causal", "rotary_pct", "rotary_emb_base",
      "rope_theta", "partial_rotary_factor", "rope_scaling", "rope_parameters",
    ],
    harmless: [
      "attention_dropout", "hidden_dropout", "attention_probs_dropout_prob", "hidden_dropout_prob",
      "is_decoder",
    ],
    classes: .classes("GPTNeoX"))

  /// What stands before a block's number in the names of its tensors.
  public var blockPrefixes: [String] { ["layers."] }

  /// Patterns over names of tensors that change nothing here.
  public var harmlessTensors: [String] {
    [
      // The causal mask.
      "layers.*.attention.bias", "embed_out.*", "lm_head.*", "score.*", "classifier.*",
      "qa_outputs.*",
    ]
  }

  package var transformersConfiguration: JSONValue.Members? {
    var members = JSONValue.Members(transformers: "gpt_neox", class: "GPTNeoXModel")
      .adding(shape.members())
      .adding([
        "max_position_embeddings": .integer(longestSequence), "vocab_size": .integer(vocabulary),
        "use_parallel_residual": .boolean(isParallel),
        "attention_bias": .boolean(hasAttentionBias),
        "tie_word_embeddings": .boolean(hasTiedHead),
      ])
      .adding(rotary.members(Self.rotaryKeys))
    // A decoder is one without this key.
    if !isCausal { members["is_causal"] = .boolean(false) }
    return members
  }
}

extension GPTNeoX: CausalDecoder {
  package var tokenTable: String { "embed_in.weight" }
  package var head: String { "embed_out.weight" }
}

extension GPTNeoX: DeclaredTransformer {
  package static let declaration = transformer(
    "GPTNeoX", weights: "pythia-160m", hasPositions: false, hasPairs: true,
    "Decoder with rotary positions and parallel sub-layers, as in Pythia (Black et al. 2022). Nothing is in "
      + "the group `positions`.")

  package static let modelTypes = ["gpt_neox"]
}
