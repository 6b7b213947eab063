import FPTEngine

/// The order of a task's training examples: maps the global sample index 0, 1, 2, … to the index of an example.
///
/// Each epoch visits a data set once, in a permutation of its own. The permutation is drawn from the stream `data order` of the seed
/// at step = epoch. Generated data come in the order of their indices. The order is a function of the global sample index alone, so
/// a resumed run continues exactly. The value only caches the permutation of the last epoch.
package struct TrainingOrder: Sendable {
  /// Name of the random stream.
  package static let stream = "data order"

  private let count: Int?
  private let isShuffled: Bool
  private let random: RandomStream
  private var epoch: Int?
  private var permutation: [Int] = []

  /// The order of `count` examples; nil means an endless sequence of generated ones.
  ///
  /// If it is not shuffled, every epoch has the order of the file.
  package init(count: Int?, seed: UInt64, isShuffled: Bool = true) {
    self.count = count
    self.isShuffled = isShuffled
    self.random = RandomStream(seed: seed, name: Self.stream)
  }

  /// The epoch, from 0, of a global sample index ≥ 0; always 0 for endless data.
  static func epoch(at sampleIndex: Int, count: Int?) -> Int {
    guard let count, count > 0 else { return 0 }
    return sampleIndex / count
  }

  /// The example at a global sample index ≥ 0, counted from the start of training; 0 for an empty data set.
  ///
  /// - Complexity: O(1); O(`count`) at the first sample of an epoch.
  package mutating func example(at sampleIndex: Int) -> Int {
    guard let count else { return sampleIndex }
    guard count > 0 else { return 0 }
    let (epoch, index) = sampleIndex.quotientAndRemainder(dividingBy: count)
    guard isShuffled else { return index }
    if self.epoch != epoch {
      permutation = random.at(step: UInt32(truncatingIfNeeded: epoch)).permutation(count)
      self.epoch = epoch
    }
    return permutation[index]
  }

  /// The examples of a step: global sample indices step × batchSize ..< (step + 1) × batchSize.
  package mutating func examples(step: Int, batchSize: Int, into indices: inout [Int]) {
    indices.removeAll(keepingCapacity: true)
    for offset in 0..<max(0, batchSize) {
      indices.append(example(at: step &* batchSize &+ offset))
    }
  }
}
