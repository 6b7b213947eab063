import FPTJSON

/// A BERT as transformers' `BertModel`.
extension BERT {
  package var transformersConfiguration: JSONValue.Members? {
    .init(transformers: "bert", class: "BertModel").adding(encoderMembers)
      .adding(["is_decoder": .boolean(isCausal)])
  }

  /// What every configuration that descends from BERT's says.
  var encoderMembers: JSONValue.Members {
    shape.members().adding([
      "max_position_embeddings": .integer(positions), "type_vocab_size": .integer(tokenTypes),
      "vocab_size": .integer(vocabulary),
    ])
  }

  package var transformersLayout: TransformersLayout {
    TransformersLayout(rest: .pooler(width: width))
  }
}
