import FPTData
import FPTResults
import FPTSchema

/// The generalization gap: accuracy on the training split minus accuracy on the test split.
///
/// Training examples are looked at as they are, without augmentation or dropout. A generated task has no end of them; as many are
/// taken as its test split has.
public struct GeneralizationGap: Measure {
  /// Only the first examples of each split; all of them where nil.
  public var examples: Int?

  /// The measure on all examples, or on the first ones.
  public init(examples: Int? = nil) { self.examples = examples }

  /// Records `value` and the two accuracies that it is the difference of, `train` and `test`.
  public func take(of subject: MeasureSubject) throws -> ResultGroup {
    let train = try accuracy(.train, subject)
    let test = try accuracy(.test, subject)
    var group = ResultGroup(
      scalar: train - test, longName: "training accuracy minus test accuracy")
    group.variables.append(.number("train", train, longName: "accuracy on the training split"))
    group.variables.append(.number("test", test, longName: "accuracy on the test split"))
    return group
  }

  private func accuracy(_ split: TaskSplit, _ subject: MeasureSubject) throws -> Double {
    try subject.score(split, subject.examples(of: split, limit: examples)).accuracy
  }
}

extension GeneralizationGap: DeclaredMeasure {
  package static let declaration = ConstructorSchema(
    "GeneralizationGap", .measure, fields: [MeasureFields.examples],
    measure: .number(.share("a difference of shares", range: -1...1)),
    "Accuracy on the training split minus accuracy on the test split; both stand beside it.",
    example: "GeneralizationGap()")

  package init(_ fields: FieldValues) throws {
    self.init(examples: try fields[MeasureFields.examples])
  }

  /// The examples of the test split that are predicted.
  public var examined: ExaminedExamples? { ExaminedExamples(of: .test, limit: examples) }

  /// What the number is, in words.
  public var longName: String {
    "accuracy on the train split minus that on the test split"
      + ExaminedExamples.limitWords(examples)
  }
}
