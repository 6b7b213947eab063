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
  static func size(k: Int, columns: Int, _ kernels: GEMMKernels) -> Int {
    (PackedB.size(k: k, columns: columns, kernels) + 15) / 16 * 16
  }

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
    memory += Self.size(k: k, columns: columns, kernels)
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
    func write(_ rows: Range<Int>, _ part: Range<Int>? = nil, nonzero: Range<Int>? = nil) {
      let part = part ?? 0..<columns.count
      packed.gemm(
        rows: rows.count, a: a.from(row: rows.lowerBound), kRange: kRange, nonzero: nonzero,
        columns: columns.lowerBound + part.lowerBound..<columns.lowerBound + part.upperBound,
        into: MatrixTarget(
          target.pointer + rows.lowerBound * target.stride + part.lowerBound,
          stride: target.stride, accumulates: target.accumulates), alpha: alpha)
    }
    let group = rowGroup
    switch causal {
    case nil: write(0..<rows)
    case .columns(let seen):
      // Whole vectors that every query sees, three panels at a time; then the columns that only some queries see.
      let common = max(0, min(columns.count, seen)) / 48 * 48
      if common > 0 { write(0..<rows, 0..<common) }
      for row in stride(from: 0, to: rows, by: group) {
        let end = min(rows, row + group)
        let visible = min(columns.count, seen + end - 1)
        if visible > common { write(row..<end, common..<visible) }
      }
    case .endOfK(let seen):
      // All groups from the first query that sees every key are alike.
      var row = 0
      while row < rows, seen + row < kRange.count {
        let end = min(rows, row + group)
        write(row..<end, nonzero: 0..<max(0, min(kRange.count, seen + end - 1)))
        row = end
      }
      if row < rows { write(row..<rows) }
    case .beginOfK(let seen):
      let common = max(0, min(rows, seen / group * group))
      if common > 0 { write(0..<common) }
      for row in stride(from: common, to: rows, by: group) {
        let begin = min(kRange.count, max(0, row - seen + 1))
        write(row..<min(rows, row + group), nonzero: begin..<kRange.count)
      }
    }
  }
}
