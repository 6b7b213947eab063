import FPTLib
import FPTScript

/// What the measures of a cell want recorded while it trains.
struct CurveRequest: Sendable, Hashable {
  /// Splits evaluated on the way, in a fixed order; the training curve is recorded always.
  let splits: [TaskSplit]
  /// Splits whose best step some measure asks for.
  let bestSplits: [TaskSplit]

  init(_ declared: [NamedValue]) {
    let measures = declared.compactMap(\.value.knownMeasure)
    let best = Set(measures.compactMap(\.snapshot.bestSplit))
    let splits = measures.reduce(into: best) { $0.formUnion($1.followedSplits) }
      .subtracting([.train])
    self.splits = TaskSplit.allCases.filter(splits.contains)
    bestSplits = TaskSplit.allCases.filter(best.contains)
  }
}
