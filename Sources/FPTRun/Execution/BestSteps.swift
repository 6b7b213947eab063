import FPTEngine
import FPTLib

/// The trained parameters at the evaluated step with the best accuracy on each split that a measure asks for.
struct BestSteps: Sendable, Hashable {
  struct Moment: Sendable, Hashable {
    var step: Int
    var accuracy: Double
    var parameters: [Parameter]
  }

  struct Parameter: Sendable, Hashable {
    var name: String
    var values: [Float]
  }

  private let splits: [TaskSplit]
  var moments: [TaskSplit: Moment] = [:]

  init(splits: [TaskSplit]) { self.splits = splits }

  subscript(split: TaskSplit) -> Moment? { moments[split] }

  /// Keeps the parameters if this is the first best step of the split.
  mutating func offer(
    _ score: ClassificationScore, of split: TaskSplit, step: Int, model: SequenceClassifier
  ) {
    guard splits.contains(split) else { return }
    if let earlier = moments[split], earlier.accuracy >= score.accuracy { return }
    moments[split] = Moment(
      step: step, accuracy: score.accuracy,
      parameters: model.trained.map { Parameter(name: $0.name, values: $0.value.array) })
  }
}
