/// Where the keys are in a GEMM of attention.
enum KeyAxis {
  /// Q · Kᵀ: the columns of C are keys. Columns that a query does not see are not computed.
  case columns
  /// P · V: the K loop runs over the keys that a query sees.
  case k
  /// Pᵀ times rows of queries: the rows of C are keys, and the K loop runs over the queries that see a key.
  case rows
}

/// The B operand of several GEMMs, packed once.
struct SharedB {
  private let packed: PackedB

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
    packed = PackedB(packing: operand, k: k, columns: columns, kernels, in: memory)
    memory += Self.size(k: k, columns: columns, kernels)
  }

  /// Computes C [rows, columns] (+)= alpha · A [rows, kRange] · B[kRange, columns].
  ///
  /// - Parameters:
  ///   - rows: rows of A and C.
  ///   - columns: the columns of B that are read, the first a multiple of 16.
  ///   - kRange: the rows of B that are read, the first even.
  ///   - a: pointer to A[0, k₀], where k₀ is the first of `kRange`.
  ///   - target: pointer to C[0, c₀], where c₀ is the first of `columns`.
  ///   - alpha: the factor of the product.
  ///   - seen: which keys the queries see, counted from the GEMM's first key, and where the keys are. Products that A makes zero are
  ///     skipped, which changes no sum. Nil if every query sees every key.
  func gemm(
    rows: Int, columns: Range<Int>, kRange: Range<Int>, a: MatrixOperand,
    into target: MatrixTarget, alpha: Float = 1, seen: (band: VisibleBand, keys: KeyAxis)? = nil
  ) {
    func write(_ rows: Range<Int>, _ part: Range<Int>, _ nonzero: Range<Int>?) {
      packed.gemm(
        rows: rows.count, a: a.from(row: rows.lowerBound), kRange: kRange, nonzero: nonzero,
        columns: columns.lowerBound + part.lowerBound..<columns.lowerBound + part.upperBound,
        into: MatrixTarget(
          target.pointer + rows.lowerBound * target.stride + part.lowerBound,
          stride: target.stride, accumulates: target.accumulates), alpha: alpha)
    }
    guard let seen else { return write(0..<rows, 0..<columns.count, nil) }
    SeenParts(rows: rows, columns: columns.count, k: kRange.count, group: packed.kernels.rows)
      .forEach(seen.band, seen.keys, write)
  }
}

/// The parts of a GEMM of attention that are computed: rows and columns of C, and terms of the K loop.
private struct SeenParts {
  typealias Body = (_ rows: Range<Int>, _ columns: Range<Int>, _ k: Range<Int>?) -> Void

  let rows: Int
  let columns: Int
  let k: Int
  /// Rows of the microkernel's tile, which are skipped alike.
  let group: Int

  func forEach(_ band: VisibleBand, _ keys: KeyAxis, _ body: Body) {
    switch keys {
    case .columns: forEachColumns(band, body)
    case .k: merged(body) { band.keys(ofRows: $0).clamped(to: 0..<k) }
    case .rows:
      // The queries that see some keys begin and end no earlier than those that see the keys before.
      var (first, end) = (0, 0)
      merged(body) { keys in
        while first < k, band.keys(ofRow: first).upperBound <= keys.lowerBound { first += 1 }
        end = max(first, end)
        while end < k, band.keys(ofRow: end).lowerBound < keys.upperBound { end += 1 }
        return first..<end
      }
    }
  }

  /// Groups of rows with their terms of the K loop; consecutive groups with the same terms at once.
  private func merged(_ body: Body, terms: (Range<Int>) -> Range<Int>) {
    var (first, last) = (0, terms(0..<min(rows, group)))
    for row in stride(from: group, to: rows, by: group) {
      let next = terms(row..<min(rows, row + group))
      if next == last { continue }
      body(first..<row, 0..<columns, last)
      (first, last) = (row, next)
    }
    body(first..<rows, 0..<columns, last)
  }

  /// Whole panels that every query sees, then group by group the columns before and after them.
  private func forEachColumns(_ seen: VisibleBand, _ body: Body) {
    let all = 0..<columns
    let first = seen.keys(ofRow: 0).clamped(to: all)
    let begin = (seen.keys(ofRow: rows - 1).clamped(to: all).lowerBound + 15) / 16 * 16
    // Three panels at a time, unless these are the last columns.
    let end =
      first.upperBound == columns
      ? columns : begin + max(0, first.upperBound - begin) / 48 * 48
    let common = begin < end ? begin..<end : nil
    if let common { body(0..<rows, common, 0..<k) }
    if common == all { return }
    for row in stride(from: 0, to: rows, by: group) {
      let rows = row..<min(rows, row + group)
      let keys = seen.keys(ofRows: rows).clamped(to: all)
      let begin = keys.lowerBound / 16 * 16
      if let common, begin < common.lowerBound { body(rows, begin..<common.lowerBound, 0..<k) }
      let rest = max(begin, common?.upperBound ?? 0)
      if rest < keys.upperBound { body(rows, rest..<keys.upperBound, 0..<k) }
    }
  }
}
