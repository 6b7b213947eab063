import FPTLib
import FPTScript

/// What the measures of a cell want recorded while it trains.
struct CurveRequest: Sendable, Hashable {
  /// Splits evaluated on the way, in a fixed order; the training curve is recorded always.
  let splits: [TaskSplit]
  /// Splits whose best step some measure asks for.
  let bestSplits: [TaskSplit]

  init(_ measures: [NamedValue]) {
    var splits: Set<TaskSplit> = []
    var best: Set<TaskSplit> = []
    for measure in measures {
      if measure.value.constructor == "LearningCurve" {
        splits.formUnion(measure.value.symbols("splits").compactMap(TaskSplit.init(rawValue:)))
      }
      if measure.value.constructor == "StepsTo" {
        let split = (try? measure.value.symbol("split")).flatMap(TaskSplit.init(rawValue:))
        splits.insert(split ?? .test)
      }
      if let split = MeasureCatalog.bestSplit(measure.value) { best.insert(split) }
    }
    splits.formUnion(best)
    splits.remove(.train)
    self.splits = TaskSplit.allCases.filter(splits.contains)
    bestSplits = TaskSplit.allCases.filter(best.contains)
  }
}
