/// One operand of a GEMM, A or B: a row-major matrix in memory, read as it is or transposed.
struct MatrixOperand {
  let pointer: UnsafePointer<Float>
  /// Floats from one row in memory to the next.
  let stride: Int
  let isTransposed: Bool

  init(_ pointer: UnsafeMutablePointer<Float>, stride: Int, isTransposed: Bool = false) {
    self.init(UnsafePointer(pointer), stride: stride, isTransposed: isTransposed)
  }

  init(_ pointer: UnsafePointer<Float>, stride: Int, isTransposed: Bool) {
    self.pointer = pointer
    self.stride = stride
    self.isTransposed = isTransposed
  }

  /// The operand without the rows and columns before these, counted after transposition.
  func from(row: Int = 0, column: Int = 0) -> MatrixOperand {
    MatrixOperand(
      isTransposed ? pointer + column * stride + row : pointer + row * stride + column,
      stride: stride, isTransposed: isTransposed)
  }
}

/// The C of a GEMM: where the result is written.
struct MatrixTarget {
  let pointer: UnsafeMutablePointer<Float>
  let stride: Int
  /// Whether the result is added to C instead of replacing it.
  let accumulates: Bool

  init(_ pointer: UnsafeMutablePointer<Float>, stride: Int, accumulates: Bool = false) {
    self.pointer = pointer
    self.stride = stride
    self.accumulates = accumulates
  }
}

/// One summand A · B of a GEMM: `a` is [rows, k], `b` is [k, columns].
struct GEMMOperands {
  let a: MatrixOperand
  let b: MatrixOperand
  let k: Int
  /// The cache of packed copies of B, if B is a frozen weight.
  var cache: (weights: PackedWeightCache, key: PackedWeightCache.Key)?
}

/// The extents of one GEMM: [rows, k] · [k, columns].
public struct GEMMShape: Sendable, Hashable {
  /// Rows of A and C; M in BLAS.
  public let rows: Int
  /// Columns of B and C; N in BLAS.
  public let columns: Int
  /// Columns of A and rows of B; K in BLAS.
  public let k: Int
}

/// A tile of C.
struct Tile {
  let rows: Range<Int>
  let columns: Range<Int>
}

extension ComputeContext {
  /// Computes C [rows, columns] = Σ A · B over the operands.
  ///
  /// - Parameters:
  ///   - rows: rows of C.
  ///   - columns: columns of C.
  ///   - operands: the summands.
  ///   - target: C.
  ///   - epilogue: called for each tile when it is complete, on the thread that computed it, while it is in that thread's cache.
  func gemm(
    rows: Int, columns: Int, operands: [GEMMOperands], into target: MatrixTarget,
    epilogue: ((Tile) -> Void)? = nil
  ) {
    for operand in operands {
      count(GEMMShape(rows: rows, columns: columns, k: operand.k))
    }
    gemmPacking(
      rows: rows, columns: columns, operands: operands, into: target, epilogue: epilogue)
  }
}

extension ComputeContext {
  /// Counts the operations of a GEMM and, in a measuring context, its shape.
  func count(_ shape: GEMMShape) {
    matmulOperations += 2 * shape.rows * shape.columns * shape.k
    if isMeasuring { matmulShapes[shape, default: 0] += 1 }
  }
}
