import FPTLib
import Foundation

/// The cost of caching the backbone's output of each example.
struct KeptFeatures: Sendable {
  /// Floating-point operations of matrix products for one example.
  let operations: Double
  /// Examples that are computed together, and bytes of all features, of each split that is kept.
  let splits: [TaskSplit: (microBatch: Int, bytes: Int)]

  /// What the features that a trainer keeps take; nil where it keeps none.
  ///
  /// `microBatchOperations` are for one micro-batch of training examples.
  init?(of trainer: Trainer, microBatchOperations: Int) {
    guard let microBatch = trainer.featureMicroBatch(of: .train) else { return nil }
    operations = Double(microBatchOperations) / Double(microBatch)
    var splits: [TaskSplit: (microBatch: Int, bytes: Int)] = [:]
    for split in TaskSplit.allCases {
      guard let microBatch = trainer.featureMicroBatch(of: split) else { continue }
      splits[split] = (microBatch, trainer.featureBytes(of: split))
    }
    self.splits = splits
  }

  /// Bytes of the splits that a cell evaluates.
  ///
  /// All examples of a split are computed at once.
  func bytes(evaluated evaluations: EvaluationSchedule) -> Int {
    Set([.train] + evaluations.examples.map(\.split)).reduce(0) { $0 + (splits[$1]?.bytes ?? 0) }
  }

  /// Operations for the features of `drawn` randomly drawn training examples and of the evaluations.
  func operations(
    drawn: Double, evaluated evaluations: EvaluationSchedule, of task: DescribedTask
  ) -> Double {
    var examples = 0.0
    // In a fixed order, and without a library's power: the sum is the same on every machine.
    for split in TaskSplit.allCases {
      guard let kept = splits[split], let count = task.count(of: split).map(Double.init), count > 0
      else { continue }
      let microBatch = Double(kept.microBatch)
      let evaluated = evaluations.examples.filter { $0.split == split }.map { Double($0.count) }
        .max()
      var needed = min(count, ((evaluated ?? 0) / microBatch).rounded(.up) * microBatch)
      if split == .train {
        // A micro-batch is computed as soon as one of its examples is drawn.
        var spared = 1.0
        for _ in 0..<kept.microBatch { spared *= 1 - min(1, drawn / count) }
        needed = max(needed, count * (1 - spared))
      }
      examples += needed
    }
    return operations * examples
  }
}
