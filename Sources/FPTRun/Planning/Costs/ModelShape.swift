import FPTLib
import FPTSchema
import FPTScript

/// The shape of a model: its architecture without weights.
struct ModelShape: Sendable {
  var backbone: any Backbone
  var initialization: StartingValues
  /// Whether a checkpoint's file is mapped.
  var hasCheckpoint: Bool
  /// What the checkpoint has of each parameter, by its name in the backbone, where values are taken from it.
  var storedTypes: [String: TensorType] = [:]
  var adapter: Adapter?

  /// The tensors of an adapter, without their values.
  struct Adapter: Sendable {
    var name: String
    var shapes: [String: [Int]]
  }
}

extension LoadedModels {
  /// The architecture of a cell's model, as its task asks for it: of a checkpoint, only
  /// `config.json` is read.
  ///
  /// `task` says what a task looks like.
  ///
  /// - Throws: `AssetError` where weights are missing or of the wrong size, `CheckpointError` where
  ///   their description is damaged, `UnfittingAdapter`, and what keeps a task from being
  ///   described.
  func shape(
    of cell: ResolvedCell, task: (Constructed) throws -> DescribedTask
  ) throws -> ModelShape {
    let d = cell.model.value
    var model = try shape(d, task: task)
    model.adapter = try d["adapter"].map { try adapter($0, of: d, task: task) }
    guard model.adapter != nil || d.fitsPositions else { return model }
    let task = try task(cell.task.value)
    model.backbone = d.fitting(model.backbone, tokens: task.tokens)
    if let adapter = model.adapter {
      try UnfittingAdapter.check(
        adapter.shapes, of: adapter.name, backbone: model.backbone, input: task.input,
        output: task.output)
    }
    return model
  }

  private func shape(
    _ d: Constructed, task: (Constructed) throws -> DescribedTask
  ) throws -> ModelShape {
    try d.requireCheckpointOfChoice()
    let initialization = try d.startingValues()
    switch d["weights"] {
    case .text(let name), .symbol(let name):
      let folder = try CheckpointFolder(path: path(of: name))
      let backbone = try backbone(of: folder, d, initialization, weights: "\"\(name)\"")
      return ModelShape(
        backbone: backbone, initialization: initialization, hasCheckpoint: true,
        storedTypes: initialization == .random
          ? [:] : folder.types(of: backbone, choice: d.checkpointChoice))
    case .cell(let reference):
      guard let cell = reference.cell else { throw UnexpectedValue.noCell(d, "weights") }
      let inner = try shape(of: cell, task: task)
      return ModelShape(
        backbone: try kept(
          of: inner.backbone, d, weights: Value.cell(reference).expressionText
        ).extendingPositions(to: 0), initialization: .random, hasCheckpoint: false)
    default:
      return ModelShape(
        backbone: try fresh(d),
        initialization: .random, hasCheckpoint: false)
    }
  }

  private func adapter(
    _ value: Value, of d: Constructed, task: (Constructed) throws -> DescribedTask
  ) throws -> ModelShape.Adapter {
    switch value {
    case .text(let name), .symbol(let name):
      let file = try TensorFile.open(relativePath(name))
      return ModelShape.Adapter(name: "\"\(name)\"", shapes: try file.shapes())
    case .cell(let reference):
      guard let cell = reference.cell else { throw UnexpectedValue.noCell(d, "adapter") }
      let backbone = try shape(of: cell, task: task).backbone
      let task = try task(cell.task.value)
      return ModelShape.Adapter(
        name: value.expressionText,
        shapes: cell.trainedShapes(backbone: backbone, input: task.input, output: task.output))
    default: throw UnexpectedValue.noCell(d, "adapter")
    }
  }
}

extension CheckpointFolder {
  /// The type of the tensor of each parameter that the weights have, by the parameter's name in the backbone.
  fileprivate func types(
    of backbone: any Backbone, choice: CheckpointChoice
  ) -> [String: TensorType] {
    CheckpointMatch(of: backbone, in: weights, choice: choice).tensors.compactMapValues {
      weights.type(of: $0)
    }
  }
}
