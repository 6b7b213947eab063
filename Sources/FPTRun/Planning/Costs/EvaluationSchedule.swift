import FPTLib
import FPTScript

/// How often a cell evaluates, and on how many examples.
struct EvaluationSchedule {
  /// Examples of each evaluation, and how many times it is made.
  let examples: [(split: TaskSplit, count: Int, times: Double)]
  /// Points of the learning curves.
  let points: Int
  /// Splits that are evaluated at each of them.
  let splits: Int

  init(_ cell: ResolvedCell, task: DescribedTask, settings: TrainingSettings) {
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
    for examined in cell.measures.compactMap(\.value.knownMeasure?.examined) {
      examples.append((examined.split, examined.count(in: task), 1))
    }
    self.examples = examples
  }
}
