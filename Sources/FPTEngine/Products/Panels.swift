import CVectorKernels

/// A right factor [inner, columns] copied into panels of sixteen columns, as the engine's own product reads it.
struct Panels {
  private let pointer: UnsafeMutablePointer<Float>
  private let inner: Int
  private let columns: Int

  /// Floats of memory that a factor takes.
  static func size(inner: Int, columns: Int) -> Int { inner * ((columns + 15) / 16 * 16) }

  /// Copies a part of a factor to `memory`, aligned to 64 bytes.
  ///
  /// - Parameter factor: from its first row and column on that are wanted.
  init(
    packing factor: MatrixFactor, inner: Int, columns: Int,
    in memory: UnsafeMutablePointer<Float>
  ) {
    self.init(at: memory, inner: inner, columns: columns)
    pack(factor, columns: 0..<columns)
  }

  /// Panels in `memory` that are yet to be written by `pack`.
  init(at memory: UnsafeMutablePointer<Float>, inner: Int, columns: Int) {
    pointer = memory
    self.inner = inner
    self.columns = columns
  }

  /// Copies some columns of a factor, the first of them a multiple of 16.
  func pack(_ factor: MatrixFactor, columns: Range<Int>) {
    fpt_pack_panels(
      factor.columns(from: columns.lowerBound), factor.stride, factor.isTransposed, inner,
      columns.count, pointer + columns.lowerBound * inner)
  }

  /// target [rows, columns] (+)= alpha · left [rows, terms] · the factor's rows `terms`.
  ///
  /// - Parameters:
  ///   - left: from its first row and from the column that belongs to `terms`' first on.
  ///   - part: the columns that are computed, the first a multiple of 16; all if nil.
  ///   - target: from the first of those columns on.
  func multiply(
    rows: Int, left: MatrixFactor, terms: Range<Int>, columns part: Range<Int>? = nil,
    into target: MatrixTarget, alpha: Float = 1
  ) {
    let part = part ?? 0..<columns
    fpt_multiply_panels(
      fpt_panel_product(
        rows: rows, columns: part.count, inner: terms.count, left: left.pointer,
        row_step: left.isTransposed ? 1 : left.stride,
        inner_step: left.isTransposed ? left.stride : 1,
        panels: pointer + part.lowerBound * inner + 16 * terms.lowerBound, panel_stride: 16 * inner,
        target: target.pointer, target_stride: target.stride, alpha: alpha,
        accumulates: target.accumulates))
  }
}

extension MatrixFactor {
  /// The factor without the rows and columns before these, after transposition.
  func from(row: Int = 0, column: Int = 0) -> MatrixFactor {
    MatrixFactor(
      isTransposed ? pointer + column * stride + row : pointer + row * stride + column,
      stride: stride, isTransposed: isTransposed)
  }
}
