import CKernels

/// The coefficients of one Adam step, the same for every element.
public struct AdamCoefficients: Sendable {
  /// The factor of the gradient: 1, or less if it is clipped.
  public var scale: Float
  /// 1 − β₁.
  public var oneMinusBeta1: Float
  /// β₂.
  public var beta2: Float
  /// 1 − β₂.
  public var oneMinusBeta2: Float
  /// Learning rate / (1 − β₁ᵗ).
  public var stepSize: Float
  /// √(1 − β₂ᵗ).
  public var rootCorrection: Float
  /// ε, added to the corrected root.
  public var epsilon: Float
  /// The factor of the parameter before the step: 1, or 1 − learning rate · decay for decoupled weight decay.
  public var decay: Float

  /// Coefficients computed in double precision and rounded once.
  public init(
    scale: Float, oneMinusBeta1: Float, beta2: Float, oneMinusBeta2: Float, stepSize: Float,
    rootCorrection: Float, epsilon: Float, decay: Float = 1
  ) {
    self.scale = scale
    self.oneMinusBeta1 = oneMinusBeta1
    self.beta2 = beta2
    self.oneMinusBeta2 = oneMinusBeta2
    self.stepSize = stepSize
    self.rootCorrection = rootCorrection
    self.epsilon = epsilon
    self.decay = decay
  }

  var kernel: fpt_adam {
    fpt_adam(
      scale: scale, one_minus_beta1: oneMinusBeta1, beta2: beta2, one_minus_beta2: oneMinusBeta2,
      step_size: stepSize, root_correction: rootCorrection, epsilon: epsilon, decay: decay)
  }
}

extension ComputeContext {
  /// Updates a parameter and its moments in place by one Adam step.
  ///
  /// With g = scale · gradient: m += (1 − β₁)(g − m), v = β₂ v + (1 − β₂) g², θ −= step · m / (√v / √(1 − β₂ᵗ) + ε), from decay · θ.
  ///
  /// - Parameters:
  ///   - value: θ.
  ///   - gradient: like θ; read only.
  ///   - first: m, like θ.
  ///   - second: v, like θ.
  ///   - c: the coefficients of the step.
  public func adamUpdate(
    value: Tensor, gradient: Tensor, first: Tensor, second: Tensor, _ c: AdamCoefficients
  ) {
    let step = c.kernel
    parallel(chunks: value.count, of: 1 << 14) { range in
      let start = range.lowerBound
      kernels.pointee.adam(
        value.pointer + start, gradient.pointer + start, first.pointer + start,
        second.pointer + start, step, range.count)
    }
  }

  /// Computes x = a · x + b · y in place: what other optimizers' updates are made of.
  ///
  /// Momentum is (β, 1) of the gradient, a plain step (1, −rate) of the gradient, decoupled weight decay a factor below 1.
  ///
  /// - Parameters:
  ///   - x: any shape.
  ///   - a: the factor of x.
  ///   - y: like x.
  ///   - b: the factor of y.
  public func combine(_ x: Tensor, times a: Float, plus y: Tensor, times b: Float) {
    precondition(x.count == y.count, "tensors of one shape")
    parallel(chunks: x.count, of: 1 << 14) { range in
      kernels.pointee.combine(
        x.pointer + range.lowerBound, a, y.pointer + range.lowerBound, b, range.count)
    }
  }

  /// Returns Σ x² in double precision.
  ///
  /// Each chunk of 4,096 elements is summed in eight lanes; then the chunks are added in order.
  public func sumOfSquares(_ x: Tensor) -> Double {
    let count = x.count
    let chunk = 4_096
    let chunks = (count + chunk - 1) / chunk
    // Each chunk writes a Double in the place of two floats.
    let buffer = memory.take(2 * chunks)
    let raw = UnsafeMutableRawPointer(buffer.pointer)
    parallel(chunks: count, of: chunk) { range in
      let sum = kernels.pointee.sum_of_squares(x.pointer + range.lowerBound, range.count)
      raw.storeBytes(of: sum, toByteOffset: range.lowerBound / chunk * 8, as: Double.self)
    }
    if isMeasuring { return 0 }
    var total = 0.0
    for index in 0..<chunks { total += raw.load(fromByteOffset: index * 8, as: Double.self) }
    return total
  }
}
