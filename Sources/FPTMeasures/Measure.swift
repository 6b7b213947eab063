import FPTData
import FPTModels
import FPTResults

/// Something that is recorded about a trained model.
///
/// A measure is a function of the model's parameters, the task and the recorded curves; two runs of
/// the same bits record the same bits. What depends on the clock goes into the provenance (see
/// ``Throughput``).
///
/// ```swift
/// struct LastLoss: Measure {
///   let longName = "last loss of the test curve"
///
///   func take(of subject: MeasureSubject) throws -> ResultGroup {
///     let losses = subject.curves.first { $0.split == "test" }?["loss"] ?? []
///     var group = ResultGroup()
///     group.variables = [ResultVariable(scalar: "value", values: .float64([losses.last ?? .nan]))]
///     return group
///   }
/// }
/// ```
public protocol Measure: Sendable {
  /// Takes the measure and returns its record. One number is a scalar variable `value`; arrays have named dimensions.
  ///
  /// - Throws: what `subject` throws where it is asked to stop; otherwise ``MeasureError``.
  func take(of subject: MeasureSubject) throws -> ResultGroup

  /// Facts that depend on the clock. They are kept in the provenance, outside of every digest.
  ///
  /// Called once, after every `take` of the cell.
  func provenance(of subject: MeasureSubject) throws -> [ResultAttribute]

  /// The examples that it reads after training; nil for none, the default.
  var examined: ExaminedExamples? { get }

  /// True, the default, if it runs the trained model. Other measures follow from the configuration or from the curves.
  var readsModel: Bool { get }

  /// The snapshot of the parameters that it uses; the end of training by default.
  var snapshot: MeasuredSnapshot { get }

  /// Splits that it wants evaluated on the way; none by default.
  var followedSplits: Set<TaskSplit> { get }

  /// A description of its number, for readers without the experiment file.
  var longName: String { get }

  /// The curve whose last point stands for the number of a cell that diverged; nil, the default, where there is none.
  var curve: (split: TaskSplit, column: String)? { get }

  /// Finds out before any computing whether the measure can be taken.
  ///
  /// `backbone` is nil where it is not here; what depends on it is then not looked at.
  func check(task: any SequenceTask, backbone: (any Backbone)?) throws(MeasureError)
}

extension Measure {
  /// Nothing.
  public func provenance(of subject: MeasureSubject) throws -> [ResultAttribute] { [] }
  /// Nil: it looks at no examples.
  public var examined: ExaminedExamples? { nil }
  /// True: it runs the model.
  public var readsModel: Bool { true }
  /// The end of training.
  public var snapshot: MeasuredSnapshot { .end }
  /// No split.
  public var followedSplits: Set<TaskSplit> { [] }
  /// Nil: no curve stands for its number.
  public var curve: (split: TaskSplit, column: String)? { nil }
  /// Accepts every task and backbone.
  public func check(task: any SequenceTask, backbone: (any Backbone)?) throws(MeasureError) {}
}

/// The examples of a split that a measure reads.
public struct ExaminedExamples: Sendable, Hashable {
  /// Which split.
  public var split: TaskSplit
  /// The most examples, the first ones; all of them where nil.
  public var limit: Int?

  /// The first examples of a split, or all of them.
  public init(of split: TaskSplit, limit: Int? = nil) {
    self.split = split
    self.limit = limit
  }

  /// The number of examples that are read of a task: a split without end has as many as the task's test split.
  package func count(in task: any SequenceTask) -> Int {
    min(max(0, limit ?? .max), task.count(of: split) ?? task.count(of: .test) ?? 1_024)
  }

  /// After the name of a number: ` on the test split, 100 examples`.
  var words: String { " on the \(split.rawValue) split" + Self.limitWords(limit) }

  static func limitWords(_ limit: Int?) -> String { limit.map { ", \($0) examples" } ?? "" }
}

/// Why a measure cannot be taken of a model.
public enum MeasureError: Error, Sendable, Hashable {
  /// A layer beyond the model's last one; both are counted from 0.
  case noSuchLayer(measure: String, layer: String, layers: Int)
  /// More numbers than one array of a results file should hold.
  case tooLarge(measure: String, bytes: Int?, limit: Int)
  /// A measure of another kind of task.
  case otherTask(measure: String, task: String, expected: String)
}

extension MeasureError: CustomStringConvertible {
  /// A sentence that names the measure and says why it cannot be taken.
  public var description: String {
    switch self {
    case .noSuchLayer(let measure, let layer, let layers):
      return "\(measure) asks for \(layer), and the model has the layers 0 to \(layers - 1)"
    case .otherTask(let measure, let task, let expected):
      return "\(measure) is a measure of \(expected), and the task is \(task)"
    case .tooLarge(let measure, let bytes, let limit):
      let size = bytes.map { "\($0 >> 20) MiB" } ?? "more than can be counted"
      return
        "\(measure) would record \(size), and \(limit >> 20) MiB is the most: ask for fewer examples or "
        + "layers, or for an average"
    }
  }
}
