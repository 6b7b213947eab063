import CKernels
import FPTTestSettings
import Testing

@testable import FPTEngine

@Suite("The engine's GEMM")
struct PackedGEMMTests {
  /// Extents, and which operands are transposed.
  struct Shape: CustomTestStringConvertible, Sendable {
    var rows: Int
    var columns: Int
    var k: Int
    var transposed: (a: Bool, b: Bool) = (false, false)
    var testDescription: String { "\(rows) x \(columns) x \(k), \(transposed)" }
  }

  /// Around every edge: one to thirteen rows, panels and their groups, transposed squares of eight, unrolled steps of four, K blocks.
  static let shapes: [Shape] = {
    var shapes: [Shape] = []
    let extents =
      (1...13).map { ($0, 16, 9) } + [
        (64, 48, 340), (130, 117, 77), (7, 384, 448), (1, 640, 768), (40, 40, 625), (33, 31, 1_000),
        (100, 112, 200), (96, 96, 385), (17, 3, 2_000), (5, 15, 1), (6, 33, 3),
      ]
    for (index, (rows, columns, k)) in extents.enumerated() {
      let ways = [(false, false), (true, false), (false, true), (true, true)]
      // Two of the four, by turns, or all.
      for (way, transposed) in ways.enumerated()
      where LongTests.areAsked || way % 2 == index % 2 {
        shapes.append(
          Shape(rows: rows, columns: columns, k: k, transposed: transposed))
      }
    }
    return shapes
  }()

  /// The blocks of a K loop, each summed on its own.
  static func kBlocks(of k: Int) -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    var first = 0
    while first < k {
      blocks.append(first..<first + fpt_k_block(k - first))
      first += fpt_k_block(k - first)
    }
    return blocks
  }

  /// A block's sum is one chain of fused multiply-adds from zero on; alpha times it is added to what is there in one rounding.
  static func chain(
    _ a: MatrixOperand, _ b: MatrixOperand, row: Int, column: Int, kRange: Range<Int>,
    alpha: Float, before: Float
  ) -> Float {
    var sum: Float = 0
    for k in kRange {
      sum.addProduct(
        a.from(row: row, column: k).pointer[0], b.from(row: k, column: column).pointer[0])
    }
    return before.addingProduct(alpha, sum)
  }

  @Test("is the chain of fused multiply-adds that it says, in every build", arguments: shapes)
  func bits(shape: Shape) throws {
    let context = ComputeContext(threads: 1)
    let a = operand(shape.rows, shape.k, shape.transposed.a, "left", context)
    let b = operand(shape.k, shape.columns, shape.transposed.b, "right", context)
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
          for block in Self.kBlocks(of: shape.k) {
            expected[place] = Self.chain(
              a.operand, b.operand, row: row, column: column, kRange: block, alpha: alpha,
              before: expected[place])
          }
        }
      }
      for table in KernelTable.all {
        let kernels = GEMMKernels(table, .float32)
        let found = context.tensor([shape.rows, stride], start)
        let memory = context.uninitialized([
          PackedB.size(k: shape.k, columns: shape.columns, kernels)
        ])
        withExtendedLifetime(memory) {
          var place = memory.pointer
          let shared = SharedB(
            b.operand, k: shape.k, columns: shape.columns, kernels, memory: &place)
          shared.gemm(
            rows: shape.rows, columns: 0..<shape.columns, kRange: 0..<shape.k, a: a.operand,
            into: MatrixTarget(found.pointer, stride: stride, accumulates: accumulates),
            alpha: alpha)
        }
        #expect(found.array.map(\.bitPattern) == expected.map(\.bitPattern))
        guard alpha == 1 else { continue }
        // The same, partitioned into tiles and with A packed first.
        for threads in [1, 3] {
          let context = ComputeContext(workers: WorkerPool(threads: threads), table: table)
          let whole = context.tensor([shape.rows, stride], start)
          context.gemm(
            rows: shape.rows, columns: shape.columns,
            operands: [GEMMOperands(a: a.operand, b: b.operand, k: shape.k)],
            into: MatrixTarget(whole.pointer, stride: stride, accumulates: accumulates))
          #expect(whole.array.map(\.bitPattern) == expected.map(\.bitPattern))
        }
      }
    }
  }

  @Test(
    "cuts a long K loop into blocks that cover every step once", arguments: [0, 1, 384, 385, 1_600])
  func blocks(k: Int) {
    let blocks = Self.kBlocks(of: k)
    #expect(blocks.flatMap { Array($0) } == Array(0..<k))
    #expect(blocks.allSatisfy { $0.count <= 384 && !$0.isEmpty })
  }

  @Test("is partitioned into tiles that cover every element once", arguments: [1, 2, 64])
  func partition(threads: Int) {
    for rows in [1, 5, 16, 96, 97, 160, 1_024] {
      for columns in [1, 10, 16, 48, 100, 384, 3_072] {
        let partition = WorkPartition(
          rows: rows, columns: columns, k: 768, threads: threads, rowMultiple: 6)
        var seen = [Int](repeating: 0, count: rows * columns)
        for index in 0..<partition.count {
          let tile = partition.tile(index)
          #expect(!tile.rows.isEmpty && !tile.columns.isEmpty)
          #expect(tile.rows.count <= partition.rows && tile.columns.lowerBound % 16 == 0)
          for row in tile.rows {
            for column in tile.columns { seen[row * columns + column] += 1 }
          }
        }
        #expect(seen.allSatisfy { $0 == 1 }, "\(rows) x \(columns)")
      }
    }
  }

  private func operand(
    _ rows: Int, _ columns: Int, _ isTransposed: Bool, _ name: String, _ context: ComputeContext
  ) -> GEMMTests.Stored {
    GEMMTests.Stored(
      GEMMTests.random(rows, columns, name), isTransposed: isTransposed, padding: 3,
      context)
  }
}
