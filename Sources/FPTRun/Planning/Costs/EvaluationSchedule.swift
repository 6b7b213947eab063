import FPTLib
import FPTScript

/// How often a cell looks at how many examples.
struct EvaluationSchedule {
  /// Examples of each evaluation, and how many times it is made.
  let examples: [(split: TaskSplit, count: Int, times: Double)]
  /// Points of the learning curves.
  let points: Int
  /// Splits that are evaluated at each of them.
  let splits: Int

  init(_ cell: ResolvedCell, task: TaskOutline, settings: TrainingSettings) {
    let every = max(1, settings.evaluateEvery)
    points = settings.steps / every + (settings.steps % every == 0 ? 0 : 1)
    let request = CurveRequest(cell.measures)
    splits = request.splits.count
    var examples: [(split: TaskSplit, count: Int, times: Double)] = []
    for split in request.splits {
      let range = task.evaluationExamples(
        of: split, batches: settings.evaluateBatches, batchSize: settings.batch)
      examples.append((split, range.count, Double(points)))
    }
    for measure in cell.measures where !Self.followFromTraining.contains(measure.value.constructor)
    {
      let split = (try? measure.value.symbol("split")).flatMap(TaskSplit.init(rawValue:)) ?? .test
      let available = task.count(of: split) ?? task.count(of: .test) ?? 1_024
      let limit = try? measure.value.optionalInteger("examples")
      examples.append((split, min(limit ?? .max, available), 1))
    }
    self.examples = examples
  }

  /// Measures that look at no example once training is over.
  private static let followFromTraining: Set<String> = [
    "LearningCurve", "ParameterCount", "StepsTo", "Throughput",
  ]
}
