import CKernels

/// Columns of a chunk of a sum over rows; their sums stay in registers.
private let chunkWidth = 64

/// target[column] (+)= Σ over rows of x[row, column], rows in order.
func sumRows(
  _ x: UnsafeMutablePointer<Float>, rows: Int, width: Int, stride: Int,
  into target: UnsafeMutablePointer<Float>, accumulates: Bool, _ context: ComputeContext
) {
  context.parallel(chunks: width, of: chunkWidth) { columns in
    let first = columns.lowerBound
    context.kernels.pointee.sum_rows(
      x + first, rows, stride, target + first, columns.count, accumulates)
  }
}

/// Adds Σ over rows of dy · x · scales[row] to a weight's gradient, rows in order.
///
/// - Parameters:
///   - x: [..., width]
///   - dy: like x.
///   - scales: one for each row; nil for ones.
///   - slot: the weight's, [width].
///   - context: where the sum is computed.
func sumProducts(
  _ x: Tensor, _ dy: Tensor, scales: Tensor?, into slot: GradientSlot, _ context: ComputeContext
) {
  let (target, accumulates) = slot.destination(in: context)
  let width = x.width
  context.parallel(chunks: width, of: chunkWidth) { columns in
    let first = columns.lowerBound
    context.kernels.pointee.sum_products(
      x.pointer + first, dy.pointer + first, scales.map { UnsafePointer($0.pointer) }, x.rows,
      width, target.pointer + first, columns.count, accumulates)
  }
}

/// Adds Σ over rows of dy · (x − mean) · scale to a norm's weight gradient, rows in order.
///
/// - Parameters:
///   - x: [..., width]
///   - dy: like x.
///   - moments: mean and scale of each row.
///   - slot: the weight's, [width].
///   - context: where the sum is computed.
func sumNormWeight(
  _ x: Tensor, _ dy: Tensor, moments: Tensor, into slot: GradientSlot, _ context: ComputeContext
) {
  let (target, accumulates) = slot.destination(in: context)
  let width = x.width
  context.parallel(chunks: width, of: chunkWidth) { columns in
    let first = columns.lowerBound
    context.kernels.pointee.norm_weight_gradient(
      x.pointer + first, dy.pointer + first, moments.pointer, x.rows, width,
      target.pointer + first, columns.count, accumulates)
  }
}
