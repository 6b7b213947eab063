import FPTEngine

/// The order in which a task's training examples are met: position 0, 1, 2, … to example index.
///
/// A data set is gone through in epochs, each in an order of its own, drawn from the stream `data order` of the seed at
/// step = epoch. Generated data are met in the order of their indices. The order is a function of position alone,
/// so a resumed run goes on exactly; the value only keeps the permutation of the epoch it last looked at.
package struct TrainingOrder: Sendable {
  /// Name of the random stream.
  package static let stream = "data order"

  private let count: Int?
  private let isShuffled: Bool
  private let random: RandomStream
  private var epoch: Int?
  private var permutation: [Int] = []

  /// The order of `count` examples, or of endless generated ones where it is nil.
  ///
  /// Unshuffled, a data set is gone through in file order, epoch after epoch.
  package init(count: Int?, seed: UInt64, isShuffled: Bool = true) {
    self.count = count
    self.isShuffled = isShuffled
    self.random = RandomStream(seed: seed, name: Self.stream)
  }

  /// The pass over `count` examples that a position ≥ 0 belongs to, from 0; always 0 for endless data.
  static func epoch(at position: Int, count: Int?) -> Int {
    guard let count, count > 0 else { return 0 }
    return position / count
  }

  /// The example at a position ≥ 0 since the start of training; 0 for an empty data set.
  ///
  /// - Complexity: O(1); O(`count`) at the first position of an epoch.
  package mutating func example(at position: Int) -> Int {
    guard let count else { return position }
    guard count > 0 else { return 0 }
    let (epoch, place) = position.quotientAndRemainder(dividingBy: count)
    guard isShuffled else { return place }
    if self.epoch != epoch {
      permutation = random.at(step: UInt32(truncatingIfNeeded: epoch)).permutation(count)
      self.epoch = epoch
    }
    return permutation[place]
  }

  /// The examples of a step: positions step × batchSize ..< (step + 1) × batchSize.
  package mutating func examples(step: Int, batchSize: Int, into indices: inout [Int]) {
    indices.removeAll(keepingCapacity: true)
    for place in 0..<max(0, batchSize) {
      indices.append(example(at: step &* batchSize &+ place))
    }
  }
}
