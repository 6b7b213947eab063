/// The tiles of C that the engine's GEMM hands to threads.
///
/// Bits do not depend on the partition. The last `threads` tiles are split into sub-tiles, for load balance.
struct WorkPartition {
  /// The most rows of a tile.
  let rows: Int
  /// Tiles and sub-tiles that are handed out.
  var count: Int { wholeTiles + splitTiles * subtiles }
  private let rowParts: EvenParts
  private let columnParts: EvenParts
  /// Tiles that are handed out whole.
  private let wholeTiles: Int
  /// Tiles at the end that are split into sub-tiles.
  private let splitTiles: Int
  /// Sub-tiles of a split tile.
  private let subtiles: Int

  /// The most rows of a tile: a K block of that many rows of A stays in the L2 cache.
  private static let mostRows = 96
  /// The most columns of a tile: its results are still in cache when the epilogue runs.
  private static let mostColumns = 512
  /// The fewest columns that are worth a tile.
  private static let fewestColumns = 48
  /// Tiles for each thread, so that all threads finish at about the same time.
  private static let perThread = 6
  /// The fewest rows that are worth a sub-tile.
  private static let fewestRows = 24
  /// The fewest multiplications that are worth sharing between threads.
  private static let fewestOperations = 1 << 18

  init(rows: Int, columns: Int, k: Int, threads: Int, rowMultiple: Int) {
    let isShared = rows * columns * k >= Self.fewestOperations && threads > 1
    var down = max(1, (rows + Self.mostRows - 1) / Self.mostRows)
    // Every thread gets the same number of rows of tiles.
    if isShared && down > 1 { down = (down + threads - 1) / threads * threads }
    rowParts = EvenParts(of: rows, inSteps: rowMultiple, parts: down)
    let wanted = isShared ? (Self.perThread * threads + down - 1) / down : 1
    let fitting = min(wanted, columns / Self.fewestColumns)
    let needed = (columns + Self.mostColumns - 1) / Self.mostColumns
    columnParts = EvenParts(
      of: columns, inSteps: PackedB.panelWidth, parts: max(1, fitting, needed))
    self.rows = rowParts.most
    let tiles = rowParts.count * columnParts.count
    splitTiles = isShared && tiles > threads ? threads : 0
    wholeTiles = tiles - splitTiles
    subtiles = rowParts.pieces(ofAtLeast: Self.fewestRows)
  }

  /// The tile or sub-tile of a number below `count`.
  func tile(_ index: Int) -> Tile {
    if index < wholeTiles { return tile(index, subtile: 0, of: 1) }
    let (number, subtile) = (index - wholeTiles).quotientAndRemainder(dividingBy: subtiles)
    return tile(wholeTiles + number, subtile: subtile, of: subtiles)
  }

  private func tile(_ index: Int, subtile: Int, of subtiles: Int) -> Tile {
    let (row, column) = index.quotientAndRemainder(dividingBy: columnParts.count)
    return Tile(
      rows: rowParts.range(row, piece: subtile, of: subtiles), columns: columnParts.range(column))
  }
}

/// An extent cut at multiples of a step into parts that differ by at most one step.
private struct EvenParts {
  let count: Int
  private let extent: Int
  private let step: Int
  private let steps: Int

  /// At least one part; fewer than `parts` if the extent has fewer steps.
  init(of extent: Int, inSteps step: Int, parts: Int) {
    self.extent = extent
    self.step = step
    steps = max(1, (extent + step - 1) / step)
    count = min(parts, steps)
  }

  /// The size of the largest part.
  var most: Int { min(extent, (steps + count - 1) / count * step) }

  /// How many pieces of at least this extent, and at least a step, the smallest part has; at least 1.
  func pieces(ofAtLeast least: Int) -> Int { max(1, steps / count * step / max(step, least)) }

  /// A part, or one piece of it.
  func range(_ index: Int, piece: Int = 0, of pieces: Int = 1) -> Range<Int> {
    let first = index * steps / count
    let size = (index + 1) * steps / count - first
    func edge(_ piece: Int) -> Int { min(extent, (first + piece * size / pieces) * step) }
    return edge(piece)..<edge(piece + 1)
  }
}
