import FPTEngine
import FPTSchema

/// How a model is trained.
///
/// The defaults are those of Lu et al. 2021, appendix, and of the official code.
///
/// ```swift
/// let settings = TrainingSettings(
///   optimizer: Adam(learningRate: 3e-4), schedule: CosineDecay(warmup: 0.1),
///   batch: 32, steps: 2_000, dropout: 0)
/// ```
public struct TrainingSettings: Sendable {
  /// The optimizer, which updates parameters from gradients.
  public var optimizer: any Optimizer
  /// The schedule of the learning rate over the steps.
  public var schedule: any LearningRateSchedule
  /// Examples a step.
  public var batch: Int
  /// Steps of the whole run.
  public var steps: Int
  /// Global gradient norm above which gradients are scaled down; nil for no limit.
  public var clip: Double?
  /// Rate of every dropout site.
  public var dropout: Double
  /// Steps from one evaluation to the next.
  public var evaluateEvery: Int
  /// Batches of the test split that an evaluation on the way reads.
  public var evaluateBatches: Int
  /// The numbers that matrix products multiply, in training and wherever the model is computed; that of the context.
  public var precision: Precision

  /// The paper's settings where nothing else is said.
  public init(
    optimizer: any Optimizer = Adam(), schedule: any LearningRateSchedule = Constant(),
    batch: Int = Fields.batch.defaultValue, steps: Int, clip: Double? = Fields.clip.defaultValue,
    dropout: Double = Fields.dropout.defaultValue,
    evaluateEvery: Int = Fields.evaluateEvery.defaultValue,
    evaluateBatches: Int = Fields.evaluateBatches.defaultValue,
    precision: Precision = Fields.precision.defaultValue
  ) {
    self.optimizer = optimizer
    self.schedule = schedule
    self.batch = batch
    self.steps = steps
    self.clip = clip
    self.dropout = dropout
    self.evaluateEvery = evaluateEvery
    self.evaluateBatches = evaluateBatches
    self.precision = precision
  }

  /// The learning rate of the step from `step` to `step + 1`.
  public func learningRate(atStep step: Int) -> Double {
    optimizer.learningRate * schedule.value(atStep: step, of: steps)
  }
}

extension Precision: FieldChoice {
  /// What one of them is called in a message.
  public static let noun = "precision"
}

/// The declaration `train`.
extension TrainingSettings {
  @usableFromInline
  package enum Fields {
    package static let optimizer = Field(
      "optimizer", default: FieldValues(of: Adam.declaration.name),
      type: .constructor(.optimizer), "The optimizer.", example: "optimizer: Adam(lr: 1e-3)")
    package static let schedule = Field(
      "schedule", default: FieldValues(of: Constant.declaration.name),
      type: .constructor(.schedule), "How the learning rate changes with the step.",
      example: "schedule: Cosine(warmup: 5%)")
    @usableFromInline package static let batch = Field(
      "batch", default: 16, range: NumberRange(1...65_536), unit: "examples",
      "Examples in a gradient step.", example: "batch: 16")
    package static let steps = Field(
      "steps", default: 100_000, range: NumberRange(from: 1, to: 1e9), unit: "steps",
      "Gradient steps.", example: "steps: 100_000")
    @usableFromInline package static let clip = Field(
      "clip", default: 1.0, range: NumberRange(from: 0, excludesLower: true),
      "Largest global norm of the gradient; a longer one is shortened to it.",
      example: "clip: 1.0")
    @usableFromInline package static let dropout = Field(
      "dropout", default: 0.1, type: .fraction,
      range: NumberRange(from: 0, to: 1, excludesUpper: true),
      "Share of activations dropped in embeddings, residuals and attention.",
      example: "dropout: 10%")
    @usableFromInline package static let evaluateEvery = Field(
      "evaluate_every", default: 100, range: NumberRange(from: 1, to: 1e9), unit: "steps",
      "Steps between two points of the learning curve; the last step always has one. More than `steps` is an error where it is "
        + "written; the default is not.", example: "evaluate_every: 100")
    @usableFromInline package static let evaluateBatches = Field(
      "evaluate_batches", default: 25, range: NumberRange(from: 1, to: 1e6), unit: "batches",
      "Batches each of those points is measured on.", example: "evaluate_batches: 25")
    @usableFromInline package static let precision = Field(
      "precision", default: Precision.float32,
      "Numbers that matrix products multiply; sums, and all else, are float32 in either case.",
      example: "precision: bfloat16")
  }

  /// The fields in the order in which they are listed.
  package static let fields: [any DeclaredField] = [
    Fields.optimizer, Fields.schedule, Fields.batch, Fields.steps, Fields.clip, Fields.dropout,
    Fields.evaluateEvery, Fields.evaluateBatches, Fields.precision,
  ]

  /// The settings that a declaration asks for.
  ///
  /// - Throws: `UnknownConstructor` for an optimizer or a schedule that is not known here.
  package init(_ fields: FieldValues) throws {
    self.init(
      optimizer: try Self.optimizer(fields[Fields.optimizer]),
      schedule: try Self.schedule(fields[Fields.schedule]), batch: try fields[Fields.batch],
      steps: try fields[Fields.steps], clip: try fields[Fields.clip],
      dropout: try fields[Fields.dropout], evaluateEvery: try fields[Fields.evaluateEvery],
      evaluateBatches: try fields[Fields.evaluateBatches],
      precision: try fields[Fields.precision])
  }

  /// The optimizer that a call names.
  package static func optimizer(_ fields: FieldValues) throws -> any DeclaredOptimizer {
    guard let type = declaredOptimizers.first(where: { $0.declaration.name == fields.constructor })
    else { throw UnknownConstructor(kind: "optimizer", name: fields.constructor) }
    return try type.init(fields)
  }

  /// The schedule that a call names.
  package static func schedule(_ fields: FieldValues) throws -> any DeclaredSchedule {
    guard let type = declaredSchedules.first(where: { $0.declaration.name == fields.constructor })
    else { throw UnknownConstructor(kind: "schedule", name: fields.constructor) }
    return try type.init(fields)
  }
}
