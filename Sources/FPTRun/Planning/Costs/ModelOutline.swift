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
  /// - Parameter source: the declaration of the model whose weights a cell reference names.
  /// - Throws: `AssetError` where weights are missing or of the wrong size, `CheckpointError` where their description is damaged.
  func outline(
    _ d: Constructed, source: (CellReference) -> Constructed?
  ) throws -> ModelOutline {
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
      guard let other = source(reference), other != d else {
        throw UnsupportedWeights(reference: Value.cell(reference).expressionText)
      }
      // The weights of a cell that is itself begun with those of a cell: the last one says what they are.
      let inner = try outline(other) { $0 == reference ? nil : source($0) }
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

extension ResolvedExperiment {
  /// The model of the cell that a reference names; nil where this file has no such cell.
  func model(of reference: CellReference) -> Constructed? {
    guard let run = runs.first(where: { $0.name == reference.run }) else { return nil }
    let places = reference.coordinates.compactMap { coordinate in
      run.axes.firstIndex { $0.name == coordinate.axis }.map { ($0, coordinate.value) }
    }
    return run.cells.first { cell in
      places.allSatisfy { axis, value in
        run.axes[axis].points[cell.point[axis]].value == value
      }
    }?.model.value
  }
}
