import FPTLib
import FPTSchema
import FPTScript

extension TrainingSettings {
  /// - Throws: `UnknownConstructor` for an optimizer that the trainer does not have.
  init(_ d: Constructed) throws {
    self.init(
      optimizer: try Self.optimizer(d.constructed("optimizer")),
      batch: try d.integer("batch"), steps: try d.integer("steps"),
      clip: try d.number("clip"), dropout: try d.number("dropout"),
      evaluateEvery: try d.integer("evaluate_every"),
      evaluateBatches: try d.integer("evaluate_batches"))
  }

  private static func optimizer(_ d: Constructed) throws -> Adam {
    switch d.constructor {
    case "Adam":
      return Adam(
        learningRate: try d.number("lr"), beta1: try d.number("beta1"),
        beta2: try d.number("beta2"), epsilon: try d.number("eps"))
    default: throw UnknownConstructor(kind: "optimizer", name: d.constructor)
    }
  }
}

extension FreezingPolicy {
  init(_ phases: [FreezingPhase]) {
    self.init(
      phases: phases.map { phase in
        Phase(
          freezesAll: phase.base == .all,
          exceptions: phase.exceptions.map(ParameterSelector.init), until: phase.until)
      })
  }
}

extension ParameterSelector {
  init(_ selector: GroupSelector) {
    switch selector {
    case .pattern(let pattern): self = .pattern(pattern)
    case .group(let group, let layers):
      self = .group(
        FPTLib.ParameterGroup(group), layers: layers.map(ParameterSelector.Layers.init))
    }
  }
}

extension FPTLib.ParameterGroup {
  /// The group that the language calls so. A group of the language that models do not have does not compile.
  init(_ group: FPTSchema.ParameterGroup) {
    self =
      switch group {
      case .input: .input
      case .output: .output
      case .positions: .positions
      case .layernorm: .layernorm
      case .attention: .attention
      case .feedforward: .feedforward
      case .embeddings: .embeddings
      case .recurrent: .recurrent
      }
  }
}

extension ParameterSelector.Layers {
  init(_ layers: GroupSelector.Layers) {
    switch layers {
    case .range(let range): self = .range(range)
    case .first(let count): self = .first(count)
    case .last(let count): self = .last(count)
    }
  }
}
