import FPTData
import FPTEngine
import FPTModels
import FPTTraining
import Testing

/// An optimizer is its own file: the trainer, checkpoints and predictions know the names and sizes of what it keeps alone.
@Suite struct OptimizerTests {
  /// Gradient descent that keeps a sum of gradients and their number, and looks at single elements.
  private struct Averaging: Optimizer {
    static let stateNames = ["sum", "count"]
    let learningRate = 0.05

    func update(
      _ value: Tensor, gradient: Tensor, state: [Tensor], _ step: OptimizerStep,
      in context: ComputeContext
    ) {
      for index in value.elements.indices {
        state[0].elements[index] += gradient.elements[index] * step.scale
        state[1].elements[index] += 1
        value.elements[index] -=
          Float(step.learningRate) * state[0].elements[index] / state[1].elements[index]
      }
    }
  }

  private func trainer(_ context: ComputeContext, steps: Int = 6) throws -> Trainer {
    let task = try BitXOR(length: 3)
    let model = try SequenceClassifier(
      backbone: BERT(layers: 1, width: 16, heads: 2), input: task.input, output: task.output,
      source: .random, seed: 1, context: context)
    return Trainer(
      model: model, task: task,
      settings: TrainingSettings(optimizer: Averaging(), batch: 4, steps: steps),
      policy: .fpt, seed: 1, context: context)
  }

  @Test("a trainer goes on from its state with the same bits, whatever the optimizer keeps")
  func goesOn() throws {
    let workers = WorkerPool(threads: 1)
    let whole = try trainer(ComputeContext(workers: workers))
    for _ in 0..<6 { _ = whole.advance() }
    let first = try trainer(ComputeContext(workers: workers))
    for _ in 0..<3 { _ = first.advance() }
    let state = first.state
    #expect(state.entries.allSatisfy { Set($0.state.keys) == ["sum", "count"] })
    let second = try trainer(ComputeContext(workers: workers))
    try second.restore(state)
    for _ in 0..<3 { _ = second.advance() }
    #expect(second.state == whole.state)
  }

  @Test("a state without one of its tensors is refused")
  func lackingTensor() throws {
    let context = ComputeContext(workers: WorkerPool(threads: 1))
    let one = try trainer(context)
    _ = one.advance()
    var state = one.state
    state.entries[0].state["count"] = nil
    #expect(throws: TrainerStateMismatch.self) { try one.restore(state) }
  }

  @Test("where nothing is computed, tensors have no values, and no optimizer looks at them")
  func predictions() throws {
    let context = ComputeContext(workers: WorkerPool(threads: 1), isMeasuring: true)
    let measured = try trainer(context)
    let before = context.memory.allocatedBytes
    _ = measured.advance()
    #expect(context.memory.allocatedBytes > before)
  }
}
