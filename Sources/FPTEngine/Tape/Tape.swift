/// Records a forward pass and computes its gradients in reverse.
///
/// A frozen parameter is a leaf without a gradient slot. An operation with no trained leaf below it records and saves nothing. One
/// with a trained leaf saves only what the wanted gradients read.
///
///     let tape = Tape(context: context, isTraining: true)
///     let slot = GradientSlot(shape: [384, 384])
///     let weight = LinearWeight(Variable(trained: w, slot: slot), bias: nil, layout: .outputInput)
///     let logits = tape.linear(Variable(constant: x), [weight])
///     let score = tape.crossEntropy(logits, labels: labels, batchPredictions: labels.count)
///     tape.backward()  // slot.gradient is now dW
public final class Tape {
  /// Where the pass is computed.
  public let context: ComputeContext
  /// Whether dropout applies.
  public let isTraining: Bool
  /// Whether gradients are wanted; without recording, models use their parameters as constants.
  public let isRecording: Bool
  let randomness: Randomness
  private var steps: [() -> Void] = []

  /// The seed, step and example that the random numbers of a pass depend on.
  public struct Randomness: Sendable {
    /// The seed of the cell.
    public var seed: UInt64
    /// The training step.
    public var step: UInt32
    /// The index of the pass's first example in the batch; masks follow the example, not the pass.
    public var firstExample: Int

    /// The randomness of a pass.
    ///
    /// - Parameters:
    ///   - seed: the seed of the cell.
    ///   - step: the training step.
    ///   - firstExample: the index of the pass's first example in the batch.
    public init(seed: UInt64 = 0, step: UInt32 = 0, firstExample: Int = 0) {
      self.seed = seed
      self.step = step
      self.firstExample = firstExample
    }
  }

  /// An empty tape for one pass.
  ///
  /// - Parameters:
  ///   - context: where the pass is computed.
  ///   - isTraining: whether dropout applies.
  ///   - isRecording: whether gradients are wanted.
  ///   - randomness: what random masks depend on.
  public init(
    context: ComputeContext, isTraining: Bool = false, isRecording: Bool = true,
    randomness: Randomness = Randomness()
  ) {
    self.isRecording = isRecording
    self.context = context
    self.isTraining = isTraining
    self.randomness = randomness
  }

  /// Records a step that adds an output's gradient to those of its inputs; steps run in reverse order.
  func record(_ backward: @escaping () -> Void) { steps.append(backward) }

  /// The number of recorded steps.
  var recordedSteps: Int { steps.count }

  /// Runs and drops every recorded step in reverse, from an output with a known gradient.
  ///
  /// - Parameters:
  ///   - output: the value that is differentiated.
  ///   - gradient: like the output; the caller must not use it afterwards.
  public func backward(from output: Variable, gradient: Tensor) {
    output.slot?.adopt(gradient, in: context)
    backward()
  }

  /// Runs and drops every recorded step in reverse.
  ///
  /// The last operation, such as `crossEntropy`, has set the gradient of its input.
  public func backward() {
    while let step = steps.popLast() { step() }
  }
}
