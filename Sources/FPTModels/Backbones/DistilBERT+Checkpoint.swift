import FPTCheckpoints
import FPTJSON
import FPTSchema

/// What checkpoints of transformers' DistilBERT hold.
extension DistilBERT {
  package static let configurationKeys = ConfigurationKeys.transformers(
    understood: [
      "n_layers", "dim", "n_heads", "hidden_dim", "max_position_embeddings", "vocab_size",
      "initializer_range", "activation",
    ],
    required: ["is_decoder": .oneOf(.boolean(false)), "is_causal": .oneOf(.boolean(false))],
    harmless: [
      "dropout", "attention_dropout", "qa_dropout", "seq_classif_dropout",
      // Where the table of positions started: checkpoints have it either way.
      "sinusoidal_pos_embds",
      // The published files have it, and transformers does not read it.
      "tie_weights_",
    ],
    classes: .classes("DistilBert", others: ["SentenceTransformer"]))

  /// What stands before a block's number in the names of its tensors.
  public var blockPrefixes: [String] { ["transformer.layer."] }

  /// Patterns over names of tensors that change nothing here.
  public var harmlessTensors: [String] {
    [
      "embeddings.position_ids", "vocab_transform.*", "vocab_layer_norm.*", "vocab_projector.*",
      "pre_classifier.*", "classifier.*", "qa_outputs.*",
    ]
  }

  package var transformersConfiguration: JSONValue.Members? {
    .init(transformers: "distilbert", class: "DistilBertModel").adding(shape.members(Self.keys))
      .adding([
        "max_position_embeddings": .integer(positions), "vocab_size": .integer(vocabulary),
      ])
  }
}

extension DistilBERT: DeclaredTransformer {
  package static let declaration = transformer(
    "DistilBERT", weights: "distilbert-base-uncased",
    "BERT's encoder with half of its layers, distilled from it (Sanh et al. 2019).")

  package static let modelTypes = ["distilbert"]
}
