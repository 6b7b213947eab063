/// The packed copies of a frozen weight.
///
/// The first GEMM that reads the weight makes a copy, and later ones reuse it.
///
/// Packing takes as long as about twenty rows of the GEMM. A context caches at most `ComputeContext.largestCache` floats; a weight
/// beyond that is packed for every GEMM. No bit depends on the cache.
public final class PackedWeightCache {
  /// Which B operand the weight is.
  struct Key: Hashable {
    /// Whether B is W, as in the forward pass; Wᵀ otherwise.
    let isForward: Bool
    let outputs: Range<Int>
  }

  private var copies: [Key: PackedCopy] = [:]

  /// An empty cache; whoever changes the weight has to drop it.
  public init() {}

  /// The packed copy of all of `b`; nil if it does not fit into the context's cache.
  func packed(
    _ b: MatrixOperand, _ key: Key, k: Int, columns: Int,
    _ context: ComputeContext
  ) -> PackedB? {
    if let copy = copies[key] { return copy.packed }
    guard let copy = PackedCopy(b, k: k, columns: columns, context)
    else { return nil }
    copies[key] = copy
    return copy.packed
  }
}

/// One packed copy, and its share of the context's cache.
private final class PackedCopy {
  let packed: PackedB
  private let buffer: Buffer
  private let size: Int
  private let context: ComputeContext

  init?(
    _ b: MatrixOperand, k: Int, columns: Int, _ context: ComputeContext
  ) {
    size = PackedB.size(k: k, columns: columns, context.gemmKernels)
    guard size <= ComputeContext.largestCache - context.cachedFloats else { return nil }
    context.cachedFloats += size
    self.context = context
    buffer = context.memory.take(size)
    packed = PackedB(at: buffer.pointer, k: k, columns: columns, context.gemmKernels)
    context.pack(packed, b, k: k, columns: columns)
  }

  deinit { context.cachedFloats -= size }
}
