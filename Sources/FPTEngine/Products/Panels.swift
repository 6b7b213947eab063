import CVectorKernels

/// A right factor [inner, columns] copied into panels of sixteen columns, as the engine's own product reads it.
struct Panels {
  private let kernels: PanelKernels
  private let pointer: UnsafeMutablePointer<Float>
  private let inner: Int
  private let columns: Int

  /// Columns of a panel.
  static let width = 16

  /// Floats of memory that a factor takes.
  static func size(inner: Int, columns: Int) -> Int { inner * ((columns + 15) / 16 * 16) }

  /// Copies a factor to `memory`, aligned to 64 bytes.
  init(
    packing factor: MatrixFactor, inner: Int, columns: Int, _ kernels: PanelKernels,
    in memory: UnsafeMutablePointer<Float>
  ) {
    self.init(at: memory, inner: inner, columns: columns, kernels)
    pack(factor, columns: 0..<columns)
  }

  /// Panels in `memory` that are yet to be written by `pack`.
  init(
    at memory: UnsafeMutablePointer<Float>, inner: Int, columns: Int, _ kernels: PanelKernels
  ) {
    self.kernels = kernels
    pointer = memory
    self.inner = inner
    self.columns = columns
  }

  /// Copies some columns of a factor, the first of them a multiple of 16.
  func pack(_ factor: MatrixFactor, columns: Range<Int>) {
    kernels.pack(
      factor.from(column: columns.lowerBound), inner: inner, columns: columns.count,
      into: pointer + columns.lowerBound * inner)
  }

  /// target [rows, columns] (+)= alpha · left [rows, terms] · the factor's rows `terms`, one sum for each element.
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
    kernels.multiply(
      fpt_panel_product(
        rows: rows, columns: part.count, inner: terms.count, left: left.pointer,
        row_step: left.isTransposed ? 1 : left.stride,
        inner_step: left.isTransposed ? left.stride : 1,
        panels: pointer + part.lowerBound * inner + Self.width * terms.lowerBound,
        panel_stride: Self.width * inner, target: target.pointer, target_stride: target.stride,
        alpha: alpha, accumulates: target.accumulates))
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
