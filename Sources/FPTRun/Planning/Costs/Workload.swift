import FPTEngine
import FPTLib

/// The work of training a model on a task.
///
/// The model's own code counts it, in a context that computes nothing.
struct Workload: Sendable {
  /// Floating-point operations of matrix products in one training step.
  let stepOperations: Double
  /// The same for the evaluation of one example.
  let evaluationOperations: Double
  /// The cached features, if the backbone runs once per example; nil if it runs in every step.
  let features: KeptFeatures?
  /// Bytes that tensors come to take: parameters as if all were the process's own, moments, gradients, activations, scratch memory.
  let tensorBytes: Int

  /// What is counted; of cells that agree in it, the first is.
  struct Request {
    var backbone: any Backbone
    var task: DescribedTask
    var settings: TrainingSettings
    /// The stage, which lasts for the whole training here.
    var stage: FreezingPolicy.Stage
    /// How many examples each kind of evaluation has.
    var evaluations: Set<Int>
    /// As many as will compute the cell: scratch memory is theirs.
    ///
    /// None of them has anything to do.
    var workers: WorkerPool
  }

  /// - Throws: `CheckpointError`; never, since no checkpoint is opened.
  init(_ request: Request) throws(CheckpointError) {
    let task = request.task
    // Groups but the first and the last of a large batch are alike: as many of them are run as it takes to see that.
    var settings = request.settings
    let microBatch = MicroBatch.size(tokens: task.tokens, batch: settings.batch)
    if settings.batch > 3 * microBatch {
      settings.batch = 2 * microBatch + settings.batch % microBatch
    }
    let context = ComputeContext(
      workers: request.workers, isMeasuring: true, precision: settings.precision)
    let model = try SequenceClassifier(
      backbone: request.backbone, input: task.input, output: task.output, source: .random,
      seed: 0, context: context)
    var stage = request.stage
    stage.until = nil
    let trainer = Trainer(
      model: model, task: task, settings: settings, policy: FreezingPolicy(stages: [stage]),
      seed: 0, isShuffled: false, context: context)
    // The first step leaves some of its buffers to the optimizer, and computes the features of one micro-batch where they are kept; the
    // second is like all others.
    var before = context.matmulOperations
    _ = trainer.advance()
    let firstOperations = context.matmulOperations - before
    before = context.matmulOperations
    _ = trainer.advance()
    let nextOperations = context.matmulOperations - before
    stepOperations =
      Double(nextOperations) * Double(request.settings.batch) / Double(settings.batch)
    features = KeptFeatures(of: trainer, microBatchOperations: firstOperations - nextOperations)

    let evaluationBatch = MicroBatch.size(tokens: task.tokens, batch: .max)
    let whole = max(1, request.evaluations.map { min($0, evaluationBatch) }.max() ?? 1)
    // Features are there from the second time on.
    if features?.splits[.test] != nil { _ = trainer.evaluate(.test, examples: 0..<whole) }
    before = context.matmulOperations
    _ = trainer.evaluate(.test, examples: 0..<whole)
    evaluationOperations = Double(context.matmulOperations - before) / Double(whole)
    // The last micro-batch of an evaluation is smaller, and its buffers are of other sizes.
    for rest in Set(request.evaluations.map { $0 % evaluationBatch }).sorted() where rest > 0 {
      _ = trainer.evaluate(.test, examples: 0..<rest)
    }
    tensorBytes = withExtendedLifetime(trainer) { context.memory.allocatedBytes }
  }
}
