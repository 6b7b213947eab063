import FPTResults

/// Something that is recorded about a trained model.
///
/// A measure is a function of the model's parameters, the task and the recorded curves; two runs of the same bits record
/// the same bits. What depends on the clock goes into the provenance (see ``Throughput``).
public protocol Measure: Sendable {
  /// What the measure records. One number is a scalar variable `value`; arrays have named dimensions.
  ///
  /// - Throws: what `subject` throws where it is asked to stop; otherwise ``MeasureError``.
  func take(of subject: MeasureSubject) throws -> ResultGroup

  /// What only a clock can tell: kept in the provenance, outside of every digest.
  ///
  /// Called once, after every `take` of the cell.
  func provenance(of subject: MeasureSubject) throws -> [ResultAttribute]
}

extension Measure {
  public func provenance(of subject: MeasureSubject) throws -> [ResultAttribute] { [] }
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
