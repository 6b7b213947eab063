import FPTLib
import FPTScript

extension TrainingSettings {
  init(_ d: Constructed) throws(UnexpectedValue) {
    let adam = try d.constructed("optimizer")
    self.init(
      optimizer: Adam(
        learningRate: try adam.number("lr"), beta1: try adam.number("beta1"),
        beta2: try adam.number("beta2"), epsilon: try adam.number("eps")),
      batch: try d.integer("batch"), steps: try d.integer("steps"),
      clip: try d.number("clip"), dropout: try d.number("dropout"),
      evaluateEvery: try d.integer("evaluate_every"),
      evaluateBatches: try d.integer("evaluate_batches"))
  }
}

extension FreezingPolicy {
  init(_ phases: [FreezingPhase]) {
    self.init(
      phases: phases.map { phase in
        Phase(
          freezesAll: phase.base == .all,
          exceptions: phase.exceptions.compactMap(ParameterSelector.init), until: phase.until)
      })
  }
}

extension ParameterSelector {
  /// Nil for a group that does not exist, which the checker has already refused.
  init?(_ selector: GroupSelector) {
    switch selector {
    case .pattern(let pattern): self = .pattern(pattern)
    case .group(let name, let layers):
      guard let group = ParameterGroup(rawValue: name) else { return nil }
      self = .group(group, layers: layers.map(ParameterSelector.Layers.init))
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
