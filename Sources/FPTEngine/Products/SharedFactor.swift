/// What of a causal product is zero, given how many keys its first query sees; every further query sees one more.
///
/// Terms that are zero are left out, which changes no sum.
enum CausalCut {
  /// Queries times keys: what a query does not see is not computed.
  case columns(seenByFirst: Int)
  /// Probabilities times values: the terms of a query end with the keys that it sees.
  case laterTerms(seenByFirst: Int)
  /// Probabilities transposed, times what belongs to queries: a key's terms begin with the first query that sees it.
  case earlierTerms(seenByFirst: Int)
}

/// A right factor that several products share: copied into panels once, where the engine's own product reads it.
struct SharedFactor {
  private let factor: MatrixFactor
  private let panels: Panels?

  /// Rows of a result that are cut alike.
  private let group: Int

  /// Floats of memory that a factor takes.
  static func size(inner: Int, columns: Int, _ kernels: PanelKernels?) -> Int {
    kernels == nil ? 0 : Panels.size(inner: inner, columns: columns)
  }

  /// - Parameters:
  ///   - kernels: the context's; nil where the library multiplies.
  ///   - memory: `size` floats, aligned to 64 bytes; moved behind what is used.
  init(
    _ factor: MatrixFactor, inner: Int, columns: Int, _ kernels: PanelKernels?,
    memory: inout UnsafeMutablePointer<Float>
  ) {
    self.factor = factor
    group = kernels?.rows ?? 1
    let place = memory
    panels = kernels.map {
      Panels(packing: factor, inner: inner, columns: columns, $0, in: place)
    }
    memory += Self.size(inner: inner, columns: columns, kernels)
  }

  /// target [rows, columns] (+)= alpha · left [rows, inner] · the factor's rows `inner` and columns `columns`.
  ///
  /// - Parameters:
  ///   - columns: the first of them a multiple of 16.
  ///   - left: from the column on that belongs to `inner`'s first.
  ///   - target: from `columns`' first on.
  func multiply(
    rows: Int, columns: Range<Int>, inner: Range<Int>, left: MatrixFactor,
    into target: MatrixTarget, alpha: Float = 1, cut: CausalCut? = nil
  ) {
    guard let panels else {
      let right = factor.from(row: inner.lowerBound, column: columns.lowerBound)
      multiplySerially(
        rows: rows, columns: columns.count, inner: inner.count, left: left.pointer,
        leftStride: left.stride, leftIsTransposed: left.isTransposed, right: right.pointer,
        rightStride: right.stride, rightIsTransposed: right.isTransposed, into: target.pointer,
        stride: target.stride, alpha: alpha, beta: target.accumulates ? 1 : 0)
      return
    }
    for terms in TermBlocks(of: inner.count) {
      let sum = PartialProduct(
        panels: panels, left: left, terms: terms, firstTerm: inner.lowerBound,
        columns: columns.count, firstColumn: columns.lowerBound, alpha: alpha,
        target: MatrixTarget(
          target.pointer, stride: target.stride,
          accumulates: target.accumulates || terms.lowerBound > 0))
      sum.write(rows: rows, cut: cut, inGroupsOf: group)
    }
  }
}

/// The terms of one block of a product, with what is zero left out. Terms and columns are counted from the product's first.
private struct PartialProduct {
  let panels: Panels
  let left: MatrixFactor
  let terms: Range<Int>
  /// Where the product's first term and column are in the panels.
  let firstTerm: Int
  let columns: Int
  let firstColumn: Int
  let alpha: Float
  let target: MatrixTarget

  func write(rows: Int, cut: CausalCut?, inGroupsOf group: Int) {
    switch cut {
    case nil: write(0..<rows, terms)
    case .columns(let seen):
      // Whole vectors of what every query sees, three panels at a time; then what some of them see.
      let common = max(0, min(columns, seen)) / 48 * 48
      if common > 0 { write(0..<rows, terms, columns: 0..<common) }
      for row in stride(from: 0, to: rows, by: group) {
        let end = min(rows, row + group)
        let visible = min(columns, seen + end - 1)
        if visible > common { write(row..<end, terms, columns: common..<visible) }
      }
    case .laterTerms(let seen):
      // From the first query on that sees all of the block's terms, no group differs.
      var row = 0
      while row < rows, seen + row < terms.upperBound {
        let end = min(rows, row + group)
        let visible = min(terms.upperBound, seen + end - 1)
        if visible > terms.lowerBound { write(row..<end, terms.lowerBound..<visible) }
        row = end
      }
      if row < rows { write(row..<rows, terms) }
    case .earlierTerms(let seen):
      let common = max(0, min(rows, seen / group * group))
      if common > 0 { write(0..<common, terms) }
      for row in stride(from: common, to: rows, by: group) {
        let begin = min(terms.upperBound, max(terms.lowerBound, row - seen + 1))
        write(row..<min(rows, row + group), begin..<terms.upperBound)
      }
    }
  }

  private func write(_ rows: Range<Int>, _ terms: Range<Int>, columns: Range<Int>? = nil) {
    let columns = columns ?? 0..<self.columns
    panels.multiply(
      rows: rows.count, left: left.from(row: rows.lowerBound, column: terms.lowerBound),
      terms: firstTerm + terms.lowerBound..<firstTerm + terms.upperBound,
      columns: firstColumn + columns.lowerBound..<firstColumn + columns.upperBound,
      into: MatrixTarget(
        target.pointer + rows.lowerBound * target.stride + columns.lowerBound,
        stride: target.stride, accumulates: target.accumulates), alpha: alpha)
  }
}
