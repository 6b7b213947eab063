import FPTData
import FPTModels
import FPTResults
import FPTSchema
import Foundation

/// The bits that a language model needs for a byte of text: its mean cross-entropy in bits, divided by the mean bytes of a token.
///
/// It compares models whatever their tokens are; with bytes as tokens, it is the bits per token.
public struct BitsPerByte: Measure {
  /// The split whose text is predicted.
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

  /// Finds out before any computing whether the measure can be taken.
  ///
  /// - Throws: `MeasureError.otherTask` for a task that is no text.
  public func check(
    task: any SequenceTask, backbone: (any Backbone)?
  ) throws(MeasureError) {
    // A description of a task has its name, and is of another type.
    if task.name != TextCorpus.name {
      throw .otherTask(measure: "BitsPerByte", task: task.name, expected: "a TextCorpus")
    }
  }

  /// The natural logarithm of 2: nats of a bit.
  private static let nats = 0x1.62e42fefa39efp-1

  /// Records `value`, in bits.
  public func take(of subject: MeasureSubject) throws -> ResultGroup {
    try check(task: subject.trainer.task, backbone: nil)
    let score = try subject.score(split, subject.examples(of: split, limit: examples))
    let perToken = score.loss / Self.nats
    let bytes = (subject.trainer.task as? TextCorpus)?.bytesPerToken(of: split) ?? 1
    var group = ResultGroup(scalar: perToken / bytes, longName: "bits per byte of text")
    group.variables.append(.number("per_token", perToken, longName: "bits per token"))
    return group
  }
}

extension BitsPerByte: SplitMeasure {
  package static let declaration = ConstructorSchema(
    "BitsPerByte", .measure, fields: MeasureFields.ofSplit,
    measure: .number(Quantity("a number of bits", unit: "bit/byte", published: [.bits])),
    "Bits that a language model needs for a byte of a split's text; bits per token stand beside it.",
    example: "BitsPerByte(split: validation)")

  /// What the number is, with its split and snapshot.
  public var longName: String { "bits per byte of text" + words }
}
