import CVectorKernels

/// The product of every step of a recurrent layer: few rows, and the same large matrix again and again.
///
/// The usual product copies its matrix into another layout before it begins, which pays off over hundreds of rows; here it
/// would cost more than the product. On AVX-512 cores OpenBLAS multiplies without the copy where rows · columns · inner is at
/// most 10⁶ (interface/gemm.c, the small-matrix kernels), so the result is cut into tiles of that size: 100 instead of 60
/// GFLOP/s for 16 × 768 by 768 × 3072. Other cores have no such kernels and take the usual product.
struct RecurrentProduct {
  /// The right factor as the usual product takes it, [inner, columns].
  let factor: MatrixFactor
  let rows: Int
  let columns: Int
  let inner: Int
  /// Columns of a tile; nil for the usual product.
  private let tile: Int?

  private static let smallMatrix = 1_000_000

  /// Whether the library in use multiplies small matrices without copying them.
  static let hasSmallKernels = ["SkylakeX", "Cooperlake", "SapphireRapids"].contains {
    LinearAlgebraLibrary.core.lowercased() == $0.lowercased()
  }

  /// - Parameter factor: [inner, columns]; only one that lies transposed in memory is read along its rows, and profits.
  init(_ factor: MatrixFactor, rows: Int, columns: Int, inner: Int) {
    self.factor = factor
    self.rows = rows
    self.columns = columns
    self.inner = inner
    let fitting = Self.smallMatrix / max(1, rows * inner) / 16 * 16
    tile =
      Self.hasSmallKernels && factor.isTransposed && fitting >= 16 ? min(64, fitting) : nil
  }

  /// Columns that the engine's own product computes at a time: few strips, since each is handed to a thread, and matrix rows are
  /// fetched ahead within one only.
  private static let stripColumns = 192

  /// Whether the library takes sums of sixteen lanes, in an order that the engine's own product follows, and columns are short
  /// enough that four stay in the first-level cache.
  private func isDotProduct(_ tile: Int) -> Bool {
    let last = columns % tile == 0 ? tile : columns % tile
    return rows % 4 == 0 && columns % 4 == 0 && inner >= 32 && inner <= 1_024
      && rows * max(tile, last) <= 1_200
  }

  /// Whether a factor that is not transposed in memory is worth transposing.
  static func prefersTransposed(rows: Int, inner: Int) -> Bool {
    hasSmallKernels && rows * inner * 16 <= smallMatrix
  }

  /// target [rows, columns] (+)= left [rows, inner] · factor.
  func multiply(
    _ left: UnsafeMutablePointer<Float>, into target: MatrixTarget, _ context: ComputeContext
  ) {
    let left = MatrixFactor(left, stride: inner)
    guard let tile else {
      context.multiply(
        rows: rows, columns: columns,
        terms: [ProductTerm(left: left, right: factor, inner: inner)], into: target)
      return
    }
    context.count(ProductShape(rows: rows, columns: columns, inner: inner))
    if context.panelTerms != nil && isDotProduct(tile) {
      let strip = Self.stripColumns
      context.parallel(chunks: columns, of: strip) { range in
        fpt_multiply_dots(
          rows, range.count, inner, left.pointer, factor.columns(from: range.lowerBound),
          factor.stride, target.pointer + range.lowerBound, target.stride, target.accumulates)
      }
      return
    }
    context.parallel(chunks: columns, of: tile) { range in
      multiplySerially(
        rows: rows, columns: range.count, inner: inner,
        left: left.pointer, leftStride: left.stride, leftIsTransposed: false,
        right: factor.columns(from: range.lowerBound), rightStride: factor.stride,
        rightIsTransposed: true, into: target.pointer + range.lowerBound, stride: target.stride,
        beta: target.accumulates ? 1 : 0)
    }
  }
}

extension ComputeContext {
  /// A matrix [rows, columns] written as [columns, rows].
  func transposed(
    _ source: UnsafePointer<Float>, rows: Int, columns: Int, stride step: Int
  ) -> Tensor {
    let result = uninitialized([columns, rows])
    let target = result.pointer
    // Sixteen by sixteen: whole cache lines of the source, and whole ones of the result one after the other.
    parallel(chunks: columns, of: 16) { range in
      for first in stride(from: 0, to: rows, by: 16) {
        let last = min(rows, first + 16)
        for column in range {
          for row in first..<last { target[column * rows + row] = source[row * step + column] }
        }
      }
    }
    return result
  }
}
