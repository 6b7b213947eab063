import CVectorKernels

/// How the engine's own product is shared out: rectangles of the result, each computed by one thread. Bits do not depend on it.
struct ProductUnits {
  /// The most rows of a rectangle.
  let rows: Int
  /// How many there are.
  var count: Int { whole + cut * pieces }
  private let rowParts: EvenParts
  private let columnParts: EvenParts
  /// Rectangles that are handed out as they are, and those at the end that are cut into pieces: whoever is done early does not wait
  /// for as much as a rectangle.
  private let whole: Int
  private let cut: Int
  private let pieces: Int

  /// Rows whose share of the left factor, a block of terms wide, stays in the second-level cache.
  private static let mostRows = 96
  /// Columns whose results are still in cache when they are finished.
  private static let mostColumns = 512
  /// Fewer columns are not worth a rectangle.
  private static let fewestColumns = 48
  /// Rectangles for each thread, so that all end at about the same time.
  private static let perThread = 6
  /// Fewer rows are not worth a piece.
  private static let fewestRows = 24
  /// Fewer multiplications are not worth sharing.
  private static let fewestOperations = 1 << 18

  init(rows: Int, columns: Int, inner: Int, threads: Int, rowMultiple: Int) {
    let isShared = rows * columns * inner >= Self.fewestOperations && threads > 1
    var down = max(1, (rows + Self.mostRows - 1) / Self.mostRows)
    // As many for one thread as for another.
    if isShared && down > 1 { down = (down + threads - 1) / threads * threads }
    rowParts = EvenParts(of: rows, inSteps: rowMultiple, parts: down)
    let wanted = isShared ? (Self.perThread * threads + down - 1) / down : 1
    let fitting = min(wanted, columns / Self.fewestColumns)
    let needed = (columns + Self.mostColumns - 1) / Self.mostColumns
    columnParts = EvenParts(of: columns, inSteps: Panels.width, parts: max(1, fitting, needed))
    self.rows = rowParts.most
    let rectangles = rowParts.count * columnParts.count
    cut = isShared && rectangles > threads ? threads : 0
    whole = rectangles - cut
    pieces = rowParts.pieces(ofAtLeast: Self.fewestRows)
  }

  /// The rectangle, or piece of one, of a number below `count`.
  func tile(_ index: Int) -> Tile {
    if index < whole { return rectangle(index, piece: 0, of: 1) }
    let (number, piece) = (index - whole).quotientAndRemainder(dividingBy: pieces)
    return rectangle(whole + number, piece: piece, of: pieces)
  }

  private func rectangle(_ index: Int, piece: Int, of pieces: Int) -> Tile {
    let (row, column) = index.quotientAndRemainder(dividingBy: columnParts.count)
    return Tile(
      rows: rowParts.range(row, piece: piece, of: pieces), columns: columnParts.range(column))
  }
}

/// An extent cut at multiples of a step into parts that differ by one step at most.
private struct EvenParts {
  let count: Int
  private let extent: Int
  private let step: Int
  private let steps: Int

  /// - Parameter parts: at least 1; fewer where the extent has fewer steps.
  init(of extent: Int, inSteps step: Int, parts: Int) {
    self.extent = extent
    self.step = step
    steps = max(1, (extent + step - 1) / step)
    count = min(parts, steps)
  }

  /// The largest part.
  var most: Int { min(extent, (steps + count - 1) / count * step) }

  /// How many pieces of this extent, and of at least a step, the smallest part has; 1 if it is smaller.
  func pieces(ofAtLeast least: Int) -> Int { max(1, steps / count * step / max(step, least)) }

  /// A part, or a piece of it.
  func range(_ index: Int, piece: Int = 0, of pieces: Int = 1) -> Range<Int> {
    let first = index * steps / count
    let size = (index + 1) * steps / count - first
    func edge(_ piece: Int) -> Int { min(extent, (first + piece * size / pieces) * step) }
    return edge(piece)..<edge(piece + 1)
  }
}

/// The terms of a product with their right factors as panels.
struct PanelTerms {
  /// One of them.
  struct Term {
    let left: MatrixFactor
    let panels: Panels
    let inner: Int
  }

  let terms: [Term]

  /// target (+)= Σ left · right in one rectangle.
  ///
  /// - Parameter scratch: `scratchSize` floats for what is copied of the left factors.
  func multiply(_ tile: Tile, into target: MatrixTarget, scratch: UnsafeMutablePointer<Float>) {
    var accumulates = target.accumulates
    for term in terms {
      for block in TermBlocks(of: term.inner) {
        var left = term.left.from(row: tile.rows.lowerBound, column: block.lowerBound)
        if left.isWorthTurning(tile, terms: block.count) {
          fpt_turn_left_factor(
            left.pointer, left.stride, tile.rows.count, block.count, scratch, block.count)
          left = MatrixFactor(scratch, stride: block.count)
        }
        term.panels.multiply(
          rows: tile.rows.count, left: left, terms: block, columns: tile.columns,
          into: MatrixTarget(
            target.pointer + tile.rows.lowerBound * target.stride + tile.columns.lowerBound,
            stride: target.stride, accumulates: accumulates))
        accumulates = true
      }
    }
  }

  /// Floats that a rectangle of so many rows needs for copies.
  func scratchSize(rows: Int) -> Int {
    terms.contains { $0.left.isTransposed } ? rows * TermBlocks.most : 0
  }
}

extension MatrixFactor {
  /// Whether a left factor is better copied to rows first: a column of it lies in one stretch, but every term on another page.
  fileprivate func isWorthTurning(_ tile: Tile, terms: Int) -> Bool {
    isTransposed && terms >= 64 && tile.columns.count >= 96 && tile.rows.count >= 16
  }
}

extension ComputeContext {
  /// The product of `multiply`, by the engine's own kernels: right factors are copied into panels first, by all threads, and are
  /// then read by all.
  func multiplyPanels(
    _ kernels: PanelKernels, rows: Int, columns: Int, terms: [ProductTerm],
    into target: MatrixTarget, finish: ((Tile) -> Void)?
  ) {
    let kept = terms.map { term in
      term.kept.flatMap {
        $0.panels.panels(of: term.right, $0.use, inner: term.inner, columns: columns, kernels, self)
      }
    }
    let size = terms.indices.reduce(0) {
      kept[$1] == nil ? $0 + Panels.size(inner: terms[$1].inner, columns: columns) : $0
    }
    let memory = memory.take(size)
    var place = memory.pointer
    let packed = PanelTerms(
      terms: terms.indices.map { index in
        let term = terms[index]
        if let panels = kept[index] {
          return .init(left: term.left, panels: panels, inner: term.inner)
        }
        let panels = Panels(at: place, inner: term.inner, columns: columns, kernels)
        place += Panels.size(inner: term.inner, columns: columns)
        pack(panels, term.right, inner: term.inner, columns: columns)
        return .init(left: term.left, panels: panels, inner: term.inner)
      })
    // Panels are pointers into it.
    withExtendedLifetime(memory) {
      multiply(packed, rows: rows, columns: columns, kernels, into: target, finish: finish)
    }
  }

  /// Σ left · right with all right factors in panels.
  func multiply(
    _ terms: PanelTerms, rows: Int, columns: Int, _ kernels: PanelKernels,
    into target: MatrixTarget, finish: ((Tile) -> Void)? = nil
  ) {
    let units = ProductUnits(
      rows: rows, columns: columns,
      inner: terms.terms.reduce(0) { $0 + $1.inner },
      threads: workers.threads, rowMultiple: kernels.rows)
    parallel(units.count, scratch: terms.scratchSize(rows: units.rows)) { index, scratch in
      let tile = units.tile(index)
      terms.multiply(tile, into: target, scratch: scratch)
      finish?(tile)
    }
  }

  /// Copies a whole right factor, by all threads where it is large.
  func pack(_ panels: Panels, _ factor: MatrixFactor, inner: Int, columns: Int) {
    let isShared = inner * columns >= 1 << 15
    parallel(chunks: columns, of: isShared ? 4 * Panels.width : max(1, columns)) {
      panels.pack(factor, columns: $0)
    }
  }
}
