import FPTData
import FPTEngine
import FPTModels

/// Trains a classifier on a task, step by step.
///
/// Every number that a step uses is a function of configuration, seed and step, so a trainer that
/// is set to a step with the parameters and moments of that step continues with the same bits.
///
/// ```swift
/// let trainer = Trainer(
///   model: model, task: task, settings: TrainingSettings(steps: 100), policy: .fpt, seed: 0,
///   context: context)
/// while trainer.step < trainer.settings.steps, trainer.advance().isFinite {}
/// print(trainer.evaluate(.test, batches: nil).accuracy)
/// ```
public final class Trainer {
  /// The model.
  public let model: SequenceClassifier
  /// The task.
  public let task: any SequenceTask
  /// The settings of training.
  public let settings: TrainingSettings
  /// The freezing policy.
  public let policy: FreezingPolicy
  /// The seed of data order, data generation and dropout.
  public let seed: UInt64
  /// The context that computes the model.
  public let context: ComputeContext
  /// Steps done.
  public private(set) var step = 0
  var memory = OptimizerMemory()
  private var order: TrainingOrder
  private var batch: TaskBatch
  private var indices: [Int] = []
  private var stage: FreezingPolicy.Stage?
  /// The backbone's output for each example, where only the output layer is trained and nothing random lies below it.
  private var features: FeatureCache?

  /// A trainer before its first step; the first stage of the policy is applied to the model.
  ///
  /// The context has the precision of the settings.
  public init(
    model: SequenceClassifier, task: any SequenceTask, settings: TrainingSettings,
    policy: FreezingPolicy, seed: UInt64, isShuffled: Bool = true, context: ComputeContext
  ) {
    precondition(
      settings.precision == context.precision, "a context of the precision of the settings")
    self.model = model
    self.task = task
    self.settings = settings
    self.policy = policy
    self.seed = seed
    self.context = context
    order = TrainingOrder(count: task.count(of: .train), seed: seed, isShuffled: isShuffled)
    batch = TaskBatch(
      for: task, capacity: MicroBatch.size(tokens: task.tokens, batch: settings.batch))
    enterStage()
  }

  /// The result of one step.
  public struct StepRecord: Sendable, Hashable {
    /// The number of the step, from 1.
    public var step: Int
    /// On the step's own batch, with dropout, before the update.
    public var score: ClassificationScore
    /// Global norm of the gradient before clipping.
    public var gradientNorm: Double
    /// False once training has diverged.
    public var isFinite: Bool { score.loss.isFinite && gradientNorm.isFinite }
  }

  /// Applies the stage of the freezing policy that holds at the current step.
  private func enterStage() {
    // After the last step the stage of that step still holds, also where a later one is too short to come into force.
    let current = policy.value(
      atStep: min(step, max(0, settings.steps - 1)), of: settings.steps)
    guard current != stage else { return }
    stage = current
    model.apply(current)
    features = FeatureCache(
      model: model, task: task, dropout: settings.dropout, seed: seed, context: context)
  }

  /// Sets the number of steps done, and freezes and frees what holds there.
  func go(toStep step: Int) {
    self.step = step
    stage = nil
    enterStage()
  }

  /// Bytes of the features that are kept of a split, where the backbone is run once per example; 0 where it is not.
  package func featureBytes(of split: TaskSplit) -> Int { features?.bytes(of: split) ?? 0 }

  /// Examples of a split whose features are computed together; nil where none are kept.
  package func featureMicroBatch(of split: TaskSplit) -> Int? { features?.microBatch(of: split) }

  /// Forward, backward and update on the next batch.
  public func advance() -> StepRecord {
    enterStage()
    order.examples(step: step, batchSize: settings.batch, into: &indices)
    for parameter in model.parameters.all { parameter.clearGradient() }
    var score = ClassificationScore()
    var first = 0
    while first < indices.count {
      let count = min(batch.capacity, indices.count - first)
      if let kept = features?.examples(indices[first..<first + count], of: .train) {
        score += passFeatures(kept.features, labels: kept.labels)
        first += count
        continue
      }
      batch.load(
        indices[first..<first + count], of: .train, from: task, seed: seed,
        sampleIndex: step &* settings.batch &+ first)
      score += passGroup(
        randomness: .init(
          seed: seed, step: UInt32(truncatingIfNeeded: step), firstExample: first))
      first += count
    }
    let norm = update()
    step += 1
    return StepRecord(step: step, score: score, gradientNorm: norm)
  }

  /// Forward and backward of the loaded micro-batch; gradients add to those of the micro-batches before it.
  private func passGroup(randomness: Tape.Randomness) -> ClassificationScore {
    let tape = Tape(context: context, isTraining: true, randomness: randomness)
    let pass = BackbonePass(dropout: settings.dropout)
    let logits = model.forward(batch.inputs(for: task, context), on: tape, pass: pass)
    let score = tape.crossEntropy(
      logits, labels: batch.loadedLabels(of: task),
      batchPredictions: settings.batch * task.output.predictions)
    tape.backward()
    return score
  }

  /// Forward and backward of the output layer alone.
  private func passFeatures(_ features: Tensor, labels: [Int32]) -> ClassificationScore {
    let tape = Tape(context: context, isTraining: true)
    let score = tape.crossEntropy(
      model.logits(of: Variable(constant: features), on: tape), labels: labels,
      batchPredictions: settings.batch * task.output.predictions)
    tape.backward()
    return score
  }

  /// Clips and applies the summed gradients; returns their norm before clipping.
  private func update() -> Double {
    let trained = model.trained
    var squares = 0.0
    for parameter in trained {
      if let gradient = parameter.gradient { squares += context.sumOfSquares(gradient) }
    }
    let norm = squares.squareRoot()
    var scale: Float = 1
    // PyTorch's clip_grad_norm_: max / (norm + 1e-6), never above 1.
    if let clip = settings.clip { scale = min(1, Float(clip / (norm + 1e-6))) }
    let learningRate = settings.learningRate(atStep: step)
    for parameter in trained {
      memory.update(
        parameter, by: settings.optimizer, learningRate: learningRate, scale: scale,
        context: context)
    }
    return norm
  }

  /// Accuracy and loss without dropout on the first `batches` batches of a split; nil for the whole
  /// split.
  public func evaluate(_ split: TaskSplit, batches: Int?) -> ClassificationScore {
    evaluate(
      split,
      examples: task.evaluationExamples(of: split, batches: batches, batchSize: settings.batch))
  }

  /// Accuracy and loss without dropout on some examples of a split.
  ///
  /// `shouldStop` is asked between micro-batches; a stopped evaluation has a score of what was
  /// done.
  public func evaluate(
    _ split: TaskSplit, examples: Range<Int>, shouldStop: () -> Bool = { false }
  ) -> ClassificationScore {
    let size = MicroBatch.size(tokens: task.tokens, batch: .max)
    var microBatch = TaskBatch(for: task, capacity: min(size, max(1, examples.count)))
    var score = ClassificationScore()
    var first = examples.lowerBound
    while first < examples.upperBound, !shouldStop() {
      let end = min(examples.upperBound, first + microBatch.capacity)
      if let kept = features?.examples(first..<end, of: split) {
        let tape = Tape(context: context, isRecording: false)
        let logits = model.logits(of: Variable(constant: kept.features), on: tape)
        score += tape.crossEntropy(logits, labels: kept.labels, batchPredictions: 1)
        first = end
        continue
      }
      microBatch.load(first..<end, of: split, from: task, seed: seed)
      // An LSTM's initial state is random in evaluation too.
      let randomness = Tape.Randomness(
        seed: seed, step: UInt32(truncatingIfNeeded: step), firstExample: first)
      let tape = Tape(context: context, isRecording: false, randomness: randomness)
      let logits = model.forward(
        microBatch.inputs(for: task, context), on: tape, pass: BackbonePass())
      score += tape.crossEntropy(
        logits, labels: microBatch.loadedLabels(of: task), batchPredictions: 1)
      first = end
    }
    return score
  }
}
