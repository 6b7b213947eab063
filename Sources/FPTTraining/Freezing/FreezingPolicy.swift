import FPTCheckpoints
import FPTModels

/// Selects the frozen parameters of a model.
///
/// The selection may change during a run.
///
/// A policy is a list of stages; most have one. What is frozen takes no gradient, keeps no
/// activation and never changes.
///
/// ```swift
/// let policy = FreezingPolicy(stages: [
///   .init(freezesAll: true, exceptions: [.group(.output, layers: nil)], until: 0.5),
///   .init(
///     freezesAll: true,
///     exceptions: [.group(.output, layers: nil), .group(.layernorm, layers: .last(2))]),
/// ])
/// ```
public struct FreezingPolicy: StepFunction, Hashable {
  /// One stage: everything frozen but the exceptions, or nothing frozen.
  public struct Stage: Sendable, Hashable {
    /// True if everything except the exceptions is frozen, false if everything is trained.
    public var freezesAll: Bool
    /// The parameters that are trained although everything else is frozen.
    public var exceptions: [ParameterSelector]
    /// End of the stage as a fraction of all steps; nil for the last stage.
    public var until: Double?

    /// A stage; without `until` it lasts to the end.
    public init(freezesAll: Bool, exceptions: [ParameterSelector] = [], until: Double? = nil) {
      self.freezesAll = freezesAll
      self.exceptions = exceptions
      self.until = until
    }
  }

  /// In the order of their ends.
  public var stages: [Stage]

  /// A policy of these stages; none at all trains everything.
  public init(stages: [Stage]) { self.stages = stages }

  /// Everything is trained.
  public static let nothing = FreezingPolicy(stages: [Stage(freezesAll: false)])

  /// Everything is frozen except these groups.
  public static func all(except groups: [ParameterGroup]) -> FreezingPolicy {
    FreezingPolicy(stages: [
      Stage(freezesAll: true, exceptions: groups.map { .group($0, layers: nil) })
    ])
  }

  /// The paper's frozen pretrained transformer: input, output, positions and layer norm are trained (section 2.1).
  public static let fpt = all(except: [.input, .output, .positions, .layernorm])

  /// The stage in force at a step: step s of n belongs to the first stage that ends after s / n.
  public func value(atStep step: Int, of steps: Int) -> Stage {
    for stage in stages {
      guard let until = stage.until else { return stage }
      if Double(step) < (until * Double(steps)).rounded() { return stage }
    }
    return stages.last ?? Stage(freezesAll: false)
  }

  /// Where stages after the first begin, in a run of so many steps, with what is trained then.
  public func phases(of steps: Int) -> [SchedulePhase] {
    zip(stages, stages.dropFirst()).compactMap { stage, next in
      let start = ((stage.until ?? 1) * Double(steps)).rounded()
      guard start > 0, start < Double(steps) else { return nil }
      return SchedulePhase(step: Int(start), name: next.phaseName)
    }
  }
}

extension FreezingPolicy.Stage {
  /// `all trained`, or the groups that are.
  fileprivate var phaseName: String {
    guard freezesAll else { return "all trained" }
    let names = exceptions.map(\.phaseName)
    if names.isEmpty { return "all frozen" }
    let most = 3
    let more = names.count > most ? " and \(names.count - most) more" : ""
    return "trained: " + names.prefix(most).joined(separator: ", ") + more
  }
}

extension ParameterSelector {
  fileprivate var phaseName: String {
    switch self {
    case .pattern(let pattern): return pattern
    case .group(let group, let layers):
      switch layers {
      case nil: return group.rawValue
      case .range(let range):
        return
          "\(group.rawValue) \(range.lowerBound)–\(max(range.lowerBound, range.upperBound - 1))"
      case .first(let count): return "\(group.rawValue) of the first \(count)"
      case .last(let count): return "\(group.rawValue) of the last \(count)"
      }
    }
  }
}

/// The parameters that an exception names.
public enum ParameterSelector: Sendable, Hashable {
  /// Some of a model's blocks, counted from 0.
  public enum Layers: Sendable, Hashable {
    case range(Range<Int>)
    case first(Int)
    case last(Int)
  }

  case group(ParameterGroup, layers: Layers?)
  /// A pattern over parameter names in which `*` stands for any run of characters; a backbone's parameters go by the names
  /// of their checkpoint as well, without `SequenceClassifier.backbonePrefix`.
  case pattern(String)

  /// True if the selector names this parameter of a model with `layerCount` blocks.
  package func matches(_ parameter: ParameterSpecification, layerCount: Int) -> Bool {
    switch self {
    case .group(let group, nil): return parameter.group == group
    case .group(let group, let layers?):
      guard parameter.group == group, let layer = parameter.layer else { return false }
      switch layers {
      case .range(let range): return range.contains(layer)
      case .first(let count): return layer < count
      case .last(let count): return layer >= layerCount - count
      }
    case .pattern(let pattern):
      let pattern = NamePattern(pattern)
      if pattern.matches(parameter.name) { return true }
      let prefix = SequenceClassifier.backbonePrefix
      return parameter.name.hasPrefix(prefix)
        && pattern.matches(String(parameter.name.dropFirst(prefix.count)))
    }
  }
}

extension FreezingPolicy {
  /// True if some stage trains the parameter of a model with `layerCount` blocks.
  public func everTrains(_ parameter: ParameterSpecification, layerCount: Int) -> Bool {
    stages.contains { $0.trains(parameter, layerCount: layerCount) }
  }
}

extension FreezingPolicy.Stage {
  /// True if this stage trains the parameter of a model with `layerCount` blocks.
  package func trains(_ parameter: ParameterSpecification, layerCount: Int) -> Bool {
    guard parameter.isRead else { return false }
    return !freezesAll || exceptions.contains { $0.matches(parameter, layerCount: layerCount) }
  }
}
