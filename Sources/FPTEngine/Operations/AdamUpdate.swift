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

  /// Coefficients computed in double precision and rounded once.
  public init(
    scale: Float, oneMinusBeta1: Float, beta2: Float, oneMinusBeta2: Float, stepSize: Float,
    rootCorrection: Float,
    epsilon: Float
  ) {
    self.scale = scale
    self.oneMinusBeta1 = oneMinusBeta1
    self.beta2 = beta2
    self.oneMinusBeta2 = oneMinusBeta2
    self.stepSize = stepSize
    self.rootCorrection = rootCorrection
    self.epsilon = epsilon
  }
}

extension ComputeContext {
  /// Updates a parameter and its moments in place by one Adam step.
  ///
  /// With g = scale · gradient: m += (1 − β₁)(g − m), v = β₂ v + (1 − β₂) g², θ −= step · m / (√v / √(1 − β₂ᵗ) + ε).
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
    parallel(chunks: value.count, of: 1 << 14) { range in
      var i = range.lowerBound
      while i + 8 <= range.upperBound {
        let g = gradient.pointer.vector(i) * c.scale
        let m = first.pointer.vector(i)
        let newM = m + (g - m) * c.oneMinusBeta1
        let newV = second.pointer.vector(i) * c.beta2 + g * g * c.oneMinusBeta2
        first.pointer.store(newM, i)
        second.pointer.store(newV, i)
        let denominator = newV.squareRoot() / c.rootCorrection + c.epsilon
        value.pointer.store(value.pointer.vector(i) - newM / denominator * c.stepSize, i)
        i += 8
      }
      while i < range.upperBound {
        let g = gradient.pointer[i] * c.scale
        let m = first.pointer[i]
        let newM = m + (g - m) * c.oneMinusBeta1
        let newV = second.pointer[i] * c.beta2 + g * g * c.oneMinusBeta2
        first.pointer[i] = newM
        second.pointer[i] = newV
        let denominator = newV.squareRoot() / c.rootCorrection + c.epsilon
        value.pointer[i] -= newM / denominator * c.stepSize
        i += 1
      }
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
      var lanes = SIMD8<Double>(repeating: 0)
      var i = range.lowerBound
      while i + 8 <= range.upperBound {
        let wide = SIMD8<Double>(x.pointer.vector(i))
        lanes += wide * wide
        i += 8
      }
      var sum = 0.0
      for lane in 0..<8 { sum += lanes[lane] }
      while i < range.upperBound {
        sum += Double(x.pointer[i]) * Double(x.pointer[i])
        i += 1
      }
      raw.storeBytes(of: sum, toByteOffset: range.lowerBound / chunk * 8, as: Double.self)
    }
    if isMeasuring { return 0 }
    var total = 0.0
    for index in 0..<chunks { total += raw.load(fromByteOffset: index * 8, as: Double.self) }
    return total
  }
}
