import FPTEngine
import FPTLib
import FPTScript

/// Takes one measure of a trained model.
struct MeasureTaker {
  let trainer: Trainer
  let best: BestSteps
  let evaluate: (TaskSplit, Range<Int>) throws -> ClassificationScore

  /// What the measure recorded; a scalar measure has a variable `value`.
  func take(_ measure: Constructed) throws -> ResultGroup {
    switch measure.constructor {
    case "Accuracy":
      return scalar(
        try score(measure).accuracy, longName: "fraction of predictions that are right",
        measure)
    case "Loss":
      return scalar(try score(measure).loss, longName: "mean cross-entropy in nats", measure)
    case "ParameterCount": return parameterCount(measure)
    case "LearningCurve":
      // The curve itself is recorded while training; this says that it was asked for.
      var group = ResultGroup()
      group.setAttribute("recorded_in", .text("curves"))
      return group
    default: throw UnknownConstructor(kind: "measure", name: measure.constructor)
    }
  }

  private func score(_ measure: Constructed) throws -> ClassificationScore {
    let split = TaskSplit(rawValue: try measure.symbol("split")) ?? .test
    let examples = examples(of: split, limit: try measure.optionalInteger("examples"))
    guard case .constructed(let moment) = measure["at"] else {
      return try evaluate(split, examples)
    }
    let chosen = TaskSplit(rawValue: try moment.symbol("split")) ?? .validation
    guard let best = best[chosen] else { return try evaluate(split, examples) }
    // The end of training is put back afterwards: other measures and the kept weights are of the end.
    let end = trainer.model.trained.map {
      BestSteps.Parameter(name: $0.name, values: $0.value.array)
    }
    set(best.parameters)
    defer { set(end) }
    return try evaluate(split, examples)
  }

  private func set(_ parameters: [BestSteps.Parameter]) {
    for stored in parameters {
      if let parameter = trainer.model.parameters[stored.name] {
        _ = parameter.value.elements.update(from: stored.values)
      }
    }
  }

  private func examples(of split: TaskSplit, limit: Int?) -> Range<Int> {
    // A split without end is measured on as many examples as the fixed splits of generated tasks have.
    let available = trainer.task.count(of: split) ?? trainer.task.count(of: .test) ?? 1024
    return 0..<min(limit ?? .max, available)
  }

  private func parameterCount(_ measure: Constructed) -> ResultGroup {
    let trained = Set(trainer.model.trained.map(\.name))
    let count = ParameterCount(
      trainer.model.specifications, tokens: trainer.task.tokens
    ) { trained.contains($0.name) }
    var group = scalar(Double(count.trained), longName: "trained parameters", measure)
    group.variables.append(
      ResultVariable(
        scalar: "as_in_paper", values: .int64([Int64(count.trainedAsInPaper)]),
        attributes: [
          ResultAttribute(
            "long_name",
            .text(
              "trained parameters as the paper counts: no output bias, no final norm, "
                + "positions of the task only")),
          ResultAttribute("units", .text("1")),
        ]))
    group.variables.append(
      ResultVariable(
        scalar: "total", values: .int64([Int64(count.total)]),
        attributes: [
          ResultAttribute("long_name", .text("parameters, frozen ones included")),
          ResultAttribute("units", .text("1")),
        ]))
    return group
  }

  private func scalar(_ value: Double, longName: String, _ measure: Constructed) -> ResultGroup {
    var group = ResultGroup()
    group.setAttribute("measure", .text(measure.expressionText))
    group.variables.append(
      ResultVariable(
        scalar: "value", values: .float64([value]),
        attributes: [
          ResultAttribute("long_name", .text(longName)), ResultAttribute("units", .text("1")),
        ]))
    return group
  }
}
