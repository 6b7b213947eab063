import FPTData
import FPTResults

/// Mean cross-entropy of the predictions on a split, in nats.
public struct Loss: Measure {
  public var split: TaskSplit
  /// Only the first examples of the split; all of them where nil.
  public var examples: Int?

  public init(split: TaskSplit = .test, examples: Int? = nil) {
    self.split = split
    self.examples = examples
  }

  public func take(of subject: MeasureSubject) throws -> ResultGroup {
    let score = try subject.score(split, subject.examples(of: split, limit: examples))
    return ResultGroup(scalar: score.loss, longName: "mean cross-entropy in nats")
  }
}
