import FPTCheckpoints
import FPTJSON
import FPTSchema

/// What checkpoints of transformers' RoBERTa hold.
extension RoBERTa {
  package static let configurationKeys = ConfigurationKeys.transformers(
    understood: [
      "num_hidden_layers", "hidden_size", "num_attention_heads", "intermediate_size",
      "max_position_embeddings", "pad_token_id", "type_vocab_size", "vocab_size", "layer_norm_eps",
      "initializer_range", "hidden_act", "is_decoder", "is_causal",
    ],
    required: ["position_embedding_type": .oneOf(.text("absolute"))],
    harmless: BERT.encoderKeys,
    classes: .classes("Roberta", others: ["SentenceTransformer"]))

  /// What stands before a block's number in the names of its tensors.
  public var blockPrefixes: [String] { ["encoder.layer."] }

  /// Patterns over names of tensors that change nothing here.
  public var harmlessTensors: [String] { BERT.encoderTensors }

  package var transformersConfiguration: JSONValue.Members? {
    .init(transformers: "roberta", class: "RobertaModel").adding(shape.members()).adding([
      "max_position_embeddings": .integer(positions),
      // The first token's row is the one behind the padding token's.
      "pad_token_id": .integer(firstPosition - 1), "type_vocab_size": .integer(tokenTypes),
      "vocab_size": .integer(vocabulary), "is_decoder": .boolean(isCausal),
    ])
  }
}

extension RoBERTa: DeclaredTransformer {
  package static let declaration = transformer(
    "RoBERTa", weights: "roberta-base",
    "BERT's encoder, trained longer on more text, with positions behind the padding token's row "
      + "(Liu et al. 2019).")

  package static let modelTypes = ["roberta"]
}
