import FPTEngine
import FPTLib
import FPTScript

/// Memory of a cell's parameters and of what training keeps for them.
struct ParameterBytes {
  let stages: [FreezingPolicy.Stage]
  private let specifications: [ParameterSpecification]
  private let layerCount: Int
  private let readsCheckpoint: Bool
  private let usesCheckpoint: Bool
  private let storedTypes: [String: TensorType]
  private let precision: Precision

  init(_ cell: ResolvedCell, task: DescribedTask, model: ModelShape, precision: Precision) {
    specifications = SequenceClassifier.specifications(
      of: model.backbone, input: task.input, output: task.output
    ).filter(\.isRead)
    let policy = FreezingPolicy(cell.freezing)
    stages = policy.stages.isEmpty ? FreezingPolicy.nothing.stages : policy.stages
    layerCount = model.backbone.layerCount
    readsCheckpoint = model.hasCheckpoint && model.initialization != .random
    usesCheckpoint = model.hasCheckpoint && model.initialization == .pretrained
    storedTypes = model.storedTypes
    self.precision = precision
  }

  /// Of the stage that training ends in.
  func count(tokens: Int) -> ParameterCount {
    ParameterCount(specifications, tokens: tokens) { [stages, layerCount] parameter in
      stages.last?.trains(parameter, layerCount: layerCount) ?? true
    }
  }

  /// Buffers are whole kibibytes.
  private func bytes(where condition: (ParameterSpecification) -> Bool) -> Int {
    specifications.reduce(0) { $0 + (condition($1) ? ($1.count + 255) / 256 * 1_024 : 0) }
  }

  private func isInCheckpoint(_ parameter: ParameterSpecification) -> Bool {
    !parameter.isNew && parameter.name.hasPrefix(SequenceClassifier.backbonePrefix)
  }

  /// What the checkpoint has of a parameter.
  private func storedType(_ parameter: ParameterSpecification) -> TensorType {
    storedTypes[SequenceClassifier.nameInBackbone(parameter)] ?? .float32
  }

  /// Whether the values of the mapped file are computed with as they are.
  private func isInPlace(_ parameter: ParameterSpecification) -> Bool {
    usesCheckpoint && isInCheckpoint(parameter) && parameter.sourceRows == nil
      && !isEverTrained(parameter)
      && parameter.elementTypeInPlace(of: storedType(parameter)) != nil
  }

  private func isEverTrained(_ parameter: ParameterSpecification) -> Bool {
    stages.contains { $0.trains(parameter, layerCount: layerCount) }
  }

  /// Every parameter once.
  var ifAllOwned: Int { bytes { _ in true } }

  /// Those in memory of the process's own: all that is trained, and all that does not lie in a mapped file.
  ///
  /// Rounded ones take half; while they are made, one of each size is there in full, whose memory stays the pool's.
  var owned: Int {
    let rounded = specifications.filter(isRounded)
    let half = rounded.reduce(0) { $0 + ($1.count / 2 + 255) / 256 * 1_024 }
    let whole = Set(rounded.map(\.count)).reduce(0) { $0 + ($1 + 255) / 256 * 1_024 }
    return bytes { !isInPlace($0) && !isRounded($0) } + half + whole
  }

  /// Whether a matrix is kept as bfloat16, by `SequenceClassifier`.
  private func isRounded(_ parameter: ParameterSpecification) -> Bool {
    precision == .bfloat16 && parameter.isOperand && !isEverTrained(parameter)
      && !isInPlace(parameter)
  }

  /// Those of a mapped file.
  ///
  /// Every page of it that was read counts, of a copied parameter as well.
  var mapped: Int {
    guard readsCheckpoint else { return 0 }
    return specifications.filter(isInCheckpoint).reduce(0) {
      $0 + ((storedType($1).bytes(of: $1.count) ?? 4 * $1.count) + 1_023) / 1_024 * 1_024
    }
  }

  /// Gradients and moments of what a stage trains, and moments that remain of stages before.
  func optimizer(stage index: Int) -> (now: Int, earlier: Int) {
    let now = bytes { stages[index].trains($0, layerCount: layerCount) }
    return (3 * now, 2 * (bytes(where: isEverTrained) - now))
  }

  /// Copies of what is trained that are there at the same time.
  ///
  /// `bestSplits` are those whose best step is kept, and put in place for a moment. Where a
  /// checkpoint is made, there are values and moments, the file of them, and the file's bytes,
  /// since it is built in memory.
  func copies(bestSplits: Int, keepsWeights: Bool, hasCheckpoint: Bool) -> Int {
    let trained = trainedBytes
    let best = bestSplits * trained
    let atEnd = best + (bestSplits > 0 || keepsWeights ? trained : 0)
    return max(atEnd, hasCheckpoint ? best + (3 * trained + best) * 3 : 0)
  }

  /// Parameters that are trained at some time.
  var trainedBytes: Int {
    4 * specifications.reduce(0) { $0 + (isEverTrained($1) ? $1.count : 0) }
  }
  var trainedTensors: Int { specifications.count(where: isEverTrained) }
}
