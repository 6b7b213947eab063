import FPTLib
import FPTResults
import FPTSchema

/// The fields of the declaration `table`, and what may be called in them.
enum TableFields {
  private static let statistics = ClosedSet(
    noun: "statistic", members: NotebookLayout.Statistic.allCases.map(\.word) + ["count"])

  static let all: [any DeclaredField] = [
    FieldSchema(
      "of", .list(.runMeasure), required: true,
      "The run and its measure. Several measures of a run stand beside each other, or beneath each other where `columns` is set.",
      example: "of: main.accuracy"),
    FieldSchema(
      "rows", .list(.axis), required: true, "The axis, or axes, that run downwards.",
      example: "rows: arm"),
    FieldSchema(
      "columns", .list(.axis), default: .list([]), "The axis, or axes, that run across.",
      example: "columns: task"),
    FieldSchema(
      "show", .list(.symbol(statistics)), default: .list([.symbol("mean")]),
      "Statistics over the seeds. `std` is with n − 1, `sem` is the standard error, `ci95` Student's t interval, `bootstrap` the "
        + "percentile interval of 9,999 resamples, `ci_test` Wilson's interval over test examples for each seed.",
      example: "show: [mean, ci95]"),
    FieldSchema(
      "compare", .list(.comparison),
      "Points of one axis. Shown is the difference, left minus right, paired by seed, at each point of the other axes.",
      example: "compare: random against language"),
    FieldSchema(
      "equal", .margin,
      "The margin within which compared points count as equal, if the 90 % interval lies inside: a percentage for a share.",
      example: "equal: within 2%"),
    FieldSchema(
      "family", .text,
      "The tables of this name are one family: Holm's method adjusts their comparisons together.",
      example: "family: \"all tasks\""),
    FieldSchema(
      "format", .list(.constructor(.format)), default: .list([.call(ValueFormat.number.name)]),
      "How numbers are printed; for several measures one format each, or one for all that it suits.",
      example: "format: percent(1)"),
    FieldSchema(
      "best", .constructor(.choice), "Which value of an axis is shown: the best by a split.",
      example: "best: over(train.optimizer.lr, by: validation)"),
    FieldSchema(
      "against", .declared(.reference), "Published numbers to compare with.",
      example: "against: paper"),
  ]

  static let constructors: [ConstructorSchema] =
    [
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
    ] + ValueFormat.formats.map(\.declaration)
}

extension NotebookLayout.Statistic {
  /// The word for it in an experiment file.
  var word: String { self == .count ? "n" : rawValue }

  /// The statistic of a word; `count` is the older word for `n`.
  package init?(word: String) {
    guard let statistic = Self.allCases.first(where: { $0.word == word || $0.rawValue == word })
    else { return nil }
    self = statistic
  }
}

extension ValueFormat {
  private static let digits = Field(
    "digits", default: 2, range: NumberRange(0...12), unit: "digits", "Digits after the point.",
    example: "1")

  private static func declaration(_ name: String, _ documentation: String) -> ConstructorSchema {
    ConstructorSchema(
      name, .format, unlabeled: digits.name, fields: [digits], documentation,
      example: "\(name)(1)")
  }

  static let number = declaration("number", "A number as it is.")

  /// Every format with the call that asks for it.
  static let formats: [(declaration: ConstructorSchema, make: @Sendable (Int) -> ValueFormat)] = [
    (declaration("percent", "A fraction printed in percent."), { .percent(digits: $0) }),
    (number, { .number(digits: $0) }),
  ]

  /// The format that a table asks for.
  ///
  /// - Throws: `UnknownConstructor`.
  package init(_ fields: FieldValues) throws {
    guard let format = Self.formats.first(where: { $0.declaration.name == fields.constructor })
    else { throw UnknownConstructor(kind: "number format", name: fields.constructor) }
    self = format.make(try fields[Self.digits])
  }
}
