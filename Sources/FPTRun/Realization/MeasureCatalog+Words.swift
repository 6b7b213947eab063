import FPTScript

extension MeasureCatalog {
  /// What a scalar measure is, in words for whoever reads the numbers without the experiment file.
  static func longName(_ d: Constructed) -> String {
    var name: String
    let split = (try? d.symbol("split")).map { " on the \($0) split" } ?? ""
    switch d.constructor {
    case "Accuracy": name = "accuracy" + split
    case "Loss": name = "mean cross-entropy" + split
    case "BitsPerByte": name = "bits per byte of text" + split
    case "GeneralizationGap": name = "accuracy on the train split minus that on the test split"
    case "ParameterCount": name = "trained parameters"
    case "StepsTo":
      let goal =
        (d["value"] ?? d["fraction"]).map {
          d["value"] == nil
            ? "\($0.expressionText) of the best accuracy" : "accuracy \($0.expressionText)"
        } ?? "the goal"
      name = "optimizer steps to \(goal)" + split
    default: name = d.expressionText
    }
    if let examples = try? d.optionalInteger("examples") { name += ", \(examples) examples" }
    if let best = bestSplit(d) { name += ", at the step that is best on \(best.rawValue)" }
    return name
  }

  /// What a scalar measure counts; `1` where it is a pure number.
  static func units(_ d: Constructed) -> String {
    switch d.constructor {
    case "Accuracy", "GeneralizationGap": "fraction"
    case "Loss": "nat"
    case "BitsPerByte": "bit/byte"
    case "ParameterCount": "parameters"
    case "StepsTo": "steps"
    default: "1"
    }
  }

  /// Whether a measure is a share, which people read in percent.
  static func isShare(_ d: Constructed) -> Bool { units(d) == "fraction" }
}
