import Testing

@testable import FPTEngine

@Suite("The engine's own product", .enabled(if: PanelKernels.fastest != nil))
struct PanelProductTests {
  /// Extents, and which factor lies transposed.
  struct Shape: CustomTestStringConvertible, Sendable {
    var rows: Int
    var columns: Int
    var inner: Int
    var transposed: (left: Bool, right: Bool) = (false, false)
    var testDescription: String { "\(rows) x \(columns) x \(inner), \(transposed)" }
  }

  /// Around every edge: of one to thirteen rows, of panels and their groups, of eight by eight that are turned, of the four terms
  /// of a loop, of blocks of terms.
  static let shapes: [Shape] = {
    var shapes: [Shape] = []
    let extents =
      (1...13).map { ($0, 16, 9) } + [
        (64, 48, 340), (130, 117, 77), (7, 384, 448), (1, 640, 768), (40, 40, 625), (33, 31, 1_000),
        (100, 112, 200), (96, 96, 385), (17, 3, 2_000), (5, 15, 1), (6, 33, 3),
      ]
    for (rows, columns, inner) in extents {
      for transposed in [(false, false), (true, false), (false, true), (true, true)] {
        shapes.append(
          Shape(rows: rows, columns: columns, inner: inner, transposed: transposed))
      }
    }
    return shapes
  }()

  /// A block's sum is one chain of fused multiply-adds from zero on; alpha times it is added to what is there in one rounding.
  static func chain(
    _ left: MatrixFactor, _ right: MatrixFactor, row: Int, column: Int, terms: Range<Int>,
    alpha: Float, before: Float
  ) -> Float {
    var sum: Float = 0
    for k in terms {
      sum.addProduct(
        left.from(row: row, column: k).pointer[0], right.from(row: k, column: column).pointer[0])
    }
    return before.addingProduct(alpha, sum)
  }

  @Test("is the chain of fused multiply-adds that it says, in every build", arguments: shapes)
  func bits(shape: Shape) throws {
    let context = ComputeContext(threads: 1)
    let left = factor(shape.rows, shape.inner, shape.transposed.left, "left", context)
    let right = factor(shape.inner, shape.columns, shape.transposed.right, "right", context)
    let stride = shape.columns + 5
    for (alpha, accumulates) in [(1 as Float, false), (1, true), (0.177, false)] {
      let start = RandomStream(seed: 2, name: "target").floats(shape.rows * stride).map {
        Float($0)
      }
      var expected = start
      for row in 0..<shape.rows {
        for column in 0..<shape.columns {
          let place = row * stride + column
          if !accumulates { expected[place] = 0 }
          for terms in TermBlocks(of: shape.inner) {
            expected[place] = Self.chain(
              left.factor, right.factor, row: row, column: column, terms: terms, alpha: alpha,
              before: expected[place])
          }
        }
      }
      for kernels in PanelKernels.all.values {
        let found = context.tensor([shape.rows, stride], start)
        let memory = context.uninitialized([
          Panels.size(inner: shape.inner, columns: shape.columns)
        ])
        withExtendedLifetime(memory) {
          var place = memory.pointer
          let shared = SharedFactor(
            right.factor, inner: shape.inner, columns: shape.columns, kernels, memory: &place)
          shared.multiply(
            rows: shape.rows, columns: 0..<shape.columns, inner: 0..<shape.inner, left: left.factor,
            into: MatrixTarget(found.pointer, stride: stride, accumulates: accumulates),
            alpha: alpha)
        }
        #expect(found.array.map(\.bitPattern) == expected.map(\.bitPattern))
        guard alpha == 1 else { continue }
        // The same cut into rectangles, and with left factors turned first.
        for threads in [1, 3] {
          let context = ComputeContext(workers: WorkerPool(threads: threads), kernels: kernels)
          let whole = context.tensor([shape.rows, stride], start)
          context.multiply(
            rows: shape.rows, columns: shape.columns,
            terms: [ProductTerm(left: left.factor, right: right.factor, inner: shape.inner)],
            into: MatrixTarget(whole.pointer, stride: stride, accumulates: accumulates))
          #expect(whole.array.map(\.bitPattern) == expected.map(\.bitPattern))
        }
      }
    }
  }

  @Test(
    "cuts long sums into blocks that cover every term once", arguments: [0, 1, 384, 385, 1_600])
  func blocks(terms: Int) {
    let blocks = Array(TermBlocks(of: terms))
    #expect(blocks.flatMap { Array($0) } == Array(0..<terms))
    #expect(blocks.allSatisfy { $0.count <= TermBlocks.most && !$0.isEmpty })
  }

  @Test("is cut into rectangles that cover every element once", arguments: [1, 2, 64])
  func units(threads: Int) {
    for rows in [1, 5, 16, 96, 97, 160, 1_024] {
      for columns in [1, 10, 16, 48, 100, 384, 3_072] {
        let units = ProductUnits(
          rows: rows, columns: columns, inner: 768, threads: threads, rowMultiple: 6)
        var seen = [Int](repeating: 0, count: rows * columns)
        for index in 0..<units.count {
          let tile = units.tile(index)
          #expect(!tile.rows.isEmpty && !tile.columns.isEmpty)
          #expect(tile.rows.count <= units.rows && tile.columns.lowerBound % 16 == 0)
          for row in tile.rows {
            for column in tile.columns { seen[row * columns + column] += 1 }
          }
        }
        #expect(seen.allSatisfy { $0 == 1 }, "\(rows) x \(columns)")
      }
    }
  }

  /// A causal cut leaves out what is zero; what is not computed keeps its place.
  @Test("skips what a query does not see, and nothing else", arguments: [1, 5, 48, 100, 333])
  func cuts(seen: Int) throws {
    let context = ComputeContext(threads: 1)
    let (queries, width) = (37, 32)
    let keys = seen + queries - 1
    let scores = context.tensor(
      [queries, keys],
      RandomStream(seed: 1, name: "scores").floats(queries * keys).map { Float($0) })
    for query in 0..<queries {
      for key in min(keys, seen + query)..<keys { scores.elements[query * keys + key] = 0 }
    }
    let values = factor(keys, width, false, "values", context)
    let slopes = factor(queries, width, false, "slopes", context)
    func product(
      _ right: MatrixFactor, rows: Int, inner: Int, isTransposed: Bool, cut: CausalCut?
    ) -> [UInt32] {
      let memory = context.uninitialized([Panels.size(inner: inner, columns: width)])
      var place = memory.pointer
      let target = context.uninitialized([rows, width])
      SharedFactor(
        right, inner: inner, columns: width, context.kernels, memory: &place
      ).multiply(
        rows: rows, columns: 0..<width, inner: 0..<inner,
        left: MatrixFactor(scores.pointer, stride: keys, isTransposed: isTransposed),
        into: MatrixTarget(target.pointer, stride: width), cut: cut)
      return target.array.map(\.bitPattern)
    }
    for (right, rows, inner, isTransposed, cut) in [
      (values.factor, queries, keys, false, CausalCut.laterTerms(seenByFirst: seen)),
      (slopes.factor, keys, queries, true, .earlierTerms(seenByFirst: seen)),
    ] {
      #expect(
        product(right, rows: rows, inner: inner, isTransposed: isTransposed, cut: cut)
          == product(right, rows: rows, inner: inner, isTransposed: isTransposed, cut: nil))
    }
  }

  private func factor(
    _ rows: Int, _ columns: Int, _ isTransposed: Bool, _ name: String, _ context: ComputeContext
  ) -> MatrixProductTests.Stored {
    MatrixProductTests.Stored(
      MatrixProductTests.random(rows, columns, name), isTransposed: isTransposed, padding: 3,
      context)
  }
}
