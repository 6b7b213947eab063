import FPTFigures
import FPTLib
import FPTScript

extension ResolvedCell {
  /// Where stages of its freezing policy and parts of its learning-rate schedule begin, in the order of steps.
  var phases: [RunData.Phase] {
    guard let settings = try? train.value.trainingSettings() else { return [] }
    let steps = settings.steps
    return (FreezingPolicy(freezing).phases(of: steps) + settings.schedule.phases(of: steps))
      .map { RunData.Phase(step: Int64($0.step), name: $0.name) }
      .sorted { ($0.step, $0.name) < ($1.step, $1.name) }
  }
}
