import FPTLib
import Testing

@testable import FPTData

@Suite("The order of training examples")
struct TrainingOrderTests {
  @Test("every epoch meets every example once, in an order of its own", arguments: [1, 2, 10, 97])
  func epochs(count: Int) {
    var order = TrainingOrder(count: count, seed: 6)
    let epochs = (0..<3).map { epoch in
      (0..<count).map { order.example(at: epoch * count + $0) }
    }
    for epoch in epochs { #expect(epoch.sorted() == Array(0..<count)) }
    if count > 5 { #expect(epochs[0] != epochs[1] && epochs[1] != epochs[2]) }
  }

  @Test("global sample indices can be asked for in any order")
  func randomAccess() {
    var (forward, backward) = (TrainingOrder(count: 13, seed: 1), TrainingOrder(count: 13, seed: 1))
    let expected = (0..<60).map { forward.example(at: $0) }
    #expect((0..<60).reversed().map { backward.example(at: $0) } == expected.reversed())
    var indices: [Int] = []
    forward.examples(step: 3, batchSize: 8, into: &indices)
    #expect(indices == Array(expected[24..<32]))
  }

  @Test("the pass over the data follows from the global sample index alone")
  func passes() {
    for (sampleIndex, count, epoch) in [(0, 5, 0), (4, 5, 0), (5, 5, 1), (14, 5, 2), (3, 1, 3)] {
      #expect(TrainingOrder.epoch(at: sampleIndex, count: count) == epoch)
    }
    #expect(TrainingOrder.epoch(at: 9, count: nil) == 0)
    #expect(TrainingOrder.epoch(at: 9, count: 0) == 0)
  }

  @Test("follows the seed, unless it is not to shuffle")
  func seeds() {
    func first(_ seed: UInt64, _ isShuffled: Bool = true) -> [Int] {
      var order = TrainingOrder(count: 50, seed: seed, isShuffled: isShuffled)
      return (0..<50).map { order.example(at: $0) }
    }
    #expect(first(0) != first(1))
    #expect(first(0) == first(0))
    #expect(first(0, false) == Array(0..<50))
    var generated = TrainingOrder(count: nil, seed: 0)
    #expect(generated.example(at: 123_456_789_012) == 123_456_789_012)
    var empty = TrainingOrder(count: 0, seed: 0)
    #expect(empty.example(at: 3) == 0)
  }

  @Test("an evaluation reads the split, or its first batches")
  func evaluation() throws {
    let task = try BitXOR()
    #expect(task.evaluationExamples(of: .test, batchSize: 16) == 0..<1_000)
    #expect(task.evaluationExamples(of: .test, batches: 25, batchSize: 16) == 0..<400)
    #expect(task.evaluationExamples(of: .test, batches: 100, batchSize: 16) == 0..<1_000)
    #expect(task.evaluationExamples(of: .train, batches: 2, batchSize: 16) == 0..<32)
    #expect(task.evaluationExamples(of: .train, batchSize: 16).isEmpty)
    #expect(task.evaluationExamples(of: .test, batches: .max, batchSize: 16) == 0..<1_000)
  }
}
