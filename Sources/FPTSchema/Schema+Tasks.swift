extension Schema {
  static let taskTable: [ConstructorSchema] =
    [
      ConstructorSchema(
        "BitXOR", .task,
        fields: [
          FieldSchema(
            "length", .integer, default: .integer(5), range: NumberRange(from: 1, to: 4_096),
            unit: "bits", "Bits in each string.", example: "length: 5"),
          FieldSchema(
            "patterns", .integer, default: .integer(2), range: NumberRange(from: 2, to: 64),
            unit: "strings", "Strings combined by exclusive or.", example: "patterns: 2"),
          FieldSchema(
            "encoding", .symbol(.encoding), default: .symbol("linear"),
            "How a bit becomes a token: a number through a linear layer (official code), or a row "
              + "of an embedding table (the authors' demo).", example: "encoding: embedding"),
        ],
        "Two strings of random bits; the answer is their element-wise exclusive or.",
        example: "BitXOR(length: 5)")
    ] + imageTaskTable + proteinTaskTable
}
