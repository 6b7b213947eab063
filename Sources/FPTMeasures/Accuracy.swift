import FPTData
import FPTResults

/// Share of right predictions on a split, 0 to 1.
public struct Accuracy: Measure {
  public var split: TaskSplit
  /// Only the first examples of the split; all of them where nil.
  public var examples: Int?

  public init(split: TaskSplit = .test, examples: Int? = nil) {
    self.split = split
    self.examples = examples
  }

  public func take(of subject: MeasureSubject) throws -> ResultGroup {
    let score = try subject.score(split, subject.examples(of: split, limit: examples))
    return ResultGroup(
      scalar: score.accuracy, longName: "fraction of predictions that are right")
  }
}
