/// The numbers of one Adam step that are the same for every element.
public struct AdamCoefficients: Sendable {
  /// What the gradient is multiplied by first: 1, or less where it is clipped.
  public var scale: Float
  /// 1 − β₁.
  public var gain1: Float
  /// β₂.
  public var beta2: Float
  /// 1 − β₂.
  public var gain2: Float
  /// Learning rate / (1 − β₁ᵗ).
  public var stepSize: Float
  /// √(1 − β₂ᵗ).
  public var rootCorrection: Float
  /// Added to the corrected root.
  public var epsilon: Float

  /// Coefficients computed in double precision and rounded once.
  public init(
    scale: Float, gain1: Float, beta2: Float, gain2: Float, stepSize: Float, rootCorrection: Float,
    epsilon: Float
  ) {
    self.scale = scale
    self.gain1 = gain1
    self.beta2 = beta2
    self.gain2 = gain2
    self.stepSize = stepSize
    self.rootCorrection = rootCorrection
    self.epsilon = epsilon
  }
}

extension ComputeContext {
  /// m += (1 − β₁)(g − m), v = β₂ v + (1 − β₂) g², θ −= step · m / (√v / √(1 − β₂ᵗ) + ε), in place; g is the gradient times `scale`.
  public func adamUpdate(
    value: Tensor, gradient: Tensor, first: Tensor, second: Tensor, _ c: AdamCoefficients
  ) {
    parallel(chunks: value.count, of: 1 << 14) { range in
      var i = range.lowerBound
      while i + 8 <= range.upperBound {
        let g = gradient.pointer.vector(i) * c.scale
        let m = first.pointer.vector(i)
        let newM = m + (g - m) * c.gain1
        let newV = second.pointer.vector(i) * c.beta2 + g * g * c.gain2
        first.pointer.store(newM, i)
        second.pointer.store(newV, i)
        let denominator = newV.squareRoot() / c.rootCorrection + c.epsilon
        value.pointer.store(value.pointer.vector(i) - newM / denominator * c.stepSize, i)
        i += 8
      }
      while i < range.upperBound {
        let g = gradient.pointer[i] * c.scale
        let m = first.pointer[i]
        let newM = m + (g - m) * c.gain1
        let newV = second.pointer[i] * c.beta2 + g * g * c.gain2
        first.pointer[i] = newM
        second.pointer[i] = newV
        let denominator = newV.squareRoot() / c.rootCorrection + c.epsilon
        value.pointer[i] -= newM / denominator * c.stepSize
        i += 1
      }
    }
  }

  /// Σ x² in double precision: pieces of 4,096 elements in eight lanes each, then the pieces in order.
  public func sumOfSquares(_ x: Tensor) -> Double {
    let count = x.count
    let piece = 4_096
    let pieces = (count + piece - 1) / piece
    // Each piece leaves a Double in the place of two floats.
    let buffer = memory.take(2 * pieces)
    let raw = UnsafeMutableRawPointer(buffer.pointer)
    parallel(chunks: count, of: piece) { range in
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
      raw.storeBytes(of: sum, toByteOffset: range.lowerBound / piece * 8, as: Double.self)
    }
    if isMeasuring { return 0 }
    var total = 0.0
    for index in 0..<pieces { total += raw.load(fromByteOffset: index * 8, as: Double.self) }
    return total
  }
}
