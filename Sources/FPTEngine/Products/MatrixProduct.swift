import COpenBLAS

/// One factor of a product: a row-major matrix in memory, read as it is or transposed.
struct MatrixFactor {
  let pointer: UnsafePointer<Float>
  /// Elements from one row in memory to the next.
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

  /// The factor's rows from `row` on, after transposition.
  func rows(from row: Int) -> UnsafePointer<Float> {
    isTransposed ? pointer + row : pointer + row * stride
  }

  /// The factor's columns from `column` on, after transposition.
  func columns(from column: Int) -> UnsafePointer<Float> {
    isTransposed ? pointer + column * stride : pointer + column
  }
}

/// Where a product is written.
struct MatrixTarget {
  let pointer: UnsafeMutablePointer<Float>
  let stride: Int
  /// Adds to what is there instead of replacing it.
  let accumulates: Bool

  init(_ pointer: UnsafeMutablePointer<Float>, stride: Int, accumulates: Bool = false) {
    self.pointer = pointer
    self.stride = stride
    self.accumulates = accumulates
  }
}

/// One term of a sum of products: `left` [m, inner] times `right` [inner, n].
struct ProductTerm {
  let left: MatrixFactor
  let right: MatrixFactor
  let inner: Int
  /// Where copies of the right factor are kept, if it stays as it is.
  var kept: (panels: KeptPanels, use: KeptPanels.Use)?
}

/// The extents of one product: [rows, inner] · [inner, columns].
public struct ProductShape: Sendable, Hashable {
  public let rows: Int
  public let columns: Int
  public let inner: Int
}

/// A rectangle of a product's result.
struct Tile {
  let rows: Range<Int>
  let columns: Range<Int>
}

/// How a result that the library computes is cut into tiles: a function of its extents alone, so that bits do not depend on the
/// thread count.
struct Tiling {
  let rows: Int
  let columns: Int
  let rowTiles: Int
  let columnTiles: Int

  /// About 512 × 768 outputs a tile where that leaves four of them, about 512 × 384 elsewhere, and an even number of tiles where
  /// the result is worth cutting; edges at multiples of 16, so that what runs on finished tiles can work in whole vectors.
  init(rows: Int, columns: Int, inner: Int) {
    let rowTiles = max(1, (rows + 511) / 512)
    var columnTiles = max(1, (columns + 384) / 768)
    if rowTiles * columnTiles < 4 { columnTiles = max(1, (columns + 192) / 384) }
    let isWorthCutting = rows * columns * inner >= 1 << 20 && columns >= 64
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
  /// `target` [rows, columns] = Σ left · right over the terms: by the engine's own product or, on a processor that has none, tile
  /// by tile with a single-threaded call of the library for each term.
  ///
  /// - Parameter finish: called for each tile when it is complete, on the thread that computed it, while it is in its cache.
  func multiply(
    rows: Int, columns: Int, terms: [ProductTerm], into target: MatrixTarget,
    finish: ((Tile) -> Void)? = nil
  ) {
    let inner = terms.reduce(0) { $0 + $1.inner }
    for term in terms {
      count(ProductShape(rows: rows, columns: columns, inner: term.inner))
    }
    if let kernels {
      multiplyPanels(
        kernels, rows: rows, columns: columns, terms: terms, into: target, finish: finish)
      return
    }
    let tiling = Tiling(rows: rows, columns: columns, inner: inner)
    parallel(tiling.rowTiles * tiling.columnTiles) { index in
      let row = index / tiling.columnTiles * tiling.rows
      let column = index % tiling.columnTiles * tiling.columns
      let tile = Tile(
        rows: row..<min(rows, row + tiling.rows),
        columns: column..<min(columns, column + tiling.columns))
      var beta: Float = target.accumulates ? 1 : 0
      for term in terms {
        multiplySerially(
          rows: tile.rows.count, columns: tile.columns.count, inner: term.inner,
          left: term.left.rows(from: row), leftStride: term.left.stride,
          leftIsTransposed: term.left.isTransposed,
          right: term.right.columns(from: column), rightStride: term.right.stride,
          rightIsTransposed: term.right.isTransposed,
          into: target.pointer + row * target.stride + column, stride: target.stride, beta: beta)
        beta = 1
      }
      finish?(tile)
    }
  }
}

extension ComputeContext {
  /// Counts the operations of a product; a measuring context its shape as well.
  func count(_ product: ProductShape) {
    productOperations += 2 * product.rows * product.columns * product.inner
    if isMeasuring { products[product, default: 0] += 1 }
  }
}

/// One call of sgemm on the calling thread: result = alpha · left · right + beta · result.
@inline(__always)
func multiplySerially(
  rows: Int, columns: Int, inner: Int,
  left: UnsafePointer<Float>, leftStride: Int, leftIsTransposed: Bool,
  right: UnsafePointer<Float>, rightStride: Int, rightIsTransposed: Bool,
  into result: UnsafeMutablePointer<Float>, stride: Int, alpha: Float = 1, beta: Float
) {
  cblas_sgemm(
    CblasRowMajor, leftIsTransposed ? CblasTrans : CblasNoTrans,
    rightIsTransposed ? CblasTrans : CblasNoTrans,
    Int32(truncatingIfNeeded: rows), Int32(truncatingIfNeeded: columns),
    Int32(truncatingIfNeeded: inner), alpha, left, Int32(truncatingIfNeeded: leftStride),
    right, Int32(truncatingIfNeeded: rightStride), beta,
    result, Int32(truncatingIfNeeded: stride))
}
