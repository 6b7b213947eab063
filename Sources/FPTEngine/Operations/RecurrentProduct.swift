/// The product of every step of a recurrent layer: few rows, and the same large matrix again and again.
///
/// It is copied into panels once for all steps, since copying it takes as long as some twenty rows of the product do.
struct RecurrentProduct {
  /// The right factor, [inner, columns].
  private let factor: MatrixFactor
  private let rows: Int
  private let columns: Int
  private let inner: Int
  private let copy: (panels: Panels, memory: Buffer, kernels: PanelKernels)?

  /// - Parameter factor: [inner, columns]; must not change while the product is used.
  init(_ factor: MatrixFactor, rows: Int, columns: Int, inner: Int, _ context: ComputeContext) {
    self.factor = factor
    self.rows = rows
    self.columns = columns
    self.inner = inner
    guard let kernels = context.kernels else {
      copy = nil
      return
    }
    let memory = context.memory.take(Panels.size(inner: inner, columns: columns))
    let panels = Panels(at: memory.pointer, inner: inner, columns: columns, kernels)
    context.pack(panels, factor, inner: inner, columns: columns)
    copy = (panels, memory, kernels)
  }

  /// target [rows, columns] (+)= left [rows, inner] · factor.
  func multiply(
    _ left: UnsafeMutablePointer<Float>, into target: MatrixTarget, _ context: ComputeContext
  ) {
    let left = MatrixFactor(left, stride: inner)
    guard let copy else {
      context.multiply(
        rows: rows, columns: columns,
        terms: [ProductTerm(left: left, right: factor, inner: inner)], into: target)
      return
    }
    context.count(ProductShape(rows: rows, columns: columns, inner: inner))
    context.multiply(
      PanelTerms(terms: [.init(left: left, panels: copy.panels, inner: inner)]), rows: rows,
      columns: columns, copy.kernels, into: target)
  }
}
