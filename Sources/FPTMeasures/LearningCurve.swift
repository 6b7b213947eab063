import FPTData
import FPTResults
import FPTSchema

/// Values at every evaluated step of some splits.
///
/// They are recorded while the model is trained; the measure itself only says that they were asked for.
public struct LearningCurve: Measure {
  /// What is recorded of a split.
  ///
  /// The training split alone has the last two.
  public enum Metric: String, FieldChoice, Hashable {
    case loss, accuracy
    /// The global norm of the gradient before clipping.
    case gradientNorm = "grad_norm"
    case learningRate = "learning_rate"

    /// What one of them is called in a message.
    public static let noun = "metric"
  }

  /// The splits that are evaluated.
  public var splits: [TaskSplit]

  /// The curves of some splits.
  public init(splits: [TaskSplit]) { self.splits = splits }

  /// Records no array, only where the curves are: they are kept with the cell.
  public func take(of subject: MeasureSubject) throws -> ResultGroup {
    ResultGroup(recordedIn: "curves")
  }

  /// False: the curves are enough.
  public var readsModel: Bool { false }
  /// The splits that are evaluated beside the training batches.
  public var followedSplits: Set<TaskSplit> { Set(splits).subtracting([.train]) }
}

extension LearningCurve: DeclaredMeasure {
  private static let metrics = Field(
    "of", default: [Metric.loss, .accuracy], "Which values.", example: "of: [loss, accuracy]")
  private static let splits = Field(
    "splits", default: [TaskSplit.train, .test], "On which splits.",
    example: "splits: [train, test]")

  package static let declaration = ConstructorSchema(
    "LearningCurve", .measure, fields: [metrics, splits],
    measure: .drawn(
      .lines(over: .step, of: .metric(splits: splits.name, names: metrics.name))),
    "Values at every evaluated step.",
    example: "LearningCurve(of: [loss, accuracy], splits: [train, test])")

  package init(_ fields: FieldValues) throws { self.init(splits: try fields[Self.splits]) }
}
