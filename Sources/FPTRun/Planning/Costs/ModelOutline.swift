import FPTLib
import FPTScript

/// The architecture of a model without its weights.
struct ModelOutline: Sendable {
  var backbone: any Backbone
  var initialisation: ModelBlueprint.Initialisation
  /// Whether a checkpoint's file is mapped.
  var hasCheckpoint: Bool
}

extension ModelCatalog {
  /// The architecture of a declared model: of a checkpoint, only `config.json` is read.
  ///
  /// - Throws: `AssetError` where weights are missing or of the wrong size, `CheckpointError` where their description is damaged.
  func outline(_ d: Constructed) throws -> ModelOutline {
    let initialisation =
      d["init"] == nil
      ? .random : ModelBlueprint.Initialisation(rawValue: try d.symbol("init")) ?? .pretrained
    let layers = try d.optionalInteger("layers")
    switch d["weights"] {
    case .text(let name), .symbol(let name):
      let backbone = try ModelConfiguration(path: path(of: name) + "/config.json").backbone()
      guard backbone.architecture == d.constructor else {
        throw WrongArchitecture(
          weights: name, expected: d.constructor, found: backbone.architecture)
      }
      return ModelOutline(
        backbone: layers.map { backbone.keepingFirst(min($0, backbone.layerCount)) } ?? backbone,
        initialisation: initialisation, hasCheckpoint: true)
    case .cell(let reference):
      guard let cell = reference.cell else {
        throw UnexpectedValue(
          constructor: d.constructor, field: "weights", expected: "a cell of a run")
      }
      let inner = try outline(cell.model.value)
      return ModelOutline(
        backbone: layers.map { inner.backbone.keepingFirst(min($0, inner.backbone.layerCount)) }
          ?? inner.backbone, initialisation: .random, hasCheckpoint: false)
    default:
      return ModelOutline(
        backbone: try fresh(d, layers: try d.integer("layers"), width: try d.integer("width")),
        initialisation: .random, hasCheckpoint: false)
    }
  }
}
