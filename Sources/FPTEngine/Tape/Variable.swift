/// The gradient of one value, as far as it has been summed.
public final class GradientSlot {
  /// Shape of the gradient: that of the value it belongs to.
  public let shape: [Int]
  /// The sum so far; nil before the first contribution.
  public internal(set) var gradient: Tensor?

  /// A slot without a contribution.
  public init(shape: [Int]) { self.shape = shape }

  /// Forgets what has been summed.
  public func clear() { gradient = nil }

  /// Where a contribution is to be written, and whether it adds to what is there.
  func destination(in context: ComputeContext) -> (tensor: Tensor, accumulates: Bool) {
    if let gradient { return (gradient, true) }
    let fresh = context.uninitialized(shape)
    gradient = fresh
    return (fresh, false)
  }

  /// Adds a contribution that nobody else needs any more: the first one is taken over as it is.
  func adopt(_ contribution: Tensor, in context: ComputeContext) {
    guard let gradient else {
      self.gradient = contribution.reshaped(shape)
      return
    }
    let count = contribution.count
    context.parallel(chunks: count, of: 1 << 15) { range in
      addInPlace(
        gradient.pointer + range.lowerBound, contribution.pointer + range.lowerBound, range.count)
    }
  }
}

/// A value on the tape: its numbers, and where its gradient is summed if anything trained lies below it.
public struct Variable {
  /// The numbers.
  public let value: Tensor
  /// Where the gradient is summed; nil where nothing trained lies below.
  public let slot: GradientSlot?
  /// Where products keep their copies of a matrix that does not change; nil for one that may.
  let panels: KeptPanels?

  /// Shape of the value.
  public var shape: [Int] { value.shape }
  /// Whether anything trained lies below.
  public var requiresGradient: Bool { slot != nil }

  /// A constant, such as an input or a frozen parameter.
  ///
  /// - Parameter panels: of a matrix whose values are the same whenever the same object is given with it.
  public init(constant value: Tensor, panels: KeptPanels? = nil) {
    self.value = value
    self.panels = panels
    slot = nil
  }

  /// A leaf whose gradient is wanted.
  public init(trained value: Tensor, slot: GradientSlot) {
    self.value = value
    self.slot = slot
    panels = nil
  }

  /// The same value under another shape of the same count.
  public func reshaped(_ shape: [Int]) -> Variable {
    Variable(value: value.reshaped(shape), slot: slot)
  }

  private init(value: Tensor, slot: GradientSlot?) {
    self.value = value
    self.slot = slot
    panels = nil
  }

  init(_ value: Tensor, requiresGradient: Bool) {
    self.value = value
    panels = nil
    slot = requiresGradient ? GradientSlot(shape: value.shape) : nil
  }
}

/// a += b over `count` floats.
@inline(__always)
func addInPlace(_ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>, _ count: Int) {
  var i = 0
  while i + 8 <= count {
    a.store(a.vector(i) + b.vector(i), i)
    i += 8
  }
  while i < count {
    a[i] += b[i]
    i += 1
  }
}
