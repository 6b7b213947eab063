extension Schema {
  static let taskTable: [ConstructorSchema] = [
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
      example: "BitXOR(length: 5)"),
    imageTask(
      "MNIST", "Handwritten digits, 28 × 28, ten classes (LeCun et al. 1998), cut into patches."),
    imageTask(
      "FashionMNIST",
      "Pieces of clothing, 28 × 28, ten classes (Xiao et al. 2017), cut into patches."),
  ]

  /// A 28 × 28 grey image cut into square patches, row by row.
  private static func imageTask(_ name: String, _ documentation: String) -> ConstructorSchema {
    ConstructorSchema(
      name, .task,
      fields: [
        FieldSchema(
          "patch", .integer, default: .integer(4), range: NumberRange(from: 1, to: 28),
          unit: "pixels", "Side of a patch; each patch is one token.", example: "patch: 4"),
        FieldSchema(
          "limit", .integer, range: NumberRange(from: 1, to: 1e9), unit: "examples",
          "Use only the first examples of every split.", example: "limit: 1_000"),
        FieldSchema(
          "shuffle", .boolean, default: .boolean(true),
          "Draw training examples in random order instead of the file's.",
          example: "shuffle: false"),
      ],
      rules: [.divides(field: "patch", size: 28, of: "the image's side")],
      documentation, example: "\(name)(patch: 4)")
  }
}
