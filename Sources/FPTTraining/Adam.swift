/// Adam (Kingma and Ba 2015) with PyTorch's defaults and order of operations, without weight decay.
public struct Adam: Sendable, Hashable {
  /// The size of a step.
  public var learningRate: Double
  /// How much of the mean gradient is kept from step to step.
  public var beta1: Double
  /// How much of the mean squared gradient is kept from step to step.
  public var beta2: Double
  /// Added to the root of the mean square.
  public var epsilon: Double

  /// Adam with PyTorch's defaults where nothing else is said.
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
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
