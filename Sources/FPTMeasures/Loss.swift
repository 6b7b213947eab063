import FPTData
import FPTResults
import FPTSchema

/// Mean cross-entropy of the predictions on a split, in nats.
public struct Loss: Measure {
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

  /// Records `value`, in nats.
  public func take(of subject: MeasureSubject) throws -> ResultGroup {
    let score = try subject.score(split, subject.examples(of: split, limit: examples))
    return ResultGroup(scalar: score.loss, longName: "mean cross-entropy in nats")
  }
}

extension Loss: SplitMeasure {
  package static let declaration = ConstructorSchema(
    "Loss", .measure, fields: MeasureFields.ofSplit,
    measure: .number(Quantity("a loss in nats", unit: "nat", published: [.nats])),
    "Mean cross-entropy over a whole split, in nats.",
    example: "Loss(split: test)")

  /// What the number is, with its split and snapshot.
  public var longName: String { "mean cross-entropy" + words }
  /// The curve of loss on the split.
  public var curve: (split: TaskSplit, column: String)? { (split, "loss") }
}
