import FPTData
import FPTEngine
import FPTModels

/// Caches the frozen backbone's output of each example.
///
/// A step needs nothing else if only the output layer is trained (Lu et al. 2021, table 10). Examples pass through the backbone in
/// micro-batches of the split's own order, whichever is asked for first. So the bits of a feature do not depend on the order of
/// training. The configuration alone decides whether features are kept.
final class FeatureCache {
  private let model: SequenceClassifier
  private let task: any SequenceTask
  private let seed: UInt64
  private let context: ComputeContext
  private var splits: [TaskSplit: Kept] = [:]

  /// The most floats that are kept of a split: 2 GiB.
  static let limit = 1 << 29

  /// The features and labels of a split, as far as they were asked for.
  private struct Kept {
    /// The read tokens of each example: [examples, read tokens, width].
    var features: [Float]
    /// The labels of each example: [examples, predictions].
    var labels: [Int32]
    /// The number of examples.
    let count: Int
    /// True for each micro-batch that was computed.
    var isComputed: [Bool]
    var batch: TaskBatch
  }

  /// Nil if the backbone's output of an example may change between steps, or if it is too large to keep.
  init?(
    model: SequenceClassifier, task: any SequenceTask, dropout: Double, seed: UInt64,
    context: ComputeContext
  ) {
    guard !model.trained.isEmpty, model.trained.allSatisfy({ $0.specification.group == .output }),
      dropout == 0, !model.backbone.isAlwaysRandom, !task.variesByEpoch,
      let count = task.count(of: .train),
      count * model.output.readTokens * model.backbone.width <= Self.limit
    else { return nil }
    self.model = model
    self.task = task
    self.seed = seed
    self.context = context
  }

  /// Features [examples, read tokens, width] and labels of some examples; nil for a split that is not kept.
  func examples(
    _ indices: some Collection<Int>, of split: TaskSplit
  ) -> (features: Tensor, labels: [Int32])? {
    if splits[split] == nil { splits[split] = makeRoom(for: split) }
    // The entry is removed during its change, so that it is not copied.
    guard var kept = splits.removeValue(forKey: split) else { return nil }
    defer { splits[split] = kept }
    let size = kept.batch.capacity
    for index in indices where !kept.isComputed[index / size] {
      compute(microBatch: index / size, of: split, into: &kept)
    }
    let width = model.output.readTokens * model.backbone.width
    let predictions = model.output.predictions
    let tensor = context.uninitialized([
      indices.count, model.output.readTokens, model.backbone.width,
    ])
    var labels: [Int32] = []
    labels.reserveCapacity(indices.count * predictions)
    if context.isMeasuring {
      return (tensor, [Int32](repeating: 0, count: indices.count * predictions))
    }
    kept.features.withUnsafeBufferPointer { features in
      for (place, index) in indices.enumerated() {
        let source = features[index * width..<(index + 1) * width]
        _ = tensor.elements[place * width..<(place + 1) * width].update(fromContentsOf: source)
        labels += kept.labels[index * predictions..<(index + 1) * predictions]
      }
    }
    return (tensor, labels)
  }

  /// Bytes of a split's features and labels, which are taken at once; 0 for a split that is not kept.
  func bytes(of split: TaskSplit) -> Int {
    guard let count = count(of: split) else { return 0 }
    return 4 * count * (model.output.readTokens * model.backbone.width + model.output.predictions)
  }

  /// Examples of a split that are computed together; nil for one that is not kept.
  func microBatch(of split: TaskSplit) -> Int? {
    count(of: split).map { min($0, MicroBatch.size(tokens: task.tokens, batch: .max)) }
  }

  /// Examples of a split that is kept.
  private func count(of split: TaskSplit) -> Int? {
    let width = model.output.readTokens * model.backbone.width
    guard let count = task.count(of: split), count > 0, count * width <= Self.limit else {
      return nil
    }
    return count
  }

  private func makeRoom(for split: TaskSplit) -> Kept? {
    guard let count = count(of: split), let size = microBatch(of: split) else { return nil }
    // A context that only measures memory has no features.
    let places = context.isMeasuring ? 0 : count
    return Kept(
      features: [Float](
        repeating: 0, count: places * model.output.readTokens * model.backbone.width),
      labels: [Int32](repeating: 0, count: places * model.output.predictions), count: count,
      isComputed: [Bool](repeating: false, count: (count + size - 1) / size),
      batch: TaskBatch(for: task, capacity: size))
  }

  private func compute(microBatch: Int, of split: TaskSplit, into kept: inout Kept) {
    let first = microBatch * kept.batch.capacity
    let count = min(kept.batch.capacity, kept.count - first)
    kept.batch.load(first..<first + count, of: split, from: task, seed: seed)
    let tape = Tape(context: context, isRecording: false)
    let read = model.features(
      kept.batch.inputs(for: task, context), on: tape, pass: BackbonePass())
    if context.isMeasuring {
      // One micro-batch stands for all of them.
      kept.isComputed = [Bool](repeating: true, count: kept.isComputed.count)
      return
    }
    let width = model.output.readTokens * model.backbone.width
    kept.features.withUnsafeMutableBufferPointer { features in
      _ = features[first * width..<(first + count) * width].update(
        fromContentsOf: read.value.elements)
    }
    let predictions = model.output.predictions
    kept.labels.replaceSubrange(
      first * predictions..<(first + count) * predictions,
      with: kept.batch.loadedLabels(of: task))
    kept.isComputed[microBatch] = true
  }
}
