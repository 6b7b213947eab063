import FPTCheckpoints
import FPTSchema

/// What checkpoints of transformers' BERT hold.
extension BERT {
  package static let configurationKeys = ConfigurationKeys.transformers(
    understood: [
      "num_hidden_layers", "hidden_size", "num_attention_heads", "intermediate_size",
      "max_position_embeddings", "type_vocab_size", "vocab_size", "layer_norm_eps",
      "initializer_range", "hidden_act", "is_decoder", "is_causal",
    ],
    required: ["position_embedding_type": .oneOf(.text("absolute"))],
    harmless: encoderKeys.union([
      "directionality", "pooler_fc_size", "pooler_num_attention_heads", "pooler_num_fc_layers",
      "pooler_size_per_head", "pooler_type",
    ]),
    classes: .classes("Bert", others: ["SentenceTransformer"]))

  /// Harmless keys of every model whose configuration descends from BERT's.
  static let encoderKeys: Set<String> = [
    "attention_probs_dropout_prob", "hidden_dropout_prob", "classifier_dropout_prob",
  ]

  /// What stands before a block's number in the names of its tensors.
  public var blockPrefixes: [String] { ["encoder.layer."] }

  /// Patterns over names of tensors that change nothing here.
  public var harmlessTensors: [String] { Self.encoderTensors }

  /// Harmless tensors of every model whose names descend from BERT's.
  static let encoderTensors = [
    "embeddings.position_ids", "embeddings.token_type_ids", "encoder.layer.*.crossattention.*",
    "pooler.*", "cls.*", "lm_head.*", "classifier.*", "qa_outputs.*",
  ]
}

extension BERT: DeclaredTransformer {
  package static let declaration = transformer(
    "BERT", weights: "minilm",
    "Encoder with attention in both directions and layer norm after each block "
      + "(Devlin et al. 2019).")

  package static let modelTypes = ["bert"]
}
