import FPTJSON

/// A Longformer as transformers' `LongformerModel`.
extension Longformer {
  package var transformersConfiguration: JSONValue.Members? {
    .init(transformers: "longformer", class: "LongformerModel").adding(bert.encoderMembers)
      .adding([
        "attention_window": .list(windows.map { .integer($0) }),
        // The first token's row is the one after the padding token's.
        "pad_token_id": .integer(firstPosition - 1),
      ])
  }

  package var transformersLayout: TransformersLayout {
    TransformersLayout(rest: .pooler(width: width))
  }
}
