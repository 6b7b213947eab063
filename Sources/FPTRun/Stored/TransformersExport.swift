import FPTEngine
import FPTJSON
import FPTLib
import FPTScript

/// A trained cell as a folder that `from_pretrained` of transformers loads.
///
/// It has the backbone with its trained and its frozen parameters, the new layers beside it, and what to do with both.
package struct TransformersExport {
  let record: CellRecord
  let results: StoredResults
  let cell: ResolvedCell
  let shape: TaskShape
  let model: any DeclaredModel
  let modelSpecification: ModelSpecification
  let published: PublishedModel
  let configuration: JSONValue.Members
  /// Whether products were computed in bfloat16.
  let usesHalfPrecision: Bool

  /// Why a cell is not written in this form.
  package struct Failure: Error, Sendable, CustomStringConvertible {
    package var description: String
  }

  /// Where a cell is taken from.
  package struct Place: Sendable {
    /// Fetched weights and data.
    package var assets: AssetStore
    /// The folder that paths in the script begin in.
    package var baseFolder: String
    /// The folder of the store, for cells whose weights this one began with and the file does not have.
    package var store: String

    package init(assets: AssetStore, baseFolder: String, store: String) {
      (self.assets, self.baseFolder, self.store) = (assets, baseFolder, store)
    }
  }

  /// Finds everything that the cell was made of, as `rerun` does, and nothing is computed.
  ///
  /// - Throws: `Failure` where transformers has no class for the model, or weights are others than the cell had; `UnusableScript`,
  ///   `AssetError`, `CheckpointError`, `ResultFileError`, `EarlierNumerics`.
  package init(of record: CellRecord, in results: StoredResults, from place: Place) throws {
    self.record = record
    self.results = results
    guard let cell = results.point(of: record.hash, in: try results.experiment())?.cell else {
      throw CellSelection.Failure.noCell
    }
    self.cell = cell
    let store = CellStore(folder: place.store)
    var planner = Planner(store: store, assets: place.assets, baseFolder: place.baseFolder)
    modelSpecification = try planner.modelSpecification(of: cell)
    shape = try planner.tasks.shape(of: cell.task.value)
    let backbone = modelSpecification.backbone
    // A table of positions that is new is no part of the class.
    let own = (backbone as? LearnedPositions)?.base ?? backbone
    guard let model = own as? any DeclaredModel, model.transformersConfiguration != nil else {
      throw Failure(
        description: "transformers has no class for the \(backbone.architecture) of "
          + "\(results.name(of: record.hash)); `--format safetensors` writes its trained parameters"
      )
    }
    self.model = model
    try Self.requireSame(record, cell: cell, shape: shape, modelSpecification)
    if Self.hasDrawn(record, backbone, shape, modelSpecification),
      let earlier = EarlierNumerics(among: [record], of: results)
    {
      throw earlier
    }
    usesHalfPrecision = try cell.train.value.trainingSettings().precision == .bfloat16
    let source = try modelSpecification.source { hash in
      try Self.record(hash, in: results, or: store)
    }
    let trained = AdapterValues(
      name: "the cell \(record.hash.prefix(CellHash.shownDigits)) of \(results.path)",
      values: record.trainedValues)
    let checkpoint = modelSpecification.firstCheckpoint
    published = try PublishedModel(
      of: backbone, model: model, input: shape.input, output: shape.output,
      source: .adapted(source, trained),
      seed: cell.seed,
      origin: checkpoint.map { .init(weights: $0.weights, choice: $0.choice) },
      context: ComputeContext())
    configuration =
      published.tensors.configuration(after: checkpoint?.configuration) ?? [:]
  }

  /// A cell whose weights another began with: from the results, where they have them, or from the store.
  private static func record(
    _ hash: String, in results: StoredResults, or store: CellStore
  ) throws -> CellRecord {
    if let record = results.cell(hash), !record.trained.isEmpty { return record }
    guard try store.contains(hash) else {
      throw Failure(
        description: "it began with the weights of the cell \(hash.prefix(CellHash.shownDigits)), "
          + "which are neither in \(results.path) nor in the store \(store.folder); "
          + "--store names the one they are in")
    }
    return try store.load(hash)
  }

  /// - Throws: `Failure` where the model that the script describes here is not the one that was trained.
  private static func requireSame(
    _ record: CellRecord, cell: ResolvedCell, shape: TaskShape, _ model: ModelSpecification
  ) throws {
    let identity = CellIdentity(of: cell, task: DescribedTask(shape), model: model)
    guard let old = CellConfiguration(json: record.configuration),
      let new = CellConfiguration(json: identity.configuration)
    else { throw Failure(description: "the configuration of the cell cannot be read") }
    let differences = CellConfiguration.differences(from: old, to: new).filter {
      $0.path == "seed" || $0.path == "model" || $0.path.hasPrefix("model.")
    }
    guard differences.isEmpty else {
      let what = differences.map { "\($0.path) was \($0.from) and is \($0.to)" }
      throw Failure(
        description:
          "the model of \(record.hash.prefix(CellHash.shownDigits)) is another one here: "
          + what.joined(separator: ", "))
    }
  }

  /// Whether some parameters that stayed frozen are drawn anew.
  private static func hasDrawn(
    _ record: CellRecord, _ backbone: any Backbone, _ shape: TaskShape, _ model: ModelSpecification
  ) -> Bool {
    let trained = Set(record.trained.map(\.name))
    let frozen = SequenceClassifier.specifications(
      of: backbone, input: shape.input, output: shape.output
    ).filter { $0.isRead && !trained.contains($0.name) }
    return frozen.contains {
      model.firstCheckpoint == nil || $0.isNew
        || !$0.name.hasPrefix(SequenceClassifier.backbonePrefix)
    }
  }
}

extension ModelSpecification {
  /// The checkpoint that the values began with, however many cells ago; nil where they began as random ones.
  var firstCheckpoint: Checkpoint? {
    guard initialization == .pretrained else { return nil }
    return producer.map { $0.modelSpecification.firstCheckpoint } ?? checkpoint
  }
}
