import FPTData
import FPTSchema

/// A measure that experiment files can call.
///
/// A new one is one file in this target with a type that conforms to ``Measure`` and to this; it is found by its conformance. What it
/// records, and how that is drawn, its schema says.
package protocol DeclaredMeasure: Measure {
  /// Name, fields, what is recorded, documentation and example.
  static var declaration: ConstructorSchema { get }

  /// The measure that a file asks for.
  init(_ fields: FieldValues) throws
}

extension DeclaredMeasure {
  /// The name that experiment files call.
  public var longName: String { Self.declaration.name }
}

/// A measure that runs the model over examples of one split, at one snapshot of the parameters.
package protocol SplitMeasure: DeclaredMeasure {
  /// The split whose examples are predicted.
  var split: TaskSplit { get }
  /// Only the first examples of the split; all of them where nil.
  var examples: Int? { get }

  /// The measure of a split.
  init(split: TaskSplit, examples: Int?, snapshot: MeasuredSnapshot)
}

extension SplitMeasure {
  package init(_ fields: FieldValues) throws {
    self.init(
      split: try fields[MeasureFields.split], examples: try fields[MeasureFields.examples],
      snapshot: try fields[MeasureFields.snapshot])
  }

  /// The examples of the split that are predicted.
  public var examined: ExaminedExamples? { ExaminedExamples(of: split, limit: examples) }

  /// After the name of a number: ` on the test split, at the step that is best on validation`.
  var words: String { ExaminedExamples(of: split, limit: examples).words + snapshot.words }
}

/// Fields that many measures have.
package enum MeasureFields {
  package static let split = Field(
    "split", default: TaskSplit.test, "On which split.", example: "split: test")
  package static let snapshot = Field(
    "at", default: MeasuredSnapshot.end, "When: at the end of training, or at its best step.",
    example: "at: best(validation)")
  package static let examples = Field<Int?>(
    "examples", default: nil, range: NumberRange(from: 1, to: 1e9), unit: "examples",
    "Measures on the first examples of the split only; on all of them where absent.",
    example: "examples: 1_000")
  package static let shownExamples = Field(
    "examples", default: 1, range: NumberRange(from: 1, to: 1e6), unit: "examples",
    "How many of the split's first examples.", example: "examples: 8")
  package static let shownSplit = Field(
    "split", default: TaskSplit.test, "Of which split.", example: "split: test")

  /// Fields of a measure that runs the model over a split.
  package static let ofSplit: [any DeclaredField] = [split, snapshot, examples]
}
