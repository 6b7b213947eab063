import Testing

@testable import FPTEngine

/// The examples in doc comments compile and do what they say.
@Suite struct DocumentedExampleTests {
  @Test func tensor() {
    let context = ComputeContext(threads: 2)
    let x = context.tensor([2, 3], [1, 2, 3, 4, 5, 6])
    #expect(x.rows == 2)
    #expect(x.reshaped([3, 2]).array == [1, 2, 3, 4, 5, 6])
  }

  @Test func tapeOnWorkers() {
    let workers = WorkerPool(threads: 4)
    let context = ComputeContext(workers: workers)
    let x = context.tensor([2, 3], [1, 2, 3, 4, 5, 6])
    let w = context.tensor([4, 3], [Float](repeating: 0.5, count: 12))
    let labels: [Int32] = [0, 3]

    let tape = Tape(context: context, isTraining: true)
    let slot = GradientSlot(shape: [4, 3])
    let weight = LinearWeight(Variable(trained: w, slot: slot), bias: nil, layout: .outputInput)
    let logits = tape.linear(Variable(constant: x), [weight])
    let score = tape.crossEntropy(logits, labels: labels, batchPredictions: labels.count)
    tape.backward()
    #expect(score.predictions == 2 && slot.gradient?.shape == [4, 3])
  }
}
