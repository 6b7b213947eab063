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
      "Number of trained parameters.", example: "ParameterCount()"),
    ConstructorSchema(
      "best", .checkpoint, unlabelled: "split",
      fields: [
        FieldSchema(
          "split", .symbol(.split), required: true, "The split whose accuracy decides.",
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
    FieldSchema(
      "examples", .integer, range: NumberRange(from: 1, to: 1e9), unit: "examples",
      "Measures on the first examples of the split only; on all of them where absent.",
      example: "examples: 1_000"),
  ]
}
