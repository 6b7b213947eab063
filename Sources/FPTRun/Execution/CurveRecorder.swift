import FPTEngine
import FPTLib

/// Collects the learning curves of a cell.
///
/// A training value is the mean over the steps since the previous point. Values of other splits are evaluations at the point.
struct CurveRecorder: Sendable, Hashable {
  var train = Series()
  var evaluated: [TaskSplit: Series] = [:]
  var pending = ClassificationScore()
  var pendingNorms = 0.0
  var pendingSteps = 0
  var lastFiniteLoss = Double.nan

  struct Series: Sendable, Hashable {
    var steps: [Int64] = []
    var loss: [Double] = []
    var accuracy: [Double] = []
    var gradientNorm: [Double] = []
    var learningRate: [Double] = []
  }

  mutating func add(_ record: Trainer.StepRecord) {
    pending += record.score
    pendingNorms += record.gradientNorm
    pendingSteps += 1
    lastFiniteLoss = record.score.loss
  }

  /// Closes a point of the training curve.
  mutating func closePoint(step: Int, learningRate: Double) {
    guard pendingSteps > 0 else { return }
    train.steps.append(Int64(step))
    train.loss.append(pending.loss)
    train.accuracy.append(pending.accuracy)
    train.gradientNorm.append(pendingNorms / Double(pendingSteps))
    train.learningRate.append(learningRate)
    pending = ClassificationScore()
    pendingNorms = 0
    pendingSteps = 0
  }

  mutating func add(_ score: ClassificationScore, of split: TaskSplit, step: Int) {
    evaluated[split, default: Series()].steps.append(Int64(step))
    evaluated[split, default: Series()].loss.append(score.loss)
    evaluated[split, default: Series()].accuracy.append(score.accuracy)
  }

  /// The curves as the store keeps them, in a fixed order of splits.
  var curves: [CurveSeries] {
    var list = [
      CurveSeries(
        split: "train", steps: train.steps,
        columns: [
          .loss(train.loss), .accuracy(train.accuracy), .gradientNorm(train.gradientNorm),
          .learningRate(train.learningRate),
        ])
    ]
    for split in TaskSplit.allCases {
      guard let series = evaluated[split] else { continue }
      list.append(
        CurveSeries(
          split: split.rawValue, steps: series.steps,
          columns: [.loss(series.loss), .accuracy(series.accuracy)]))
    }
    return list
  }
}
