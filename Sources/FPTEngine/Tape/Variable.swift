import CKernels

/// The sum of the gradient contributions of one value.
public final class GradientSlot {
  /// The shape of the gradient and of its value.
  public let shape: [Int]
  /// The sum so far; nil before the first contribution.
  public internal(set) var gradient: Tensor?

  /// A slot without a contribution.
  public init(shape: [Int]) { self.shape = shape }

  /// Drops the sum.
  public func clear() { gradient = nil }

  /// The tensor that a contribution is written to, and whether it is added to what is there.
  func destination(in context: ComputeContext) -> (tensor: Tensor, accumulates: Bool) {
    if let gradient { return (gradient, true) }
    let first = context.uninitialized(shape)
    gradient = first
    return (first, false)
  }

  /// Adds a contribution that nobody else needs; the first one becomes the sum itself.
  func adopt(_ contribution: Tensor, in context: ComputeContext) {
    guard let gradient else {
      self.gradient = contribution.reshaped(shape)
      return
    }
    let count = contribution.count
    context.parallel(chunks: count, of: 1 << 15) { range in
      context.kernels.pointee.add(
        gradient.pointer + range.lowerBound, contribution.pointer + range.lowerBound, range.count)
    }
  }
}

/// A value on the tape, with a gradient slot if a trained parameter lies below it.
public struct Variable {
  /// The numbers.
  public let value: Tensor
  /// The sum of the gradient; nil if nothing trained lies below.
  public let slot: GradientSlot?
  /// The packed copies of a frozen weight; nil for a value that may change.
  let packedWeights: PackedWeightCache?

  /// Shape of the value.
  public var shape: [Int] { value.shape }
  /// Whether anything trained lies below.
  public var requiresGradient: Bool { slot != nil }

  /// A constant, such as an input or a frozen parameter.
  ///
  /// - Parameters:
  ///   - value: the numbers.
  ///   - packedWeights: cache of packed copies. Share it only while the matrix does not change.
  public init(constant value: Tensor, packedWeights: PackedWeightCache? = nil) {
    self.value = value
    self.packedWeights = packedWeights
    slot = nil
  }

  /// A trained leaf.
  ///
  /// - Parameters:
  ///   - value: the numbers.
  ///   - slot: receives the gradient.
  public init(trained value: Tensor, slot: GradientSlot) {
    self.value = value
    self.slot = slot
    packedWeights = nil
  }

  /// Returns the same value under another shape of the same count.
  public func reshaped(_ shape: [Int]) -> Variable {
    Variable(value: value.reshaped(shape), slot: slot)
  }

  private init(value: Tensor, slot: GradientSlot?) {
    self.value = value
    self.slot = slot
    packedWeights = nil
  }

  init(_ value: Tensor, requiresGradient: Bool) {
    self.value = value
    packedWeights = nil
    slot = requiresGradient ? GradientSlot(shape: value.shape) : nil
  }
}
