import FPTEngine
import FPTLib
import FPTScript

/// Takes the measures of a trained model.
struct MeasureTaker {
  let subject: MeasureSubject
  let best: BestSteps
  /// The parameters that some stage of the freezing policy trains.
  let everTrained: [FPTLib.Parameter]

  /// The recorded measures: a group for each, and attributes for the provenance.
  struct Record {
    var groups: [ResultGroup.Child] = []
    var provenance: [ResultAttribute] = []
  }

  /// Takes measures in order, and takes measures with the same identity once.
  ///
  /// `report` is told which measure is next.
  func take(_ wanted: [NamedValue], report: (NamedValue) -> Void = { _ in }) throws -> Record {
    var record = Record()
    var provenance: [any Measure] = []
    for declared in wanted {
      let key = CellIdentity.measureKey(declared.value)
      guard !record.groups.contains(where: { $0.name == key }) else { continue }
      report(declared)
      let measure = try declared.value.measure()
      var group = try atItsSnapshot(measure)
      group.setAttribute("measure", .text(declared.value.expressionText))
      record.groups.append(.init(name: key, group: group))
      provenance.append(measure)
    }
    // These come last, since `Throughput` runs extra training steps.
    for measure in provenance { record.provenance += try measure.provenance(of: subject) }
    return record
  }

  /// Takes a measure with the parameters of the step that it asks for.
  private func atItsSnapshot(_ measure: any Measure) throws -> ResultGroup {
    guard let best = measure.snapshot.bestSplit.flatMap({ best[$0] }) else {
      return try measure.take(of: subject)
    }
    // All values are found before the first parameter is set: a part of them would belong to no step.
    let snapshot = try values(of: best)
    // The final values are restored afterwards, for other measures and for the kept weights.
    let end = everTrained.map(\.value.array)
    set(snapshot)
    defer { set(end) }
    var subject = subject
    subject.step = best.step
    var group = try measure.take(of: subject)
    group.setAttribute("step", .integer(Int64(best.step)))
    return group
  }

  /// The values of every parameter that some stage trains, in the model's order.
  private func values(of snapshot: BestSteps.Snapshot) throws(UnusableWeights) -> [[Float]] {
    let stored = Dictionary(
      snapshot.parameters.map { ($0.name, $0.values) }, uniquingKeysWith: { first, _ in first })
    var values: [[Float]] = []
    for parameter in everTrained {
      guard let found = stored[parameter.name], found.count == parameter.value.count else {
        throw UnusableWeights(name: parameter.name)
      }
      values.append(found)
    }
    return values
  }

  private func set(_ values: [[Float]]) {
    for (parameter, values) in zip(everTrained, values) {
      parameter.setValues(values, in: subject.trainer.context)
    }
  }
}
