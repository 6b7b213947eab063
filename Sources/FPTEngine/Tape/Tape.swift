/// Records what a forward pass did, and plays it backwards.
///
/// Freezing is nothing but leaves without a gradient slot: an operation with no trained leaf below it records nothing and
/// keeps nothing, and one with a trained leaf keeps only what the gradients that are wanted will read.
public final class Tape {
  /// Where the pass is computed.
  public let context: ComputeContext
  /// Whether dropout applies.
  public let isTraining: Bool
  /// Whether anything is to be differentiated; models on a tape that is not recording use their parameters as constants.
  public let isRecording: Bool
  let randomness: Randomness
  private var steps: [() -> Void] = []

  /// What random masks of a pass depend on.
  public struct Randomness: Sendable {
    /// The seed of the cell.
    public var seed: UInt64
    /// The training step.
    public var step: UInt32
    /// Place of the pass's first example in the batch: masks follow the example, not the pass.
    public var firstExample: Int

    /// The randomness of a pass that begins with the example at `firstExample` of its batch.
    public init(seed: UInt64 = 0, step: UInt32 = 0, firstExample: Int = 0) {
      self.seed = seed
      self.step = step
      self.firstExample = firstExample
    }
  }

  /// An empty tape for one pass.
  public init(
    context: ComputeContext, isTraining: Bool = false, isRecording: Bool = true,
    randomness: Randomness = Randomness()
  ) {
    self.isRecording = isRecording
    self.context = context
    self.isTraining = isTraining
    self.randomness = randomness
  }

  /// Records how to push an output's gradient to its inputs; called in reverse order.
  func record(_ backward: @escaping () -> Void) { steps.append(backward) }

  /// Steps that wait to be played back.
  var recordedSteps: Int { steps.count }

  /// Runs every recorded step backwards from an output with a known gradient, and forgets them.
  ///
  /// - Parameters:
  ///   - output: the value that is differentiated.
  ///   - gradient: of the same shape; given up by the caller.
  public func backward(from output: Variable, gradient: Tensor) {
    output.slot?.adopt(gradient, in: context)
    backward()
  }

  /// Runs every recorded step backwards; the last operation has set its own input gradients.
  public func backward() {
    while let step = steps.popLast() { step() }
  }
}
