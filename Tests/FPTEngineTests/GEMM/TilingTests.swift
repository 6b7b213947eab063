import Testing

@testable import FPTEngine

@Suite("Tiles of a GEMM")
struct TilingTests {
  static let extents = [
    1, 2, 15, 16, 17, 63, 64, 65, 100, 127, 128, 383, 384, 385, 511, 512, 513, 576, 577, 768, 1_000,
    1_024, 1_536, 2_304, 3_072, 5_000,
  ]

  /// The ranges that `count` tiles of `size` cut an extent into, as a GEMM cuts them.
  static func ranges(_ extent: Int, _ size: Int, _ count: Int) -> [Range<Int>] {
    (0..<count).map { $0 * size..<min(extent, ($0 + 1) * size) }
  }

  @Test("cover every row and column exactly once", arguments: [1, 64, 768, 3_072])
  func cover(k: Int) {
    for rows in Self.extents {
      for columns in Self.extents {
        let tiling = Tiling(rows: rows, columns: columns, k: k)
        let what: Comment = "\(rows) × \(columns)"
        for (extent, size, count) in [
          (rows, tiling.rows, tiling.rowTiles), (columns, tiling.columns, tiling.columnTiles),
        ] {
          #expect(count * size >= extent && (count - 1) * size < extent, what)
          var next = 0
          for range in Self.ranges(extent, size, count) {
            #expect(range.lowerBound == next && !range.isEmpty, what)
            // Inner edges lie where whole vectors, and whole bytes of a mask, end.
            #expect(range.lowerBound % 16 == 0, what)
            next = range.upperBound
          }
          #expect(next == extent, what)
        }
        #expect(tiling.rows <= 512, what)
        // Wide tiles only where four are left.
        let isWide = tiling.rowTiles * tiling.columnTiles >= 4
        #expect(tiling.columns <= (isWide ? 1_152 : 592), what)
      }
    }
  }

  @Test("large results are worth an even number of tiles")
  func even() {
    for (rows, columns, k) in [(1_024, 384, 384), (1_024, 768, 768), (160, 384, 384)] {
      let tiling = Tiling(rows: rows, columns: columns, k: k)
      #expect(tiling.rowTiles * tiling.columnTiles % 2 == 0)
    }
  }

  @Test("small results stay whole, and an empty one has an empty tile")
  func small() {
    let whole = Tiling(rows: 10, columns: 30, k: 20)
    #expect(whole.rowTiles * whole.columnTiles == 1)
    let empty = Tiling(rows: 0, columns: 0, k: 0)
    #expect(empty.rowTiles * empty.columnTiles == 1)
    #expect(empty.rows == 0)
  }
}
