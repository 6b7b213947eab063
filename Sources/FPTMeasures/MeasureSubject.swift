import FPTData
import FPTEngine
import FPTModels
import FPTResults
import FPTTraining

/// The input of a measure: a trained model on its task, with the curves of its training.
public struct MeasureSubject {
  /// The model and its task.
  public let trainer: Trainer
  /// The curves of training.
  public let curves: [CurveSeries]
  /// The step whose parameters the model has: what is drawn at evaluation is drawn as of this step.
  public var step: Int
  private let continues: () throws -> Void

  /// A trained model as it is after the trainer's last step.
  ///
  /// `continues` is called between micro-batches; what it throws ends the measure.
  public init(
    trainer: Trainer, curves: [CurveSeries] = [], continues: @escaping () throws -> Void = {}
  ) {
    self.trainer = trainer
    self.curves = curves
    step = trainer.step
    self.continues = continues
  }

  /// Ends the measure, by throwing, where it is asked to stop.
  func checkContinues() throws { try continues() }

  /// The first examples of a split, or all of them.
  ///
  /// A split without end has as many as the fixed splits of generated tasks.
  public func examples(of split: TaskSplit, limit: Int?) -> Range<Int> {
    0..<ExaminedExamples(of: split, limit: limit).count(in: trainer.task)
  }

  /// Accuracy and loss without dropout.
  public func score(
    _ split: TaskSplit, _ examples: Range<Int>
  ) throws -> ClassificationScore {
    var score = ClassificationScore()
    try forEachMicroBatch(of: split, examples) { microBatch in
      score += microBatch.tape.crossEntropy(
        microBatch.logits(), labels: microBatch.labels, batchPredictions: 1)
    }
    return score
  }

  /// One micro-batch of examples of a split.
  struct ExampleBatch {
    let trainer: Trainer
    let tape: Tape
    let inputs: SequenceClassifier.Inputs
    /// One class for each prediction, by example.
    let labels: [Int32]
    /// Indices of the examples in their split.
    let examples: Range<Int>

    /// What the model gives for the examples: [examples · predictions, classes].
    func logits() -> Variable {
      trainer.model.forward(inputs, on: tape, pass: BackbonePass())
    }

    /// Runs the backbone over every token, also those that no answer is read from, and shows what happens inside.
    func observe(_ observer: @escaping (BackbonePass.Observation) -> Void) {
      trainer.model.observe(inputs, on: tape, observer)
    }
  }

  /// Calls `body` for each micro-batch of the examples.
  ///
  /// The task alone decides the size, so that bits do not depend on who asks.
  func forEachMicroBatch(
    of split: TaskSplit, _ examples: Range<Int>, _ body: (ExampleBatch) throws -> Void
  ) throws {
    let size = MicroBatch.size(tokens: trainer.task.tokens, batch: .max)
    var batch = TaskBatch(for: trainer.task, capacity: min(size, max(1, examples.count)))
    var first = examples.lowerBound
    while first < examples.upperBound {
      try continues()
      let end = min(examples.upperBound, first + batch.capacity)
      batch.load(first..<end, of: split, from: trainer.task, seed: trainer.seed)
      // An LSTM's initial state is random in evaluation too.
      let randomness = Tape.Randomness(
        seed: trainer.seed, step: UInt32(truncatingIfNeeded: step), firstExample: first)
      try body(
        ExampleBatch(
          trainer: trainer,
          tape: Tape(context: trainer.context, isRecording: false, randomness: randomness),
          inputs: batch.inputs(for: trainer.task, trainer.context),
          labels: batch.loadedLabels(of: trainer.task), examples: first..<end))
      first = end
    }
    try continues()
  }
}
