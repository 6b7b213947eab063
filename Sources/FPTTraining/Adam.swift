import FPTEngine
import FPTSchema

/// Adam (Kingma and Ba 2015) with PyTorch's defaults and order of operations, without weight decay.
public struct Adam: Optimizer, Hashable {
  /// The size of a step.
  public var learningRate: Double
  /// β₁, the decay of the mean gradient per step.
  public var beta1: Double
  /// β₂, the decay of the mean squared gradient per step.
  public var beta2: Double
  /// Added to the root of the mean square.
  public var epsilon: Double

  /// Adam with PyTorch's defaults where nothing else is said.
  public init(
    learningRate: Double = Fields.learningRate.defaultValue,
    beta1: Double = Fields.beta1.defaultValue, beta2: Double = Fields.beta2.defaultValue,
    epsilon: Double = Fields.epsilon.defaultValue
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  /// The means of the gradient and of its square, each of the parameter's shape.
  public static let stateNames = ["first_moment", "second_moment"]

  /// Moves the parameter by its bias-corrected means, as in algorithm 1 of the paper.
  public func update(
    _ value: Tensor, gradient: Tensor, state: [Tensor], _ step: OptimizerStep,
    in context: ComputeContext
  ) {
    let correction1 = Self.biasCorrection(beta1, step: step.updates)
    let correction2 = Self.biasCorrection(beta2, step: step.updates)
    context.adamUpdate(
      value: value, gradient: gradient, first: state[0], second: state[1],
      AdamCoefficients(
        scale: step.scale, oneMinusBeta1: Float(1 - beta1), beta2: Float(beta2),
        oneMinusBeta2: Float(1 - beta2),
        stepSize: Float(step.learningRate / correction1),
        rootCorrection: Float(correction2.squareRoot()), epsilon: Float(epsilon)))
  }

  /// 1 − βᵗ, by repeated squaring: no C library in what reaches results.
  static func biasCorrection(_ beta: Double, step: Int) -> Double {
    var power = 1.0
    var square = beta
    var exponent = step
    while exponent > 0 {
      if exponent & 1 == 1 { power *= square }
      square *= square
      exponent >>= 1
    }
    return 1 - power
  }
}

extension Adam {
  @usableFromInline
  package enum Fields {
    @usableFromInline package static let learningRate = Field(
      "lr", default: 1e-3, range: NumberRange(from: 0, excludesLower: true), "Learning rate.",
      example: "lr: 1e-3")
    @usableFromInline package static let beta1 = Field(
      "beta1", default: 0.9, range: NumberRange(from: 0, to: 1, excludesUpper: true),
      "Decay of the mean of gradients.", example: "beta1: 0.9")
    @usableFromInline package static let beta2 = Field(
      "beta2", default: 0.999, range: NumberRange(from: 0, to: 1, excludesUpper: true),
      "Decay of the mean of squared gradients.", example: "beta2: 0.999")
    @usableFromInline package static let epsilon = Field(
      "eps", default: 1e-8, range: NumberRange(from: 0, excludesLower: true),
      "Added to the root of the second moment.", example: "eps: 1e-8")
  }
}

extension Adam: DeclaredOptimizer {
  package static let declaration = ConstructorSchema(
    "Adam", .optimizer,
    fields: [Fields.learningRate, Fields.beta1, Fields.beta2, Fields.epsilon],
    "Adam (Kingma and Ba 2015) without weight decay.", example: "Adam(lr: 1e-3)")

  package init(_ fields: FieldValues) throws {
    self.init(
      learningRate: try fields[Fields.learningRate], beta1: try fields[Fields.beta1],
      beta2: try fields[Fields.beta2], epsilon: try fields[Fields.epsilon])
  }
}
