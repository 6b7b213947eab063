extension Schema {
  static let measureTable: [ConstructorSchema] = [
    ConstructorSchema(
      "Accuracy", .measure, fields: scalarFields, measures: .scalar,
      "Share of right answers over a whole split, between 0 and 1.",
      example: "Accuracy(split: test)"),
    ConstructorSchema(
      "Loss", .measure, fields: scalarFields, measures: .scalar,
      "Mean cross-entropy over a whole split, in nats.", example: "Loss(split: test)"),
    ConstructorSchema(
      "BitsPerByte", .measure, fields: scalarFields, measures: .scalar,
      "Bits that a language model needs for a byte of a split's text; bits per token stand beside it.",
      example: "BitsPerByte(split: validation)"),
    ConstructorSchema(
      "LearningCurve", .measure,
      fields: [
        FieldSchema(
          "of", .list(.symbol(.metric)), default: .list([.symbol("loss"), .symbol("accuracy")]),
          "Which values.", example: "of: [loss, accuracy]"),
        FieldSchema(
          "splits", .list(.symbol(.split)), default: .list([.symbol("train"), .symbol("test")]),
          "On which splits.", example: "splits: [train, test]"),
      ],
      measures: .curve, "Values at every evaluated step.",
      example: "LearningCurve(of: [loss, accuracy], splits: [train, test])"),
    ConstructorSchema(
      "ParameterCount", .measure, measures: .scalar,
      "Number of trained parameters; the paper's count and the total stand beside it.",
      example: "ParameterCount()"),
    ConstructorSchema(
      "StepsTo", .measure,
      fields: [
        FieldSchema(
          "split", .symbol(.split), default: .symbol("test"),
          "The split whose accuracy is followed while training.", example: "split: test"),
        FieldSchema(
          "fraction", .fraction, default: .number(0.9),
          range: NumberRange(from: 0, to: 1, excludesLower: true),
          "The share of the accuracy at the last evaluated step that has to be reached.",
          example: "fraction: 90%"),
        FieldSchema(
          "value", .fraction, range: NumberRange(from: 0, to: 1),
          "An accuracy that has to be reached, instead of a share.", example: "value: 95%"),
      ],
      rules: [.excludes("fraction", "value")], measures: .scalar,
      "Gradient steps until the evaluated accuracy first reaches a share of its last value, or a "
        + "value; absent where it never does. No finer than `evaluate_every`; nothing is smoothed.",
      example: "StepsTo(fraction: 90%)"),
    ConstructorSchema(
      "GeneralizationGap", .measure, fields: [examplesField], measures: .scalar,
      "Accuracy on the training split minus accuracy on the test split; both stand beside it.",
      example: "GeneralizationGap()"),
    ConstructorSchema(
      "Confusion", .measure, fields: scalarFields,
      measures: .map(rows: "true", columns: "predicted"),
      "How often each class is taken for each other one: counts by right and predicted class.",
      example: "Confusion(split: test)"),
    ConstructorSchema(
      "AttentionMap", .measure,
      fields: [
        FieldSchema(
          "layers", .list(.integer), unit: "layers",
          "Which layers, counted from 0; all of them where absent.", example: "layers: [0, 5]"),
        shownExamplesField,
        FieldSchema(
          "average", .list(.symbol(.average)), default: .list([.symbol("heads")]),
          "What is averaged over; `[]` keeps every head of every example.",
          example: "average: [heads, examples]"),
        shownSplitField,
      ],
      measures: .map(rows: "query", columns: "key"),
      "Attention probabilities from every token to every token, without dropout; nothing for a "
        + "recurrent network.",
      example: "AttentionMap(layers: 0, examples: 100, average: [heads, examples])"),
    ConstructorSchema(
      "Activations", .measure,
      fields: [
        FieldSchema(
          "at", .list(.text), default: .list([]),
          "Places by name: `\"input\"` of the first layer, `\"layer.0\"` behind a layer; all of them where "
            + "empty.", example: "at: [\"input\", \"layer.5\"]"),
        shownExamplesField, shownSplitField,
      ],
      measures: .arrays,
      "What passes between the layers, by example, place, token and feature, without dropout.",
      example: "Activations(at: [\"layer.5\"], examples: 8)"),
    ConstructorSchema(
      "Throughput", .measure,
      fields: [
        FieldSchema(
          "steps", .integer, default: .integer(10), range: NumberRange(from: 1, to: 1e6),
          unit: "steps", "Gradient steps that are timed after the end of training.",
          example: "steps: 10")
      ],
      measures: .timing,
      "Training examples a second. It depends on machine and moment, so it is kept in the cell's "
        + "provenance, outside of the content digest, and no table shows it.",
      example: "Throughput(steps: 10)"),
    ConstructorSchema(
      "best", .checkpoint, unlabeled: "split",
      fields: [
        FieldSchema(
          "split", .symbol(.heldOutSplit), required: true,
          "The split whose accuracy decides; that of training is not evaluated on the way.",
          example: "validation")
      ],
      "The evaluated step with the best accuracy on a split.", example: "best(validation)"),
  ]

  private static let scalarFields: [FieldSchema] = [
    FieldSchema(
      "split", .symbol(.split), default: .symbol("test"), "On which split.",
      example: "split: test"),
    FieldSchema(
      "at", .either(.symbol(.moment), .constructor(.checkpoint)), default: .symbol("end"),
      "When: at the end of training, or at its best step.", example: "at: best(validation)"),
    examplesField,
  ]

  private static let examplesField = FieldSchema(
    "examples", .integer, range: NumberRange(from: 1, to: 1e9), unit: "examples",
    "Measures on the first examples of the split only; on all of them where absent.",
    example: "examples: 1_000")

  private static let shownExamplesField = FieldSchema(
    "examples", .integer, default: .integer(1), range: NumberRange(from: 1, to: 1e6),
    unit: "examples", "How many of the split's first examples.", example: "examples: 8")

  private static let shownSplitField = FieldSchema(
    "split", .symbol(.split), default: .symbol("test"), "Of which split.", example: "split: test")
}
