import FPTLib
import FPTSchema
import FPTScript

/// Makes measures of their declarations.
enum MeasureCatalog {
  /// - Returns: nil for a learning curve, which is recorded while training and not taken afterwards.
  static func measure(_ d: Constructed) throws -> (any Measure)? {
    switch d.constructor {
    case "Accuracy":
      return Accuracy(split: try split(d), examples: try d.optionalInteger("examples"))
    case "Loss": return Loss(split: try split(d), examples: try d.optionalInteger("examples"))
    case "BitsPerByte":
      return BitsPerByte(split: try split(d), examples: try d.optionalInteger("examples"))
    case "GeneralizationGap":
      return GeneralizationGap(examples: try d.optionalInteger("examples"))
    case "ParameterCount": return TrainedParameters()
    case "StepsTo":
      let target =
        d["value"] == nil
        ? StepsTo.Target.share(try d.number("fraction")) : .accuracy(try d.number("value"))
      return StepsTo(split: try split(d), target: target)
    case "Confusion":
      return Confusion(split: try split(d), examples: try d.optionalInteger("examples"))
    case "AttentionMap":
      return AttentionMap(
        layers: d.integers("layers"), examples: try d.integer("examples"),
        average: Set(d.symbols("average").compactMap(AttentionMap.Average.init(rawValue:))),
        split: try split(d))
    case "Activations":
      return Activations(
        at: d.symbols("at"), examples: try d.integer("examples"), split: try split(d))
    case "Throughput": return Throughput(steps: try d.integer("steps"))
    case "LearningCurve": return nil
    default: throw UnknownConstructor(kind: "measure", name: d.constructor)
    }
  }

  /// Finds out before any computing whether a measure can be taken of a model.
  ///
  /// - Parameter backbone: nil where it is not here; what depends on it is then not looked at.
  /// - Throws: `MeasureError`.
  static func check(
    _ d: Constructed, task: any SequenceTask, backbone: (any Backbone)?
  ) throws {
    let measure = try measure(d)
    if let bits = measure as? BitsPerByte { try bits.check(task: task) }
    guard let backbone else { return }
    if let map = measure as? AttentionMap { try map.check(task: task, backbone: backbone) }
    if let activations = measure as? Activations {
      try activations.check(task: task, backbone: backbone)
    }
  }

  /// What the schema says a measure records.
  static func shape(_ d: Constructed) -> MeasureShape? {
    Schema.current.constructor(d.constructor)?.measures
  }

  /// Whether a measure runs the trained model; the others follow from the configuration or from the curves.
  static func readsWeights(_ d: Constructed) -> Bool {
    !["LearningCurve", "ParameterCount", "StepsTo"].contains(d.constructor)
  }

  /// The split at whose best step a measure is taken; nil for the end of training.
  ///
  /// The parameters of that step are not kept, so such a measure can only be taken while its cell is computed.
  static func bestSplit(_ d: Constructed) -> TaskSplit? {
    guard case .constructed(let moment)? = d["at"], moment.constructor == "best" else { return nil }
    return (try? moment.symbol("split")).flatMap(TaskSplit.init(rawValue:))
  }

  private static func split(_ d: Constructed) throws(UnexpectedValue) -> TaskSplit {
    TaskSplit(rawValue: try d.symbol("split")) ?? .test
  }
}

extension Constructed {
  /// A list of whole numbers; nil where the field is absent or empty.
  fileprivate func integers(_ name: String) -> [Int]? {
    guard case .list(let values) = self[name] else { return nil }
    let integers = values.compactMap { if case .integer(let value) = $0 { value } else { nil } }
    return integers.isEmpty ? nil : integers
  }
}
