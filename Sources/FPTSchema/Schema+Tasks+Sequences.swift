extension Schema {
  static let sequenceTaskTable: [ConstructorSchema] = [
    ConstructorSchema(
      "BitMemory", .task,
      fields: [
        FieldSchema(
          "length", .integer, default: .integer(1_000), range: NumberRange(from: 1, to: 100_000),
          unit: "bits", "Bits in each string.", example: "length: 100"),
        FieldSchema(
          "patterns", .integer, default: .integer(5), range: NumberRange(from: 1, to: 1_000),
          unit: "strings", "Strings to remember; a masked copy of one follows.",
          example: "patterns: 5"),
        FieldSchema(
          "patch", .integer, default: .integer(50), range: NumberRange(from: 1, to: 100_000),
          unit: "bits", "Bits of a token.", example: "patch: 50"),
      ],
      rules: [.multiple(field: "length", of: "patch")],
      "Strings of random bits, then one of them with half its bits masked; the answer is the "
        + "string. Bits are −1 and 1, masked ones 0 (official code).",
      example: "BitMemory(length: 100)"),
    listOps,
    ConstructorSchema(
      "Digits", .task,
      fields: [
        FieldSchema(
          "patch", .integer, default: .integer(2), range: NumberRange(from: 1, to: 8),
          unit: "pixels", "Side of a patch; each patch is one token.", example: "patch: 2"),
        exampleLimit, shuffledOrder,
      ],
      rules: [.divides(field: "patch", size: 8, of: "the image's side")],
      "1,797 handwritten digits, 8 × 8, ten classes (Alpaydin and Kaynak 1998), cut into patches; "
        + "300 each for validation and test.", example: "Digits(patch: 2)"),
  ]

  /// At most so many training examples, in every task.
  static let exampleLimit = FieldSchema(
    "limit", .integer, range: NumberRange(from: 1, to: 1e9), unit: "examples",
    "Use only the first examples of the training split; validation and test stay whole.",
    example: "limit: 1_000")
  /// The order of training examples.
  static let shuffledOrder = FieldSchema(
    "shuffle", .boolean, default: .boolean(true),
    "Draw training examples in random order instead of the file's.", example: "shuffle: false")

  private static let listOps = ConstructorSchema(
    "ListOps", .task,
    fields: [
      FieldSchema(
        "length", .integer, default: .integer(512), range: NumberRange(from: 1, to: 100_000),
        unit: "tokens",
        "Tokens of every example: longer expressions are cut, shorter ones padded. 2,000 cuts none.",
        example: "length: 512"),
      FieldSchema(
        "brackets", .boolean, default: .boolean(false),
        "Keep closing brackets as tokens; the official code drops them.", example: "brackets: true"),
      FieldSchema(
        "read", .symbol(.reading), default: .symbol("position"),
        "Where the answer is read: at the last position, even where that is padding (official "
          + "code), or at the expression's last token, with padding before the expression.",
        example: "read: token"),
      FieldSchema(
        "encoding", .symbol(.encoding), default: .symbol("embedding"),
        "How a symbol becomes a token: a row of an embedding table (official code), or a vector "
          + "with a single 1 through a linear layer.", example: "encoding: linear"),
      FieldSchema(
        "source", .text,
        "A folder with Long Range Arena's basic_train.tsv, basic_val.tsv and basic_test.tsv; "
          + "without it, expressions are generated.", example: "source: \"data/listops-1000\""),
      FieldSchema(
        "max_depth", .integer, default: .integer(10), range: NumberRange(from: 2, to: 50),
        unit: "levels", "Levels of the deepest generated expression.", example: "max_depth: 10"),
      FieldSchema(
        "max_arguments", .integer, default: .integer(10), range: NumberRange(from: 2, to: 100),
        unit: "arguments", "Most arguments of a generated operator; the fewest are two.",
        example: "max_arguments: 10"),
      FieldSchema(
        "min_length", .integer, default: .integer(500), range: NumberRange(from: 0, to: 1e6),
        unit: "symbols",
        "Generated expressions have more symbols than this, closing brackets counted.",
        example: "min_length: 500"),
      FieldSchema(
        "max_length", .integer, default: .integer(2_000), range: NumberRange(from: 2, to: 1e6),
        unit: "symbols",
        "Generated expressions have fewer symbols than this, closing brackets counted.",
        example: "max_length: 2_000"),
      FieldSchema(
        "examples", .integer, default: .integer(96_000), range: NumberRange(from: 1, to: 1e9),
        unit: "examples", "Generated training examples; validation and test have 2,000 each.",
        example: "examples: 96_000"),
      exampleLimit, shuffledOrder,
    ],
    rules: [
      .filesExclude(
        field: "source", ["max_depth", "max_arguments", "min_length", "max_length", "examples"])
    ],
    "Nested operations on lists of digits, MIN MAX MED SM; the answer is the value (Long Range "
      + "Arena, Tay et al. 2020).", example: "ListOps(length: 512)")
}
