import FPTLib
import FPTScript

extension FreezingPolicy {
  init(_ stages: [FreezingStage]) {
    self.init(
      stages: stages.map { stage in
        Stage(
          freezesAll: stage.base == .all,
          exceptions: stage.exceptions.map(ParameterSelector.init), until: stage.until)
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
