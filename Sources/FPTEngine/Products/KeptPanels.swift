/// Copies of a frozen matrix as the engine's own product reads it: made when a product first wants them, and kept.
///
/// Copying takes as long as some twenty rows of the product do. A context keeps no more than `ComputeContext.mostKeptFloats`;
/// matrices beyond that are copied for every product. No bit depends on it.
public final class KeptPanels {
  /// Which factor of a product the matrix is.
  struct Use: Hashable {
    let isForward: Bool
    let outputs: Range<Int>
  }

  private var copies: [Use: KeptCopy] = [:]

  /// No copies yet; whoever changes the matrix has to drop the object.
  public init() {}

  /// A factor's panels over all of its rows; nil where the context keeps no more.
  func panels(
    of factor: MatrixFactor, _ use: Use, inner: Int, columns: Int, _ kernels: PanelKernels,
    _ context: ComputeContext
  ) -> Panels? {
    if let copy = copies[use] { return copy.panels }
    guard let copy = KeptCopy(factor, inner: inner, columns: columns, kernels, context)
    else { return nil }
    copies[use] = copy
    return copy.panels
  }
}

/// One copy, and its share of what its context keeps.
private final class KeptCopy {
  let panels: Panels
  private let buffer: Buffer
  private let size: Int
  private let context: ComputeContext

  init?(
    _ factor: MatrixFactor, inner: Int, columns: Int, _ kernels: PanelKernels,
    _ context: ComputeContext
  ) {
    size = Panels.size(inner: inner, columns: columns)
    guard size <= ComputeContext.mostKeptFloats - context.keptFloats else { return nil }
    context.keptFloats += size
    self.context = context
    buffer = context.memory.take(size)
    panels = Panels(at: buffer.pointer, inner: inner, columns: columns, kernels)
    context.pack(panels, factor, inner: inner, columns: columns)
  }

  deinit { context.keptFloats -= size }
}
