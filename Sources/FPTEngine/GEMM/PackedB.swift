import CKernels

/// The B operand [k, columns] of a GEMM, packed into panels of sixteen columns as the kernel reads it.
struct PackedB {
  let kernels: GEMMKernels
  private let pointer: UnsafeMutablePointer<Float>
  private let k: Int
  private let columns: Int

  /// Columns of a panel.
  static let panelWidth = 16

  /// Floats that a packed B takes.
  static func size(k: Int, columns: Int, _ kernels: GEMMKernels) -> Int {
    kernels.panelSize(k: k) * ((columns + panelWidth - 1) / panelWidth)
  }

  /// Packs `b` into `memory`, which is aligned to 64 bytes.
  init(
    packing b: MatrixOperand, k: Int, columns: Int, _ kernels: GEMMKernels,
    in memory: UnsafeMutablePointer<Float>
  ) {
    self.init(at: memory, k: k, columns: columns, kernels)
    pack(b, columns: 0..<columns)
  }

  /// A packed B in `memory` that `pack` has yet to write.
  init(at memory: UnsafeMutablePointer<Float>, k: Int, columns: Int, _ kernels: GEMMKernels) {
    self.kernels = kernels
    pointer = memory
    self.k = k
    self.columns = columns
  }

  /// Packs some columns of `b`; the first of them is a multiple of 16.
  func pack(_ b: MatrixOperand, columns: Range<Int>) {
    kernels.pack(
      b.from(column: columns.lowerBound), k: k, columns: columns.count,
      into: pointer + columns.lowerBound / Self.panelWidth * kernels.panelSize(k: k))
  }

  /// Computes C [rows, columns] (+)= alpha · A [rows, kRange] · B[kRange, columns].
  ///
  /// - Parameters:
  ///   - rows: rows of A and C.
  ///   - a: pointer to A[0, k₀], where k₀ is the first of `kRange`.
  ///   - kRange: the rows of B that are read, the first of them even; nil for all.
  ///   - nonzero: the terms of `kRange`, counted from its first, outside of which A is zero; nil for all.
  ///   - part: the columns that are computed, the first a multiple of 16; nil for all.
  ///   - target: pointer to C[0, c₀], where c₀ is the first of those columns.
  ///   - alpha: the factor of the product.
  func gemm(
    rows: Int, a: MatrixOperand, kRange: Range<Int>? = nil, nonzero: Range<Int>? = nil,
    columns part: Range<Int>? = nil, into target: MatrixTarget, alpha: Float = 1
  ) {
    let part = part ?? 0..<columns
    let kRange = kRange ?? 0..<k
    let nonzero = nonzero ?? 0..<kRange.count
    let panelStride = kernels.panelSize(k: k)
    kernels.multiply(
      fpt_gemm_block(
        rows: rows, columns: part.count, k: kRange.count, k_begin: nonzero.lowerBound,
        k_end: nonzero.upperBound, a: a.pointer,
        a_row_stride: a.isTransposed ? 1 : a.stride,
        a_k_stride: a.isTransposed ? a.stride : 1,
        packed_b: pointer + part.lowerBound / Self.panelWidth * panelStride
          + kernels.rowOffset(k: kRange.lowerBound),
        panel_stride: panelStride, c: target.pointer, c_stride: target.stride,
        alpha: alpha, accumulates: target.accumulates))
  }
}
