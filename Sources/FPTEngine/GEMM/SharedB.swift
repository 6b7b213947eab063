/// Which part of a GEMM the causal mask makes zero.
///
/// Query r of a block sees `seenByFirst + r` keys. Steps of the K loop that multiply by zero are skipped, which changes no sum.
enum CausalSkip {
  /// Q · Kᵀ: columns of C that the query does not see are not computed.
  case columns(seenByFirst: Int)
  /// P · V: the K loop of a query ends with the keys that it sees.
  case endOfK(seenByFirst: Int)
  /// Pᵀ times rows of queries: the K loop of a key begins with the first query that sees it.
  case beginOfK(seenByFirst: Int)
}

/// The B operand of several GEMMs, packed once.
struct SharedB {
  private let packed: PackedB

  /// Rows of C that are skipped alike.
  private let rowGroup: Int

  /// Floats of memory that a shared B takes.
  static func size(k: Int, columns: Int) -> Int { PackedB.size(k: k, columns: columns) }

  /// Packs an operand [k, columns].
  ///
  /// - Parameters:
  ///   - operand: B.
  ///   - k: rows of B.
  ///   - columns: columns of B.
  ///   - kernels: the context's.
  ///   - memory: `size` floats, aligned to 64 bytes. On return it points behind them.
  init(
    _ operand: MatrixOperand, k: Int, columns: Int, _ kernels: GEMMKernels,
    memory: inout UnsafeMutablePointer<Float>
  ) {
    rowGroup = kernels.rows
    packed = PackedB(packing: operand, k: k, columns: columns, kernels, in: memory)
    memory += Self.size(k: k, columns: columns)
  }

  /// Computes C [rows, columns] (+)= alpha · A [rows, kRange] · B[kRange, columns].
  ///
  /// - Parameters:
  ///   - rows: rows of A and C.
  ///   - columns: the columns of B that are read, the first a multiple of 16.
  ///   - kRange: the rows of B that are read.
  ///   - a: pointer to A[0, k₀], where k₀ is the first of `kRange`.
  ///   - target: pointer to C[0, c₀], where c₀ is the first of `columns`.
  ///   - alpha: the factor of the product.
  ///   - causal: what the causal mask makes zero; nil for nothing.
  func gemm(
    rows: Int, columns: Range<Int>, kRange: Range<Int>, a: MatrixOperand,
    into target: MatrixTarget, alpha: Float = 1, causal: CausalSkip? = nil
  ) {
    for block in KBlocks(of: kRange.count) {
      let gemm = KBlockGEMM(
        packed: packed, a: a, block: block, firstK: kRange.lowerBound,
        columns: columns.count, firstColumn: columns.lowerBound, alpha: alpha,
        target: MatrixTarget(
          target.pointer, stride: target.stride,
          accumulates: target.accumulates || block.lowerBound > 0))
      gemm.write(rows: rows, causal: causal, inGroupsOf: rowGroup)
    }
  }
}

/// One K block of a GEMM without what the causal mask makes zero.
///
/// K and columns are counted from the GEMM's first.
private struct KBlockGEMM {
  let packed: PackedB
  let a: MatrixOperand
  let block: Range<Int>
  /// Where the GEMM's first step of K and first column are in the packed B.
  let firstK: Int
  let columns: Int
  let firstColumn: Int
  let alpha: Float
  let target: MatrixTarget

  func write(rows: Int, causal: CausalSkip?, inGroupsOf group: Int) {
    switch causal {
    case nil: write(0..<rows, block)
    case .columns(let seen):
      // Whole vectors that every query sees, three panels at a time; then the columns that only some queries see.
      let common = max(0, min(columns, seen)) / 48 * 48
      if common > 0 { write(0..<rows, block, columns: 0..<common) }
      for row in stride(from: 0, to: rows, by: group) {
        let end = min(rows, row + group)
        let visible = min(columns, seen + end - 1)
        if visible > common { write(row..<end, block, columns: common..<visible) }
      }
    case .endOfK(let seen):
      // All groups from the first query that sees the whole block are alike.
      var row = 0
      while row < rows, seen + row < block.upperBound {
        let end = min(rows, row + group)
        let visible = min(block.upperBound, seen + end - 1)
        if visible > block.lowerBound { write(row..<end, block.lowerBound..<visible) }
        row = end
      }
      if row < rows { write(row..<rows, block) }
    case .beginOfK(let seen):
      let common = max(0, min(rows, seen / group * group))
      if common > 0 { write(0..<common, block) }
      for row in stride(from: common, to: rows, by: group) {
        let begin = min(block.upperBound, max(block.lowerBound, row - seen + 1))
        write(row..<min(rows, row + group), begin..<block.upperBound)
      }
    }
  }

  private func write(_ rows: Range<Int>, _ kRange: Range<Int>, columns: Range<Int>? = nil) {
    let columns = columns ?? 0..<self.columns
    packed.gemm(
      rows: rows.count, a: a.from(row: rows.lowerBound, column: kRange.lowerBound),
      kRange: firstK + kRange.lowerBound..<firstK + kRange.upperBound,
      columns: firstColumn + columns.lowerBound..<firstColumn + columns.upperBound,
      into: MatrixTarget(
        target.pointer + rows.lowerBound * target.stride + columns.lowerBound,
        stride: target.stride, accumulates: target.accumulates), alpha: alpha)
  }
}
