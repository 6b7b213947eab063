import FPTCheckpoints
import FPTJSON
import FPTSchema

/// What checkpoints of transformers' ModernBERT hold.
extension ModernBERT {
  package static let configurationKeys = ConfigurationKeys.transformers(
    understood: [
      "num_hidden_layers", "hidden_size", "num_attention_heads", "intermediate_size",
      "max_position_embeddings", "vocab_size", "norm_eps", "initializer_range",
      "initializer_cutoff_factor", "hidden_activation", "layer_types",
      "global_attn_every_n_layers", "local_attention", "global_rope_theta", "local_rope_theta",
      "rope_scaling", "rope_parameters", "norm_bias", "attention_bias", "mlp_bias",
    ],
    required: [
      "is_decoder": .oneOf(.boolean(false)), "is_causal": .oneOf(.boolean(false)),
      // Published files have these two; transformers reads neither.
      "causal_mask": .oneOf(.boolean(false)),
      "position_embedding_type": .oneOf(.text("absolute"), .text("rope"), .text("sans_pos")),
    ],
    harmless: [
      "attention_dropout", "embedding_dropout", "mlp_dropout", "decoder_bias",
      "classifier_pooling", "classifier_activation", "sparse_prediction",
      "sparse_pred_ignore_index", "deterministic_flash_attn", "reference_compile",
      "repad_logits_with_grad",
      // The published files have it beside `norm_eps`, which is read.
      "layer_norm_eps",
    ],
    classes: .classes("ModernBert", others: ["SentenceTransformer"]))

  /// What stands before a block's number in the names of its tensors.
  public var blockPrefixes: [String] { ["layers."] }

  /// Patterns over names of tensors that change nothing here.
  public var harmlessTensors: [String] {
    ["head.*", "decoder.*", "classifier.*", "lm_head.*"]
  }

  package var transformersConfiguration: JSONValue.Members? {
    let kinds = seesAll.prefix(layerCount)
    var members = JSONValue.Members(transformers: "modernbert", class: "ModernBertModel")
      .adding(shape.members(Self.keys))
      .adding([
        "max_position_embeddings": .integer(longestSequence), "vocab_size": .integer(vocabulary),
        "layer_types": .list(kinds.map { .text($0 ? Self.globalType : Self.localType) }),
        "local_attention": .integer(window), "norm_bias": .boolean(hasNormBias),
        "attention_bias": .boolean(hasAttentionBias), "mlp_bias": .boolean(hasFeedForwardBias),
        "initializer_cutoff_factor": .number(initialCutoff.description),
      ])
    // What transformers 4 reads instead, where it says the same.
    if let period = (1...layerCount).first(where: { period in
      kinds.indices.allSatisfy { kinds[$0] == ($0 % period == 0) }
    }) {
      members[Self.periodKey] = .integer(period)
    }
    if globalRotary.scaling == localRotary.scaling {
      return members.adding(globalRotary.members(Self.globalKeys))
        .adding(localRotary.members(Self.localKeys))
    }
    return members.adding([
      "rope_parameters": .object([
        Self.globalType: Self.parameters(globalRotary),
        Self.localType: Self.parameters(localRotary),
      ])
    ])
  }

  /// A rotation as transformers 5 writes it, which alone knows one for each kind of blocks.
  private static func parameters(_ rotary: RotaryConfiguration) -> JSONValue {
    var members = rotary.members()
    let scaling = members.removeValue(forKey: "rope_scaling")
    guard case .object(let inner)? = scaling else {
      return .object(members.adding(["rope_type": .text("default")]))
    }
    return .object(members.adding(inner))
  }
}

extension ModernBERT: DeclaredTransformer {
  package static let declaration = transformer(
    "ModernBERT", weights: "modernbert-base", hasPositions: false, hasPairs: true,
    "Encoder with rotary positions, gated feed-forward layers, and attention to all tokens or to a "
      + "window around them (Warner et al. 2024). Nothing is in the group `positions`.")

  package static let modelTypes = ["modernbert"]
}
