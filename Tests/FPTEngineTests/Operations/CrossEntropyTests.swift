import Testing

@testable import FPTEngine

@Suite("Cross-entropy")
struct CrossEntropyTests {
  @Test(arguments: [(1, 2), (3, 5), (17, 10), (40, 1), (2, 33)])
  func matchesReference(rows: Int, classes: Int) {
    let stream = RandomStream(seed: 1, name: "logits \(rows)×\(classes)")
    let logits = NaiveArray(
      [rows, classes], stream.floats(rows * classes).map { Double(Float(3 * $0)) })
    let labels = (0..<rows).map { Int32($0 * 7 % classes) }
    let predictions = 2 * rows
    let context = ComputeContext(threads: 2)
    let tape = Tape(context: context)
    let slot = GradientSlot(shape: logits.shape)
    let leaf = Variable(
      trained: context.tensor(logits.shape, logits.values.map(Float.init)), slot: slot)

    let score = tape.crossEntropy(leaf, labels: labels, batchPredictions: predictions)
    let exact = naiveCrossEntropy(logits, labels: labels, predictions: predictions)
    #expect(abs(score.lossSum / Double(predictions) - exact) <= 1e-6 * max(1, exact))
    #expect(score.predictions == rows)
    let right = (0..<rows).filter { row in
      (0..<classes).allSatisfy { logits[row, $0] <= logits[row, Int(labels[row])] }
    }
    #expect(score.correct == right.count)

    let gradient = slot.gradient?.array ?? []
    let derivatives = logits.values.indices.map { index in
      func loss(_ move: Double) -> Double {
        var moved = logits
        moved.values[index] += move
        return naiveCrossEntropy(moved, labels: labels, predictions: predictions)
      }
      return (loss(1e-4) - loss(-1e-4)) / 2e-4
    }
    #expect(gradient.count == derivatives.count)
    for (found, derivative) in zip(gradient, derivatives) {
      #expect(abs(Double(found) - derivative) < 1e-7)
    }
  }

  @Test("adds to a gradient that is there")
  func accumulates() {
    let context = ComputeContext()
    let tape = Tape(context: context)
    let slot = GradientSlot(shape: [2, 3])
    let leaf = Variable(trained: context.tensor([2, 3], [1, 2, 3, 3, 2, 1]), slot: slot)
    _ = tape.crossEntropy(leaf, labels: [0, 1], batchPredictions: 2)
    let once = slot.gradient?.array ?? []
    _ = tape.crossEntropy(leaf, labels: [0, 1], batchPredictions: 2)
    #expect(slot.gradient?.array == once.map { 2 * $0 })
  }

  @Test("a frozen model is scored and takes no gradient")
  func frozen() {
    let context = ComputeContext()
    let tape = Tape(context: context)
    let logits = Variable(constant: context.tensor([2, 2], [5, 1, 1, 5]))
    let before = context.memory.bytesInUse
    let score = tape.crossEntropy(logits, labels: [0, 0], batchPredictions: 2)
    #expect(score.correct == 1)
    #expect(score.accuracy == 0.5)
    #expect(context.memory.bytesInUse == before)
  }

  @Test("of equal logits the first is the prediction; its loss is the logarithm of their number")
  func ties() {
    let context = ComputeContext()
    let logits = Variable(constant: context.tensor([3, 4], [Float](repeating: 7, count: 12)))
    let score = Tape(context: context).crossEntropy(
      logits, labels: [0, 3, 0], batchPredictions: 3)
    #expect(score.correct == 2)
    #expect(abs(score.loss - 1.386_294_361) < 1e-6)
  }

  @Test("large logits stay finite, non-finite ones do not pass for a loss")
  func extremes() {
    let context = ComputeContext()
    func score(_ logits: [Float], label: Int32) -> ClassificationScore {
      Tape(context: context).crossEntropy(
        Variable(constant: context.tensor([1, logits.count], logits)), labels: [label],
        batchPredictions: 1)
    }
    #expect(score([1e30, -1e30], label: 0).loss == 0)
    #expect(abs(score([1e4, -1e4], label: 1).loss - 2e4) < 1e-2)
    #expect(score([.nan, 0], label: 0).loss.isNaN)
    #expect(score([0, .nan], label: 0).loss.isNaN)
    #expect(!score([.infinity, 0], label: 0).loss.isFinite)
    #expect(ClassificationScore().loss.isNaN)
  }

  @Test("a label that is no class stops the process before anything is read", arguments: [-1, 3])
  func labelOutOfRange(label: Int32) async {
    await #expect(processExitsWith: .failure) { [label] in
      let context = ComputeContext()
      let logits = Variable(constant: context.zeros([1, 3]))
      _ = Tape(context: context).crossEntropy(logits, labels: [label], batchPredictions: 1)
    }
  }
}
