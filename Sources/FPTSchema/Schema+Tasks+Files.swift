extension Schema {
  static let fileTaskTable: [ConstructorSchema] = [
    ConstructorSchema(
      "Tensors", .task,
      fields: [
        FieldSchema(
          "file", .text, required: true, "An HDF5 or safetensors file, beside the experiment.",
          example: "file: \"cells.h5\""),
        arrayName(
          "inputs", default: "inputs",
          "Training inputs: numbers [examples, tokens, width], or integer symbols "
            + "[examples, tokens]. A path leads into groups.", "train/x"),
        arrayName(
          "labels", default: "labels",
          "Training labels: integers or truth values [examples], or [examples, predictions].",
          "train/y"),
        arrayName(
          "validation_inputs", "Inputs of the validation split, where it has arrays.",
          "validation/x"),
        arrayName(
          "validation_labels", "Labels of the validation split, where it has arrays.",
          "validation/y"),
        arrayName("test_inputs", "Inputs of the test split, where it has arrays.", "test/x"),
        arrayName("test_labels", "Labels of the test split, where it has arrays.", "test/y"),
        fraction(
          "validation", 0.1, "Training examples held out where validation has no arrays."),
        fraction("test", 0.1, "Training examples held out where test has no arrays."),
        FieldSchema(
          "hold_out", .symbol(.holdOut), default: .symbol("random"),
          "Which examples are held out: random ones, always the same, or the last ones.",
          example: "hold_out: last"),
        FieldSchema(
          "classes", .integer, range: NumberRange(from: 1, to: 1e6), unit: "classes",
          "Classes of a prediction; else one more than the largest label.", example: "classes: 10"),
        FieldSchema(
          "vocabulary", .integer, range: NumberRange(from: 1, to: 1e6), unit: "symbols",
          "Number of symbols; else one more than the largest.", example: "vocabulary: 30"),
        FieldSchema(
          "per_token", .integer, default: .integer(1), range: NumberRange(from: 1, to: 1e6),
          unit: "predictions",
          "Predictions made from one token, where labels are [examples, predictions].",
          example: "per_token: 50"),
        exampleLimit, shuffledOrder,
      ],
      rules: [
        .together(["validation_inputs", "validation_labels"]),
        .together(["test_inputs", "test_labels"]),
      ],
      "Your own arrays, from an HDF5 or safetensors file.",
      example: "Tensors(file: \"cells.h5\", inputs: \"x\", labels: \"y\")"),
    ConstructorSchema(
      "TextCorpus", .task,
      fields: [
        FieldSchema(
          "files", .list(.text), required: true,
          "Text files beside the experiment, in UTF-8, plain or ending in .gz; of one in .json or .jsonl, "
            + "the texts of its records. The name of an asset stands for its files.",
          example: "files: [\"emma.txt\", \"persuasion.txt\"]"),
        FieldSchema(
          "tokens", .integer, default: .integer(256), range: NumberRange(from: 1, to: 100_000),
          unit: "tokens", "Tokens of a window; after each, the next one is predicted.",
          example: "tokens: 256"),
        FieldSchema(
          "tokenizer", .text,
          "A folder with GPT-2's vocab.json and merges.txt; without it, a token is a byte.",
          example: "tokenizer: \"gpt2-tokenizer\""),
        FieldSchema(
          "stride", .integer, range: NumberRange(from: 1, to: 100_000), unit: "tokens",
          "Tokens between the beginnings of training windows; else as many as a window has.",
          example: "stride: 64"),
        FieldSchema(
          "initializer_range", .number, default: .number(0.02),
          range: NumberRange(from: 0, to: 10, excludesLower: true),
          "Standard deviation of the first values of token embeddings; GPT-2's by default.",
          example: "initializer_range: 0.02"),
        fraction("validation", 0.05, "Of each file, the part before the test's is held out."),
        fraction("test", 0.05, "Of each file, the end is held out."),
        exampleLimit, shuffledOrder,
      ],
      "Text for language modeling: at each token, predict the next.",
      example: "TextCorpus(files: [\"english-text\"], tokens: 256)"),
  ]

  /// The name of an array in the user's file.
  private static func arrayName(
    _ name: String, default defaultName: String? = nil, _ documentation: String, _ example: String
  ) -> FieldSchema {
    FieldSchema(
      name, .text, default: defaultName.map { .text($0) }, documentation,
      example: "\(name): \"\(example)\"")
  }

  /// A share of the data that is not trained on.
  private static func fraction(
    _ name: String, _ share: Double, _ documentation: String
  ) -> FieldSchema {
    FieldSchema(
      name, .fraction, default: .number(share),
      range: NumberRange(from: 0, to: 0.4, excludesLower: true), documentation,
      example: "\(name): 20%")
  }
}
