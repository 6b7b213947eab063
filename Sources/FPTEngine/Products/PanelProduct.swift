extension Tiling {
  /// The order of each term's sums, where the engine's own product follows that of every tile; nil elsewhere.
  ///
  /// Tiles stay the definition of a result's bits, although the engine's own product is cut otherwise.
  func panelOrders(
    blockTerms: Int?, rows: Int, columns: Int, terms: [ProductTerm]
  ) -> [PanelOrder]? {
    if blockTerms == nil { return nil }
    let heights = [self.rows, rows - (rowTiles - 1) * self.rows]
    let widths = [self.columns, columns - (columnTiles - 1) * self.columns]
    var orders: [PanelOrder] = []
    for term in terms {
      var common: PanelOrder?
      for (height, width) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        guard
          let order = PanelOrder(
            terms: blockTerms, rows: heights[height], columns: widths[width], inner: term.inner,
            leftIsTransposed: term.left.isTransposed, rightIsTransposed: term.right.isTransposed),
          common == nil || common?.block(of: term.inner) == order.block(of: term.inner)
        else { return nil }
        common = order
      }
      if let common { orders.append(common) }
    }
    return orders
  }
}

/// How the engine's own product is cut: every strip of columns over all rows, so that the right factor is copied once. Bits do
/// not depend on it.
struct PanelStrips {
  let width: Int
  let count: Int

  /// Rows after which a strip's results are finished while they are in cache.
  static let rows = 128
  /// Columns whose panels stay in the second-level cache, of 320 terms each.
  private static let widest = 384

  /// About 384 columns, or so many that there are four strips, as long as those have 96; an even number of them.
  init(columns: Int, threads: Int) {
    let fewest = (columns + Self.widest - 1) / Self.widest
    let wanted = max(4, threads)
    var count = max(fewest, min(wanted, columns / 96))
    if count > 1 { count += count % 2 }
    width = max(16, ((columns + max(1, count) - 1) / max(1, count) + 15) / 16 * 16)
    self.count = (columns + width - 1) / width
  }
}

extension ComputeContext {
  /// The product of `multiply`, by the engine's own kernel.
  func multiplyPanels(
    rows: Int, columns: Int, terms: [ProductTerm], orders: [PanelOrder],
    into target: MatrixTarget, finish: ((Tile) -> Void)?
  ) {
    let strips = PanelStrips(columns: columns, threads: workers.threads)
    let kept = terms.map { term in
      rows > KeptPanels.mostRows
        ? nil
        : term.kept.flatMap {
          $0.panels.panels(of: term.right, $0.use, inner: term.inner, columns: columns, self)
        }
    }
    let longest = terms.indices.reduce(0) {
      kept[$1] == nil ? max($0, orders[$1].block(of: terms[$1].inner)) : $0
    }
    parallel(strips.count, scratch: Panels.size(inner: longest, columns: strips.width)) {
      strip, memory in
      let strip = strip * strips.width..<min(columns, (strip + 1) * strips.width)
      var accumulates = target.accumulates
      for index in terms.indices {
        let (term, order) = (terms[index], orders[index])
        var first = 0
        while first < term.inner {
          let block = order.block(of: term.inner - first)
          let kept = kept[index]
          let panels =
            kept
            ?? Panels(
              packing: term.right.from(row: first, column: strip.lowerBound), inner: block,
              columns: strip.count, in: memory)
          let isLast = first + block == term.inner && index == terms.count - 1
          for row in stride(from: 0, to: rows, by: PanelStrips.rows) {
            let part = row..<min(rows, row + PanelStrips.rows)
            panels.multiply(
              rows: part.count, left: term.left.from(row: row, column: first),
              terms: kept == nil ? 0..<block : first..<first + block,
              columns: kept == nil ? nil : strip,
              into: MatrixTarget(
                target.pointer + row * target.stride + strip.lowerBound, stride: target.stride,
                accumulates: accumulates))
            if isLast { finish?(Tile(rows: part, columns: strip)) }
          }
          accumulates = true
          first += block
        }
      }
    }
  }
}
