import FPTLib
import FPTScript

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
        ParameterGroup(rawValue: group), layers: layers.map(ParameterSelector.Layers.init))
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
