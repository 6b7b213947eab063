import FPTEngine

/// The random numbers of a generated task: one step of a stream for each example.
///
/// Training examples are drawn from the stream `data generation` of the cell's seed. Validation and test examples have
/// streams of their own at one fixed seed, so that arms and seeds meet the same questions.
struct GeneratedExamples: Sendable, Hashable {
  /// Examples of a generated validation or test set.
  static let evaluationCount = 1_000

  private static let evaluationSeed: UInt64 = 0
  private let trainHash = RandomStream.hash(ofName: "data generation")
  private let validationHash = RandomStream.hash(ofName: "data generation: validation")
  private let testHash = RandomStream.hash(ofName: "data generation: test")

  /// The numbers of one example.
  ///
  /// Indices from 2³² on repeat the first ones.
  func stream(of index: Int, split: TaskSplit, seed: UInt64) -> RandomStream {
    let step = UInt32(truncatingIfNeeded: index)
    return switch split {
    case .train: RandomStream(seed: seed, nameHash: trainHash, step: step)
    case .validation:
      RandomStream(seed: Self.evaluationSeed, nameHash: validationHash, step: step)
    case .test: RandomStream(seed: Self.evaluationSeed, nameHash: testHash, step: step)
    }
  }
}
