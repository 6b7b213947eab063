import FPTEngine
import FPTLib
import FPTScript

/// A model before it has parameters: architecture, where the values come from, and what identifies them.
struct ModelBlueprint: Sendable {
  var backbone: any Backbone
  /// The checkpoint; nil for a fresh model.
  var checkpoint: Checkpoint?
  var initialisation: Initialisation

  enum Initialisation: String { case pretrained, random, statistics }

  struct Checkpoint: Sendable {
    /// Name of the asset, or the folder as written.
    var name: String
    var weights: SafetensorsFile
    var configurationDigest: String
    var weightsDigest: String
  }

  var source: SequenceClassifier.Source {
    switch (initialisation, checkpoint) {
    case (.pretrained, let checkpoint?): .pretrained(checkpoint.weights)
    case (.statistics, let checkpoint?): .statistics(checkpoint.weights)
    default: .random
    }
  }

  /// What the values depend on: the whole checkpoint, its architecture alone where values are random, or nothing.
  var weightsIdentity: CanonicalJSON {
    guard let checkpoint else { return .null }
    var members: [String: CanonicalJSON] = [
      "configuration": .text(checkpoint.configurationDigest)
    ]
    if initialisation != .random { members["weights"] = .text(checkpoint.weightsDigest) }
    return .object(members)
  }
}

/// Opens checkpoints, each one once, and makes blueprints of model declarations.
struct ModelCatalog {
  let assets: AssetStore
  /// Folder that relative weight folders are relative to.
  let baseFolder: String
  private var opened: [String: (backbone: any Backbone, checkpoint: ModelBlueprint.Checkpoint)] =
    [:]

  init(assets: AssetStore, baseFolder: String) {
    self.assets = assets
    self.baseFolder = baseFolder
  }

  /// - Throws: `AssetError` where weights are missing, `CheckpointError` where they are damaged.
  mutating func model(_ d: Constructed) throws -> ModelBlueprint {
    // A constructor without weights has no such field.
    let initialisation =
      d["init"] == nil
      ? .random : ModelBlueprint.Initialisation(rawValue: try d.symbol("init")) ?? .pretrained
    let layers = try d.optionalInteger("layers")
    switch d["weights"] {
    case .text(let name), .symbol(let name):
      let (backbone, checkpoint) = try open(name)
      guard backbone.architecture == d.constructor else {
        throw WrongArchitecture(
          weights: name, expected: d.constructor, found: backbone.architecture)
      }
      if let layers, layers > backbone.layerCount {
        throw UnexpectedValue(
          constructor: d.constructor, field: "layers",
          expected: "at most \(backbone.layerCount), the layers of \(name)")
      }
      return ModelBlueprint(
        backbone: layers.map { backbone.keepingFirst($0) } ?? backbone, checkpoint: checkpoint,
        initialisation: initialisation)
    case .cell(let reference):
      throw UnsupportedWeights(reference: Value.cell(reference).expressionText)
    default:
      let backbone = try fresh(d, layers: try d.integer("layers"), width: try d.integer("width"))
      return ModelBlueprint(backbone: backbone, checkpoint: nil, initialisation: .random)
    }
  }

  /// A model without weights.
  func fresh(_ d: Constructed, layers: Int, width: Int) throws -> any Backbone {
    switch d.constructor {
    case "BERT": return try BERT(layers: layers, width: width, heads: d.integer("heads"))
    case "GPT2": return try GPT2(layers: layers, width: width, heads: d.integer("heads"))
    case "Longformer":
      return try Longformer(layers: layers, width: width, heads: d.integer("heads"))
    case "LSTM":
      return LSTM(
        layers: layers, width: width, isResidual: try d.boolean("residual", default: false),
        hasPositions: try d.boolean("positions", default: false))
    case "T5Encoder":
      return try T5Encoder(layers: layers, width: width, heads: d.integer("heads"))
    case "ViT": return try ViT(layers: layers, width: width, heads: d.integer("heads"))
    default: throw UnknownConstructor(kind: "model", name: d.constructor)
    }
  }

  private mutating func open(
    _ name: String
  ) throws -> (backbone: any Backbone, checkpoint: ModelBlueprint.Checkpoint) {
    if let known = opened[name] { return known }
    let verified = try assetDigests(name)
    let folder = try CheckpointFolder(path: path(of: name))
    let digests = try verified ?? folder.digests()
    let entry = (
      backbone: try folder.configuration.backbone(),
      checkpoint: ModelBlueprint.Checkpoint(
        name: name, weights: folder.weights, configurationDigest: digests.configuration,
        weightsDigest: digests.weights)
    )
    opened[name] = entry
    return entry
  }

  /// A known asset's folder in the data store, or a folder beside the experiment file.
  func path(of name: String) throws -> String {
    if !isPath(name) { return try assets.locate(name) }
    return name.hasPrefix("/") || baseFolder == "." ? name : baseFolder + "/" + name
  }

  private func isPath(_ name: String) -> Bool { name.hasPrefix(".") || name.contains("/") }

  /// The digests of a known asset's files, checked against the table; nil for a folder of the user's own.
  private func assetDigests(
    _ name: String
  ) throws -> (configuration: String, weights: String)? {
    if isPath(name) { return nil }
    let asset = try Asset.named(name)
    let folder = try assets.locate(asset)
    func digest(_ file: String) throws -> String {
      let path = "\(folder)/\(file)"
      if let mismatch = try asset.mismatch(of: file, in: folder) {
        throw AssetError.wrongFile(name: name, path: path, mismatch: mismatch)
      }
      return try FileDigest.sha256(ofFile: path)
    }
    return (try digest("config.json"), try digest("model.safetensors"))
  }
}

/// Weights of another architecture than the declaration names.
struct WrongArchitecture: Error, CustomStringConvertible {
  var weights: String
  var expected: String
  var found: String
  var description: String {
    "the weights \"\(weights)\" are of a \(found), and the model is declared \(expected)(…)"
  }
}

/// Weights of a cell of a run, which the runner does not compute yet.
struct UnsupportedWeights: Error, CustomStringConvertible {
  var reference: String
  var description: String {
    "weights: \(reference) takes the weights of another cell, which this version cannot do"
  }
}
