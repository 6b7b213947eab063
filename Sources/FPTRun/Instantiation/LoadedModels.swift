import FPTCatalog
import FPTLib
import FPTSchema
import FPTScript
import Foundation

/// Opens checkpoints, each one once, and makes specifications of declared models.
struct LoadedModels {
  let assets: AssetStore
  /// Folder that relative weight folders are relative to.
  let baseFolder: String
  private var opened:
    [String: (folder: CheckpointFolder, checkpoint: ModelSpecification.Checkpoint)] =
      [:]
  /// Models of checkpoints, whose tensors are accounted for once.
  private var loaded: [Constructed: ModelSpecification] = [:]
  private var adapters: [String: ModelSpecification.Adapter] = [:]

  init(assets: AssetStore, baseFolder: String) {
    self.assets = assets
    self.baseFolder = baseFolder
  }

  /// The model of a cell, as its task asks for it.
  ///
  /// `tasks` has its task, and those of cells whose weights the model takes, which are part of what
  /// they are.
  ///
  /// - Throws: `AssetError` where weights are missing, `CheckpointError` where they are damaged,
  ///   `HubNameError` or `HubNameUnpinned` for a name of the hub that stands for none, `UnfittingAdapter`.
  mutating func model(of cell: ResolvedCell, tasks: inout LoadedTasks) throws -> ModelSpecification
  {
    let d = cell.model.value
    var modelSpecification = try model(d, tasks: &tasks)
    if let adapter = d["adapter"] {
      modelSpecification.adapter = try self.adapter(adapter, of: d, tasks: &tasks)
    }
    // A model whose architecture alone is wanted needs no data.
    guard modelSpecification.adapter != nil || d.fitsPositions else { return modelSpecification }
    let task = try tasks.description(of: cell.task.value)
    let fitted = try modelSpecification.fitted(
      to: d, input: task.input, output: task.output, tokens: task.tokens)
    if let adapter = fitted.adapter, !d.checkpointChoice.accepted.contains("adapter") {
      try AdapterBase(of: adapter)?.require(for: cell, task: task, model: fitted)
    }
    return fitted
  }

  private mutating func model(
    _ d: Constructed, tasks: inout LoadedTasks
  ) throws -> ModelSpecification {
    try d.requireCheckpointOfChoice()
    let initialization = try d.startingValues()
    switch d["weights"] {
    case .text(let name), .symbol(let name):
      if let known = loaded[d] { return known }
      var (folder, checkpoint) = try open(name)
      checkpoint.choice = d.checkpointChoice
      let modelSpecification = ModelSpecification(
        backbone: try backbone(of: folder, d, initialization, weights: "\"\(name)\""),
        checkpoint: checkpoint, initialization: initialization,
        architecture: .text(checkpoint.configurationDigest))
      loaded[d] = modelSpecification
      return modelSpecification
    case .cell(let reference):
      return try model(of: reference, d, initialization, tasks: &tasks)
    default:
      let backbone = try fresh(d)
      return ModelSpecification(
        backbone: backbone, initialization: .random,
        architecture: d.canonical(omitting: d.notArchitecture.union(["init"])))
    }
  }

  /// A model with the weights of a cell, or with its architecture alone.
  private mutating func model(
    of reference: CellReference, _ d: Constructed, _ initialization: StartingValues,
    tasks: inout LoadedTasks
  ) throws -> ModelSpecification {
    let text = Value.cell(reference).expressionText
    guard let cell = reference.cell else { throw UnexpectedValue.noCell(d, "weights") }
    let modelSpecification = try model(of: cell, tasks: &tasks)
    // Random values need no more of the cell than its architecture.
    let producer =
      initialization == .random
      ? ModelSpecification.Producer(
        weights: CellWeights(reference: text, hash: ""), seed: cell.seed,
        modelSpecification: modelSpecification)
      : try producer(cell, reference: text, modelSpecification: modelSpecification, tasks: &tasks)
    return ModelSpecification(
      backbone: try kept(of: modelSpecification.backbone, d, weights: text).extendingPositions(
        to: 0),
      producer: producer, initialization: initialization,
      architecture: .object([
        "definition": cell.model.value.canonical(
          omitting: d.notArchitecture.union(["weights", "init"])),
        "of": modelSpecification.architecture,
      ]))
  }

  private func producer(
    _ cell: ResolvedCell, reference: String, modelSpecification: ModelSpecification,
    tasks: inout LoadedTasks
  ) throws -> ModelSpecification.Producer {
    let task = try tasks.description(of: cell.task.value)
    let identity = CellIdentity(of: cell, task: task, model: modelSpecification)
    return ModelSpecification.Producer(
      weights: CellWeights(reference: reference, hash: identity.hash), seed: cell.seed,
      modelSpecification: modelSpecification,
      shapes: cell.trainedShapes(
        backbone: modelSpecification.backbone, input: task.input, output: task.output))
  }

  /// An adapter that a model names.
  private mutating func adapter(
    _ value: Value, of d: Constructed, tasks: inout LoadedTasks
  ) throws -> ModelSpecification.Adapter {
    switch value {
    case .text(let name), .symbol(let name):
      if let known = adapters[name] { return known }
      let file = try TensorFile.open(relativePath(name))
      let adapter = ModelSpecification.Adapter(
        name: "\"\(name)\"", origin: .file(file, digest: try file.digest()),
        shapes: try file.shapes(), base: try file.adapterConfiguration())
      adapters[name] = adapter
      return adapter
    case .cell(let reference):
      guard let cell = reference.cell else { throw UnexpectedValue.noCell(d, "adapter") }
      let name = value.expressionText
      let modelSpecification = try model(of: cell, tasks: &tasks)
      let task = try tasks.description(of: cell.task.value)
      let identity = CellIdentity(of: cell, task: task, model: modelSpecification)
      return ModelSpecification.Adapter(
        name: name,
        origin: .cell(
          try producer(cell, reference: name, modelSpecification: modelSpecification, tasks: &tasks)
        ),
        shapes: cell.trainedShapes(
          backbone: modelSpecification.backbone, input: task.input, output: task.output),
        base: identity.configuration)
    default: throw UnexpectedValue.noCell(d, "adapter")
    }
  }

  /// A path of the experiment file, which is relative to it.
  func relativePath(_ name: String) -> String {
    name.hasPrefix("/") || baseFolder == "." ? name : baseFolder + "/" + name
  }

  /// The blocks of a backbone that a declaration keeps.
  func kept(
    of backbone: any Backbone, _ d: Constructed, weights: String
  ) throws -> any Backbone {
    guard backbone.architecture == d.constructor else {
      throw WrongArchitecture(
        weights: weights, expected: d.constructor, found: backbone.architecture)
    }
    guard let layers = try d.values[ModelFields.layers] else { return backbone }
    if layers > backbone.layerCount {
      throw UnexpectedValue(
        constructor: d.constructor, field: "layers",
        expected: "at most \(backbone.layerCount), the layers of \(weights)")
    }
    return backbone.keepingFirst(layers)
  }

  /// A model without weights.
  func fresh(_ d: Constructed) throws -> any Backbone {
    try Catalog.current.model(d.constructor).init(fresh: d.values)
  }

  private mutating func open(
    _ name: String
  ) throws -> (folder: CheckpointFolder, checkpoint: ModelSpecification.Checkpoint) {
    if let known = opened[name] { return known }
    let place = try path(of: name)
    let before = try CheckpointError.reading { () throws(FileError) in try FolderState(of: place) }
    let verified = try assetDigests(name)
    let folder = try CheckpointFolder(path: path(of: name))
    // Of what is mapped, and so computed with.
    let digests = try folder.digests()
    if let verified,
      verified.weights != digests.weights
        || verified.configuration ?? digests.configuration != digests.configuration
    {
      throw CheckpointError.unreadable(
        file: folder.weights.path, operation: "open",
        reason: "it is not the file that was checked; is there another with weights in \(place)?")
    }
    let entry = (
      folder: folder,
      checkpoint: ModelSpecification.Checkpoint(
        name: name, weights: folder.weights, configurationDigest: digests.configuration,
        weightsDigest: digests.weights, configuration: folder.configuration)
    )
    // The mapped file is the hashed one if the folder's state is the same before and after.
    let after = try CheckpointError.reading { () throws(FileError) in try FolderState(of: place) }
    if let changed = after.changes(since: before).first {
      throw CheckpointError.unreadable(
        file: CheckpointFolder.isWholeFile(place) ? place : "\(place)/\(changed)",
        operation: "open", reason: "it was changed meanwhile")
    }
    opened[name] = entry
    return entry
  }

  /// A known asset's folder in the data store, that of a repository of the hub, or a folder beside the experiment file.
  func path(of name: String) throws -> String {
    if HubName.isOne(name) { return try assets.locate(HubName(name)) }
    if Self.isPath(name) { return relativePath(name) }
    guard (try? Asset.named(name))?.kind == .weights else {
      throw UnknownWeights(
        name: name, isFolder: Self.isFolder(relativePath(name)),
        isDataset: (try? Asset.named(name)) != nil)
    }
    return try assets.locate(name)
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether a name of weights is a path, and no asset's.
  static func isPath(_ name: String) -> Bool {
    !HubName.isOne(name)
      && (name.hasPrefix(".") || name.contains("/") || CheckpointFolder.isWholeFile(name))
  }

  /// The digests of a known asset's files, checked against the table; nil for a folder of the user's own, and for a repository of the
  /// hub, which is checked against its manifest.
  ///
  /// There is none of the configuration where the file of the weights has it.
  private func assetDigests(
    _ name: String
  ) throws -> (configuration: String?, weights: String)? {
    if HubName.isOne(name) { try assets.verify(HubName(name)) }
    if Self.isPath(name) || HubName.isOne(name) { return nil }
    _ = try path(of: name)
    let asset = try Asset.named(name)
    let folder = try assets.locate(asset)
    func digest(_ file: String) throws -> String {
      let path = "\(folder)/\(file)"
      if let mismatch = try asset.mismatch(of: file, in: folder) {
        throw AssetError.wrongFile(name: name, path: path, mismatch: mismatch)
      }
      return try CheckpointError.reading { () throws(FileError) in
        try FileDigest.sha256(ofFile: path)
      }
    }
    if let file = asset.files.first(where: { CheckpointFolder.isWholeFile($0.path) }) {
      return (nil, try digest(file.path))
    }
    let weights = CheckpointFolder.weightsNames.first { name in
      asset.files.contains { $0.path == name }
    }
    return (try digest("config.json"), try digest(weights ?? "model.safetensors"))
  }
}

extension UnexpectedValue {
  static func noCell(_ d: Constructed, _ field: String) -> UnexpectedValue {
    UnexpectedValue(constructor: d.constructor, field: field, expected: "a cell of a run")
  }
}

extension Constructed {
  /// Fields of a model that say nothing of its architecture.
  ///
  /// An LSTM's `positions` do, and so does a table that is added.
  fileprivate var notArchitecture: Set<String> {
    if case .symbol? = self["positions"], addedPositions == nil {
      ["adapter", "positions"]
    } else {
      ["adapter"]
    }
  }
}

extension TensorSource {
  /// The shape of every tensor, by name.
  func shapes() throws(CheckpointError) -> [String: [Int]] {
    var shapes: [String: [Int]] = [:]
    for name in names { shapes[name] = try tensor(named: name).shape }
    return shapes
  }
}

extension ResolvedCell {
  /// The shape of every parameter that the cell trains at some time, by name.
  func trainedShapes(
    backbone: any Backbone, input: TokenInput, output: TaskOutput
  ) -> [String: [Int]] {
    let policy = FreezingPolicy(freezing)
    var shapes: [String: [Int]] = [:]
    for parameter in SequenceClassifier.specifications(
      of: backbone, input: input, output: output)
    where policy.stages.contains(where: {
      $0.trains(parameter, layerCount: backbone.layerCount)
    }) {
      shapes[parameter.name] = parameter.shape
    }
    return shapes
  }
}

/// Weights of another architecture than the declaration names.
struct WrongArchitecture: Error, CustomStringConvertible {
  var weights: String
  var expected: String
  var found: String
  var description: String {
    "the weights \(weights) are of a \(found), and the model is declared \(expected)(…)"
  }
}
