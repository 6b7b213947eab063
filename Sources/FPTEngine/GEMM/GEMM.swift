import COpenBLAS

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

/// The tiles of a C that OpenBLAS computes.
///
/// The tiling depends on the extents alone, so that bits do not depend on the thread count.
struct Tiling {
  let rows: Int
  let columns: Int
  let rowTiles: Int
  let columnTiles: Int

  /// Tiles of about 512 × 768 if there are four of them, and of about 512 × 384 otherwise.
  ///
  /// A result that is worth cutting has an even number of tiles. Edges are multiples of 16, so that epilogues work in whole
  /// vectors.
  init(rows: Int, columns: Int, k: Int) {
    let rowTiles = max(1, (rows + 511) / 512)
    var columnTiles = max(1, (columns + 384) / 768)
    if rowTiles * columnTiles < 4 { columnTiles = max(1, (columns + 192) / 384) }
    let isWorthCutting = rows * columns * k >= 1 << 20 && columns >= 64
    if isWorthCutting && (rowTiles * columnTiles) % 2 == 1 { columnTiles += 1 }
    self.rows = Self.edge(rows, rowTiles)
    self.columns = Self.edge(columns, columnTiles)
    self.rowTiles = max(1, (rows + self.rows - 1) / max(1, self.rows))
    self.columnTiles = max(1, (columns + self.columns - 1) / max(1, self.columns))
  }

  private static func edge(_ extent: Int, _ parts: Int) -> Int {
    parts == 1 ? extent : ((extent + parts - 1) / parts + 15) / 16 * 16
  }
}

extension ComputeContext {
  /// Computes C [rows, columns] = Σ A · B over the operands.
  ///
  /// The engine's own GEMM computes it. A processor without it calls OpenBLAS, single-threaded, for each tile and summand.
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
    let k = operands.reduce(0) { $0 + $1.k }
    for operand in operands {
      count(GEMMShape(rows: rows, columns: columns, k: operand.k))
    }
    if let kernels {
      gemmPacking(
        kernels, rows: rows, columns: columns, operands: operands, into: target,
        epilogue: epilogue)
      return
    }
    let tiling = Tiling(rows: rows, columns: columns, k: k)
    parallel(tiling.rowTiles * tiling.columnTiles) { index in
      let row = index / tiling.columnTiles * tiling.rows
      let column = index % tiling.columnTiles * tiling.columns
      let tile = Tile(
        rows: row..<min(rows, row + tiling.rows),
        columns: column..<min(columns, column + tiling.columns))
      var beta: Float = target.accumulates ? 1 : 0
      for operand in operands {
        sgemm(
          rows: tile.rows.count, columns: tile.columns.count, k: operand.k,
          a: operand.a.from(row: row), b: operand.b.from(column: column),
          into: target.pointer + row * target.stride + column, stride: target.stride, beta: beta)
        beta = 1
      }
      epilogue?(tile)
    }
  }
}

extension ComputeContext {
  /// Counts the operations of a GEMM and, in a measuring context, its shape.
  func count(_ shape: GEMMShape) {
    matmulOperations += 2 * shape.rows * shape.columns * shape.k
    if isMeasuring { matmulShapes[shape, default: 0] += 1 }
  }
}

/// Calls OpenBLAS's sgemm on the calling thread: C = alpha · A · B + beta · C.
@inline(__always)
func sgemm(
  rows: Int, columns: Int, k: Int, a: MatrixOperand, b: MatrixOperand,
  into c: UnsafeMutablePointer<Float>, stride: Int, alpha: Float = 1, beta: Float
) {
  cblas_sgemm(
    CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
    b.isTransposed ? CblasTrans : CblasNoTrans,
    Int32(truncatingIfNeeded: rows), Int32(truncatingIfNeeded: columns),
    Int32(truncatingIfNeeded: k), alpha, a.pointer, Int32(truncatingIfNeeded: a.stride),
    b.pointer, Int32(truncatingIfNeeded: b.stride), beta,
    c, Int32(truncatingIfNeeded: stride))
}
