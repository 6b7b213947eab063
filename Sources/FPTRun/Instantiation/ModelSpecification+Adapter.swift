import FPTJSON
import FPTLib
import FPTScript

extension ModelSpecification {
  /// Trained parameters that take the place of a model's own, those of the input and output layer included.
  struct Adapter: Sendable {
    enum Origin: Sendable {
      case file(any TensorSource, digest: String)
      case cell(Producer)
    }

    /// As the experiment file writes it.
    var name: String
    var origin: Origin
    /// Of every tensor, by its name in the classifier.
    var shapes: [String: [Int]]
    /// The configuration of the cell that trained it; nil where the file does not say.
    var base: String?

    /// What the values depend on.
    var identity: JSONValue {
      switch origin {
      case .file(_, let digest): .object(["file": .text(digest)])
      case .cell(let producer): .object(["cell": .text(producer.weights.hash)])
      }
    }

    /// - Throws: what `load` throws, `CheckpointError` where the file has what is no number.
    func values(loading load: (String) throws -> CellRecord) throws -> AdapterValues {
      switch origin {
      case .file(let file, _): try AdapterValues(file)
      case .cell(let producer):
        AdapterValues(name: name, values: try producer.values(loading: load))
      }
    }
  }

  /// The model for a task: with the positions that its declaration asks for, and with an adapter that fits.
  ///
  /// - Throws: `UnfittingAdapter` for one that does not.
  func fitted(
    to d: Constructed, input: TokenInput, output: TaskOutput, tokens: Int
  ) throws -> ModelSpecification {
    var modelSpecification = self
    modelSpecification.isExtended = d.extendsPositions && tokens > backbone.maximumTokens ?? .max
    modelSpecification.backbone = d.fitting(backbone, tokens: tokens)
    if let adapter {
      try UnfittingAdapter.check(
        adapter.shapes, of: adapter.name, backbone: modelSpecification.backbone, input: input,
        output: output
      )
    }
    return modelSpecification
  }
}

/// An adapter of another model or of another task.
struct UnfittingAdapter: Error, CustomStringConvertible {
  var reason: CheckpointError
  var description: String { "its adapter does not fit: \(reason)" }

  static func check(
    _ shapes: [String: [Int]], of name: String, backbone: any Backbone, input: TokenInput,
    output: TaskOutput
  ) throws(UnfittingAdapter) {
    do throws(CheckpointError) {
      try AdapterValues.check(
        shapes, of: name,
        fit: SequenceClassifier.specifications(of: backbone, input: input, output: output),
        model: backbone.architecture)
    } catch {
      throw UnfittingAdapter(reason: error)
    }
  }
}
