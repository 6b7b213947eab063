import FPTLib
import FPTResults
import FPTSchema

/// The fields of the declaration `table`, and what may be called in them.
enum TableFields {
  private static let statistics = ClosedSet(
    noun: "statistic", members: NotebookLayout.Statistic.allCases.map(\.rawValue))

  static let all: [any DeclaredField] = [
    FieldSchema(
      "of", .runMeasure, required: true, "The run and its measure.", example: "of: main.accuracy"),
    FieldSchema(
      "rows", .list(.axis), required: true, "The axis, or axes, that run downwards.",
      example: "rows: arm"),
    FieldSchema(
      "columns", .list(.axis), default: .list([]), "The axis, or axes, that run across.",
      example: "columns: task"),
    FieldSchema(
      "show", .list(.symbol(statistics)), default: .list([.symbol("mean")]),
      "Statistics over the seeds; `std` is with n − 1.", example: "show: [mean, std]"),
    FieldSchema(
      "format", .constructor(.format), default: .call(ValueFormat.number.name),
      "How numbers are printed.", example: "format: percent(1)"),
    FieldSchema(
      "best", .constructor(.choice), "Which value of an axis is shown: the best by a split.",
      example: "best: over(train.optimizer.lr, by: validation)"),
    FieldSchema(
      "against", .declared(.reference), "Published numbers to compare with.",
      example: "against: paper"),
  ]

  static let constructors: [ConstructorSchema] = [
    ConstructorSchema(
      "CSV", .reference, unlabeled: "path",
      fields: [
        FieldSchema(
          "path", .text, required: true, "The file, relative to the one that names it.",
          example: "\"reference/table1.csv\"")
      ],
      "Published values, a line each: row, column, value, unit, source, confidence. `check` reads them.",
      example: "CSV(\"reference/table1.csv\")"),
    ValueFormat.percent, ValueFormat.number,
    ConstructorSchema(
      "over", .choice, unlabeled: "axis",
      fields: [
        FieldSchema(
          "axis", .axis, required: true, "The axis chosen from.", example: "train.optimizer.lr"),
        FieldSchema(
          "by", TaskSplit.fieldType, required: true, "The split whose mean over seeds decides.",
          example: "by: validation"),
      ],
      "The best point of an axis, for every other point.",
      example: "over(train.optimizer.lr, by: validation)"),
  ]
}

extension ValueFormat {
  private static let digits = Field(
    "digits", default: 2, range: NumberRange(0...12), unit: "digits", "Digits after the point.",
    example: "1")

  static let percent = ConstructorSchema(
    "percent", .format, unlabeled: digits.name, fields: [digits],
    "A fraction printed in percent.", example: "percent(1)")
  static let number = ConstructorSchema(
    "number", .format, unlabeled: digits.name, fields: [digits], "A number as it is.",
    example: "number(2)")

  /// The format that a table asks for.
  ///
  /// - Throws: `UnknownConstructor`.
  package init(_ fields: FieldValues) throws {
    let digits = try fields[Self.digits]
    switch fields.constructor {
    case Self.percent.name: self = .percent(digits: digits)
    case Self.number.name: self = .number(digits: digits)
    default: throw UnknownConstructor(kind: "number format", name: fields.constructor)
    }
  }
}
