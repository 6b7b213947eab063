import FPTEngine
import FPTLib
import FPTScript

/// Takes the measures of a trained model.
struct MeasureTaker {
  let subject: MeasureSubject
  let best: BestSteps

  /// What was recorded: a group for each measure, and what belongs into the provenance.
  struct Record {
    var groups: [ResultGroup.Child] = []
    var provenance: [ResultAttribute] = []
  }

  /// Takes measures in order; two of the same identity are one.
  ///
  /// - Parameter report: told which measure is next.
  func take(_ wanted: [NamedValue], report: (NamedValue) -> Void = { _ in }) throws -> Record {
    var record = Record()
    var provenance: [any Measure] = []
    for declared in wanted {
      let key = CellIdentity.measureKey(declared.value)
      guard !record.groups.contains(where: { $0.name == key }) else { continue }
      report(declared)
      record.groups.append(.init(name: key, group: try take(declared.value)))
      if let measure = try MeasureCatalog.measure(declared.value) { provenance.append(measure) }
    }
    // Last, since a speed is found by training on the side.
    for measure in provenance { record.provenance += try measure.provenance(of: subject) }
    return record
  }

  private func take(_ declared: Constructed) throws -> ResultGroup {
    var group: ResultGroup
    if let measure = try MeasureCatalog.measure(declared) {
      group = try atItsMoment(declared) { try measure.take(of: subject) }
    } else {
      // The curve itself is recorded while training; this says that it was asked for.
      group = ResultGroup()
      group.setAttribute("recorded_in", .text("curves"))
    }
    group.setAttribute("measure", .text(declared.expressionText))
    return group
  }

  /// Runs the body with the parameters of the step that the measure asks for.
  private func atItsMoment(
    _ declared: Constructed, _ body: () throws -> ResultGroup
  ) throws -> ResultGroup {
    guard let best = MeasureCatalog.bestSplit(declared).flatMap({ best[$0] }) else {
      return try body()
    }
    // The end of training is put back afterwards: other measures and the kept weights are of the end.
    let end = subject.trainer.model.trained.map {
      BestSteps.Parameter(name: $0.name, values: $0.value.array)
    }
    set(best.parameters)
    defer { set(end) }
    var group = try body()
    group.setAttribute("step", .integer(Int64(best.step)))
    return group
  }

  private func set(_ parameters: [BestSteps.Parameter]) {
    for stored in parameters {
      if let parameter = subject.trainer.model.parameters[stored.name] {
        _ = parameter.value.elements.update(from: stored.values)
      }
    }
  }
}
