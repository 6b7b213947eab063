import FPTDigest
import FPTEngine
import FPTJSON
import FPTLib
import FPTScript

/// The identity of a cell: everything that can change a bit of its results, and nothing else.
package struct CellIdentity: Sendable, Hashable {
  /// The canonical configuration, as JSON.
  package let configuration: String
  /// SHA-256 of the configuration, in hexadecimal: the cell's name in the store.
  package let hash: String

  /// - Parameters:
  ///   - cell: the resolved point.
  ///   - task: its task, for the digest of the data.
  ///   - model: the specification of its model, for the digest of the weights.
  init(of cell: ResolvedCell, task: any SequenceTask, model: ModelSpecification) {
    let specifications = SequenceClassifier.specifications(
      of: model.backbone, input: task.input, output: task.output)
    let policy = FreezingPolicy(cell.freezing)
    let stages = policy.stages.map { stage -> JSONValue in
      let trained = specifications.filter {
        stage.trains($0, layerCount: model.backbone.layerCount)
      }
      return .object([
        "trained": .list(trained.map { .text($0.name) }),
        "until": stage.until.map { .shortest($0) } ?? .null,
      ])
    }
    let curves = CurveRequest(cell.measures)
    var members: JSONValue.Members = [
      "engine": .object(["numerics": .integer(Int64(numericsVersion))]),
      "task": .object([
        "definition": cell.task.value.canonical(), "data": .text(task.dataDigest),
      ]),
      "model": .object(Self.members(of: cell.model.value, model)),
      "freezing": .list(stages),
      "train": cell.train.value.canonical(),
      "seed": .integer(Int64(bitPattern: cell.seed)),
      "keep": .list(cell.keep.sorted().map { .text($0) }),
      "curves": .list(curves.splits.map { .text($0.rawValue) }),
      "best": .list(curves.bestSplits.map { .text($0.rawValue) }),
    ]
    // Version 1 measured a schedule's best step with some parameters of other steps, and an LSTM's with the initial states
    // of the last step. In all other cells the two versions are the same.
    if !curves.bestSplits.isEmpty, stages.count > 1 || model.backbone.isAlwaysRandom {
      members["best_version"] = .integer(2)
    }
    configuration = JSONValue.object(members).canonicalText
    hash = Self.sha256(configuration)
  }

  private static func members(
    of d: Constructed, _ model: ModelSpecification
  ) -> JSONValue.Members {
    var omitted: Set<String> = ["weights", "adapter"]
    // Room for more tokens than the task has changes nothing.
    if d.extendsPositions, !model.isExtended { omitted.insert("positions") }
    var definition = d
    // What an earlier version of the program computed otherwise is another model.
    definition.version += model.backbone.meaningVersion - 1
    var members: JSONValue.Members = [
      "definition": definition.canonical(omitting: omitted), "weights": model.weightsIdentity,
    ]
    if let adapter = model.adapter { members["adapter"] = adapter.identity }
    return members
  }

  /// An identity that results already have.
  init(hash: String, configuration: String) {
    self.hash = hash
    self.configuration = configuration
  }

  /// The key under which a cell keeps a measure: the constructor, and a digest of what differs from its defaults.
  static func measureKey(_ measure: Constructed) -> String {
    let plain = Constructed(constructor: measure.constructor, version: measure.version, fields: [])
    let text = measure.canonical().canonicalText
    if text == plain.canonical().canonicalText, measure.version == 1 { return measure.constructor }
    return measure.constructor + "-" + sha256(text).prefix(12)
  }

  static func sha256(_ text: String) -> String {
    Digest(.sha256, of: text).hexadecimal
  }
}
