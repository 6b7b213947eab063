extension Schema {
  static let presentationTable: [ConstructorSchema] = [
    ConstructorSchema(
      "CSV", .reference, unlabeled: "path",
      fields: [
        FieldSchema(
          "path", .text, required: true, "The file, relative to the one that names it.",
          example: "\"reference/table1.csv\"")
      ],
      "Published values, a line each: row, column, value, unit, source, confidence. `check` reads them.",
      example: "CSV(\"reference/table1.csv\")"),
    ConstructorSchema(
      "percent", .format, unlabeled: "digits", fields: digits, "A fraction printed in percent.",
      example: "percent(1)"),
    ConstructorSchema(
      "number", .format, unlabeled: "digits", fields: digits, "A number as it is.",
      example: "number(2)"),
    ConstructorSchema(
      "over", .choice, unlabeled: "axis",
      fields: [
        FieldSchema(
          "axis", .axis, required: true, "The axis chosen from.", example: "train.optimizer.lr"),
        FieldSchema(
          "by", .symbol(.split), required: true, "The split whose mean over seeds decides.",
          example: "by: validation"),
      ],
      "The best point of an axis, for every other point.",
      example: "over(train.optimizer.lr, by: validation)"),
  ]

  private static let digits: [FieldSchema] = [
    FieldSchema(
      "digits", .integer, default: .integer(2), range: NumberRange(from: 0, to: 12),
      unit: "digits", "Digits after the point.", example: "1")
  ]
}
