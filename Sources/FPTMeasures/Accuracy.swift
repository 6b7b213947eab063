import FPTData
import FPTResults
import FPTSchema

/// Share of right predictions on a split, 0 to 1.
public struct Accuracy: Measure {
  /// The split whose examples are predicted.
  public var split: TaskSplit
  /// Only the first examples of the split; all of them where nil.
  public var examples: Int?
  /// The snapshot of the parameters that the measure uses.
  public var snapshot: MeasuredSnapshot

  /// The measure of a split; by default of the whole test split at the end of training.
  public init(
    split: TaskSplit = .test, examples: Int? = nil, snapshot: MeasuredSnapshot = .end
  ) {
    self.split = split
    self.examples = examples
    self.snapshot = snapshot
  }

  /// Records `value`, the share of right predictions.
  public func take(of subject: MeasureSubject) throws -> ResultGroup {
    let score = try subject.score(split, subject.examples(of: split, limit: examples))
    return ResultGroup(
      scalar: score.accuracy, longName: "fraction of predictions that are right")
  }
}

extension Accuracy: SplitMeasure {
  package static let declaration = ConstructorSchema(
    "Accuracy", .measure, fields: MeasureFields.ofSplit,
    measure: .number(.share("a share")),
    "Share of right answers over a whole split, between 0 and 1.",
    example: "Accuracy(split: test)")

  /// What the number is, with its split and snapshot.
  public var longName: String { "accuracy" + words }
  /// The curve of accuracy on the split.
  public var curve: (split: TaskSplit, column: String)? { (split, "accuracy") }
}
