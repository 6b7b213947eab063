import FPTEngine
import FPTJSON
import FPTLib
import FPTScript

/// The specification of a model: its architecture, the source of its values, and their identity.
struct ModelSpecification: Sendable {
  var backbone: any Backbone
  /// The checkpoint; nil for a randomly initialized model and for the weights of a cell.
  var checkpoint: Checkpoint?
  /// The cell whose weights these are; nil for any other model.
  var producer: Producer?
  var initialization: StartingValues
  /// The architecture as a cell's identity has it, for a randomly initialized model.
  var architecture: JSONValue
  /// True if the table of positions is longer than in its source.
  var isExtended = false
  /// Trained parameters to put in place; nil where there are none.
  var adapter: Adapter?

  struct Checkpoint: Sendable {
    /// Name of the asset, or the folder as written.
    var name: String
    var weights: any TensorSource
    var configurationDigest: String
    var weightsDigest: String
    /// The choice of tensors.
    var choice = CheckpointChoice()
    /// What its `config.json` says; nil where nobody asks.
    var configuration: ModelConfiguration?
  }

  /// A cell that trained the weights of another; a reference, since its own model may begin with a cell's weights too.
  final class Producer: Sendable {
    let weights: CellWeights
    let seed: UInt64
    let modelSpecification: ModelSpecification
    /// Of each parameter that the cell trains, by name.
    let shapes: [String: [Int]]

    init(
      weights: CellWeights, seed: UInt64, modelSpecification: ModelSpecification,
      shapes: [String: [Int]] = [:]
    ) {
      self.weights = weights
      self.seed = seed
      self.modelSpecification = modelSpecification
      self.shapes = shapes
    }
  }

  /// The cells whose weights have to be in the store before this model can have its values, the first trained first.
  var neededCells: [CellWeights] {
    var cells: [CellWeights] = []
    if let producer, initialization != .random { cells = producer.neededCells }
    if case .cell(let producer)? = adapter?.origin { cells += producer.neededCells }
    return cells
  }

  /// Makes sure that the files with its values are as they were when they were opened: what was computed with others is no result of
  /// this model.
  ///
  /// - Throws: `CheckpointError.unreadable` naming the file.
  func requireUnchangedFiles() throws(CheckpointError) {
    if initialization != .random {
      try checkpoint?.weights.requireUnchanged()
      try producer?.modelSpecification.requireUnchangedFiles()
    }
    switch adapter?.origin {
    case .file(let file, _)?: try file.requireUnchanged()
    case .cell(let producer)?: try producer.modelSpecification.requireUnchangedFiles()
    case nil: break
    }
  }

  /// The source of the values.
  ///
  /// The store has to have the needed cells.
  ///
  /// - Throws: `ResultFileError` where it has not.
  func source(from store: CellStore) throws -> SequenceClassifier.Source {
    try source(loading: store.load)
  }

  /// The source of the values; `load` finds the needed cells, by their hashes.
  ///
  /// - Throws: what `load` throws.
  func source(loading load: (String) throws -> CellRecord) throws -> SequenceClassifier.Source {
    let source = try unadapted(loading: load)
    return try adapter.map { .adapted(source, try $0.values(loading: load)) } ?? source
  }

  private func unadapted(
    loading load: (String) throws -> CellRecord
  ) throws -> SequenceClassifier.Source {
    if initialization == .random { return .random }
    let source: SequenceClassifier.Source
    if let producer {
      source = .trained(try producer.trained(loading: load))
    } else if let checkpoint {
      source = .pretrained(checkpoint.weights, checkpoint.choice)
    } else {
      return .random
    }
    return initialization == .statistics ? .statistics(of: source) : source
  }

  /// What parameters that stay frozen are a reference to: a file, or a cell under its hash; nil for what is drawn.
  var frozenOrigin: (asset: String, sha256: String)? {
    guard initialization == .pretrained else { return nil }
    if let producer { return ("cell", producer.weights.hash) }
    return checkpoint.map { ($0.name, $0.weightsDigest) }
  }

  /// What the values depend on: the whole checkpoint, the cell, only the architecture for random values, or nothing.
  var weightsIdentity: JSONValue {
    if let producer {
      return initialization == .random
        ? .object(["architecture": architecture])
        : .object(["cell": .text(producer.weights.hash)])
    }
    guard let checkpoint else { return .null }
    var members: JSONValue.Members = [
      "configuration": .text(checkpoint.configurationDigest)
    ]
    if initialization != .random { members["weights"] = .text(checkpoint.weightsDigest) }
    return .object(members)
  }
}

/// The weights of a cell, as another cell names them.
package struct CellWeights: Sendable, Hashable {
  /// The reference in the experiment file, such as `pretrain(seed: 0)`.
  package var reference: String
  /// The cell's name in the store.
  package var hash: String
}

extension ModelSpecification.Producer {
  /// The cell itself, after those whose weights it begins with.
  var neededCells: [CellWeights] { modelSpecification.neededCells + [weights] }

  /// The backbone as the cell left it.
  fileprivate func trained(
    loading load: (String) throws -> CellRecord
  ) throws -> TrainedBackbone {
    TrainedBackbone(
      backbone: modelSpecification.backbone, start: try modelSpecification.source(loading: load),
      seed: seed,
      values: try values(loading: load))
  }

  /// The trained parameters of the cell, under their names in the classifier.
  ///
  /// - Throws: what `load` throws, or `UnfitCell` where they are not there: random values would stand in silently.
  func values(loading load: (String) throws -> CellRecord) throws -> [String: [Float]] {
    let record = try load(weights.hash)
    try record.checkWeights(shapes: shapes)
    return record.trainedValues
  }
}
