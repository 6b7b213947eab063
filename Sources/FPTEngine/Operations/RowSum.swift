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
