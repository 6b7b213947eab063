import FPTEngine
import FPTLib

/// The parameters at the evaluated step with the best accuracy on each split that a measure asks for: all that any stage of the
/// freezing policy trains, since a schedule trains other ones at that step than at the end.
struct BestSteps: Sendable, Hashable {
  struct Snapshot: Sendable, Hashable {
    var step: Int
    var accuracy: Double
    var parameters: [Parameter]
  }

  struct Parameter: Sendable, Hashable {
    var name: String
    var values: [Float]
  }

  private let splits: [TaskSplit]
  var snapshots: [TaskSplit: Snapshot] = [:]

  init(splits: [TaskSplit]) { self.splits = splits }

  subscript(split: TaskSplit) -> Snapshot? { snapshots[split] }

  /// Keeps the parameters if this is the first best step of the split.
  ///
  /// `everTrained` are the parameters that some stage trains, with their values at this step.
  mutating func offer(
    _ score: ClassificationScore, of split: TaskSplit, step: Int,
    everTrained: [FPTLib.Parameter]
  ) {
    guard splits.contains(split) else { return }
    if let earlier = snapshots[split], earlier.accuracy >= score.accuracy { return }
    snapshots[split] = Snapshot(
      step: step, accuracy: score.accuracy,
      parameters: everTrained.map { Parameter(name: $0.name, values: $0.value.array) })
  }
}
