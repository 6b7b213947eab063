import FPTCheckpoints
import FPTSchema

/// What checkpoints of transformers' Longformer hold.
extension Longformer {
  package static let configurationKeys = ConfigurationKeys.transformers(
    understood: [
      "num_hidden_layers", "hidden_size", "num_attention_heads", "intermediate_size",
      "attention_window", "pad_token_id", "max_position_embeddings", "type_vocab_size",
      "vocab_size", "layer_norm_eps", "initializer_range", "hidden_act",
    ],
    required: [
      "position_embedding_type": .oneOf(.text("absolute")),
      "attention_mode": .oneOf(.text("longformer"), .text("sliding_chunks")),
      "is_decoder": .oneOf(.boolean(false)), "is_causal": .oneOf(.boolean(false)),
    ],
    // The published file has `ignore_attention_mask`, which transformers does not read.
    harmless: BERT.encoderKeys.union(["ignore_attention_mask"]),
    classes: .classes("Longformer"))

  /// What stands before a block's number in the names of its tensors.
  public var blockPrefixes: [String] { ["encoder.layer."] }

  /// Patterns over names of tensors that change nothing here.
  public var harmlessTensors: [String] { BERT.encoderTensors }
}

extension Longformer: DeclaredTransformer {
  package static let declaration = transformer(
    "Longformer", weights: "longformer",
    "Encoder whose tokens attend to a window around them (Beltagy et al. 2020).")

  package static let modelTypes = ["longformer"]
}
