import Testing

@testable import FPTEngine

@Suite("GEMM")
struct GEMMTests {
  /// A matrix in memory as an operand is given it: with room between its rows, transposed or not.
  struct Stored {
    var tensor: Tensor
    var operand: MatrixOperand

    init(_ matrix: NaiveArray, isTransposed: Bool, padding: Int, _ context: ComputeContext) {
      let (rows, columns) = (matrix.shape[0], matrix.shape[1])
      let (height, width) = isTransposed ? (columns, rows) : (rows, columns)
      let stride = width + padding
      // What lies between the rows must never be read.
      tensor = context.tensor([height, stride], [Float](repeating: .nan, count: height * stride))
      for row in 0..<rows {
        for column in 0..<columns {
          let place = isTransposed ? column * stride + row : row * stride + column
          tensor.elements[place] = Float(matrix[row, column])
        }
      }
      operand = MatrixOperand(tensor.pointer, stride: stride, isTransposed: isTransposed)
    }
  }

  static func random(_ rows: Int, _ columns: Int, _ name: String) -> NaiveArray {
    let stream = RandomStream(seed: 4, name: name)
    return NaiveArray([rows, columns], stream.floats(rows * columns).map { Double(Float($0)) })
  }

  static func product(_ a: NaiveArray, _ b: NaiveArray) -> NaiveArray {
    naiveLinear(a, [NaiveDense(b, bias: nil, layout: .inputOutput)])
  }

  static let shapes = [
    [1, 1, 1], [1, 5, 3], [3, 1, 7], [4, 9, 1], [17, 33, 8], [64, 64, 5], [513, 17, 3],
    [5, 577, 4], [130, 130, 70],
  ]

  @Test(
    "agree with sums written out, for either layout of either operand",
    arguments: shapes, [1, 2, 5])
  func matchesReference(shape: [Int], threads: Int) {
    let (rows, columns, k) = (shape[0], shape[1], shape[2])
    let a = Self.random(rows, k, "a")
    let b = Self.random(k, columns, "b")
    let exact = Self.product(a, b)
    let workers = WorkerPool(threads: threads)
    for table in KernelTable.all {
      let context = ComputeContext(workers: workers, table: table)
      matches(a, b, exact, context)
    }
  }

  private func matches(
    _ a: NaiveArray, _ b: NaiveArray, _ exact: NaiveArray, _ context: ComputeContext
  ) {
    let (rows, columns, k) = (a.shape[0], b.shape[1], b.shape[0])
    for (aIsTransposed, bIsTransposed) in [
      (false, false), (false, true), (true, false), (true, true),
    ] {
      let storedA = Stored(a, isTransposed: aIsTransposed, padding: 3, context)
      let storedB = Stored(b, isTransposed: bIsTransposed, padding: 1, context)
      let result = context.tensor(
        [rows, columns + 2], [Float](repeating: -7, count: rows * (columns + 2)))
      context.gemm(
        rows: rows, columns: columns,
        operands: [GEMMOperands(a: storedA.operand, b: storedB.operand, k: k)],
        into: MatrixTarget(result.pointer, stride: columns + 2))
      let values = result.array
      let found = (0..<rows).flatMap { values[$0 * (columns + 2)..<$0 * (columns + 2) + columns] }
      #expect(relativeError(found, exact.values) < 1e-6)
      // Nothing beside the result is written to.
      #expect((0..<rows).allSatisfy { values[$0 * (columns + 2) + columns] == -7 })
    }
  }

  @Test("add to what is there, and sum several products", arguments: [false, true])
  func accumulates(accumulates: Bool) {
    let context = ComputeContext(threads: 2)
    let (rows, columns) = (70, 90)
    let start = Self.random(rows, columns, "start")
    let operands = [3, 200, 1].map { k in
      (Self.random(rows, k, "left \(k)"), Self.random(k, columns, "right \(k)"))
    }
    var exact = accumulates ? start : NaiveArray(zeros: start.shape)
    for (a, b) in operands { exact = exact + Self.product(a, b) }
    let stored = operands.map { a, b in
      (
        Stored(a, isTransposed: false, padding: 0, context),
        Stored(b, isTransposed: true, padding: 0, context)
      )
    }
    let result = context.tensor([rows, columns], start.values.map(Float.init))
    let before = context.matmulOperations
    // An array may be given up after its last use, and with it the memory that the operands point to.
    withExtendedLifetime(stored) {
      context.gemm(
        rows: rows, columns: columns,
        operands: zip(stored, operands).map { pair, operand in
          GEMMOperands(a: pair.0.operand, b: pair.1.operand, k: operand.0.width)
        },
        into: MatrixTarget(result.pointer, stride: columns, accumulates: accumulates))
    }
    #expect(relativeError(result.array, exact.values) < 1e-6)
    #expect(context.matmulOperations - before == 2 * rows * columns * 204)
  }

  @Test("hand every finished tile on exactly once")
  func epilogue() {
    let context = ComputeContext(threads: 3)
    let (rows, columns, k) = (600, 80, 30)
    let a = context.zeros([rows, k])
    let b = context.zeros([k, columns])
    let result = context.uninitialized([rows, columns])
    context.gemm(
      rows: rows, columns: columns,
      operands: [
        GEMMOperands(
          a: MatrixOperand(a.pointer, stride: k),
          b: MatrixOperand(b.pointer, stride: columns), k: k)
      ],
      into: MatrixTarget(result.pointer, stride: columns)
    ) { tile in
      for row in tile.rows {
        for column in tile.columns { result.pointer[row * columns + column] += 1 }
      }
    }
    #expect(result.array.allSatisfy { $0 == 1 })
  }

  @Test("have the same bits for any number of threads", arguments: shapes + [[530, 140, 20]])
  func threadIndependence(shape: [Int]) {
    let (rows, columns, k) = (shape[0], shape[1], shape[2])
    let a = Self.random(rows, k, "a")
    let b = Self.random(k, columns, "b")
    let results = [1, 2, 3, 5].map { threads in
      let context = ComputeContext(threads: threads)
      let storedA = Stored(a, isTransposed: false, padding: 0, context)
      let storedB = Stored(b, isTransposed: false, padding: 0, context)
      let result = context.uninitialized([rows, columns])
      context.gemm(
        rows: rows, columns: columns,
        operands: [GEMMOperands(a: storedA.operand, b: storedB.operand, k: k)],
        into: MatrixTarget(result.pointer, stride: columns))
      return result.array.map(\.bitPattern)
    }
    #expect(Set(results).count == 1)
  }

  @Test(
    "sum rows in order, whatever the stride and the threads", arguments: [1, 7, 8, 64, 65, 200])
  func rowSums(width: Int) {
    let (rows, stride) = (9, width + 3)
    let x = Self.random(rows, stride, "rows")
    let exact = (0..<width).map { column in (0..<rows).reduce(0.0) { $0 + x[$1, column] } }
    for threads in [1, 3] {
      let context = ComputeContext(threads: threads)
      let source = context.tensor(x.shape, x.values.map(Float.init))
      let sum = context.tensor([width], [Float](repeating: 5, count: width))
      sumRows(
        source.pointer, rows: rows, width: width, stride: stride, into: sum.pointer,
        accumulates: true, context)
      #expect(relativeError(sum.array, exact.map { $0 + 5 }) < 1e-6)
      sumRows(
        source.pointer, rows: rows, width: width, stride: stride, into: sum.pointer,
        accumulates: false, context)
      #expect(relativeError(sum.array, exact) < 1e-6)
    }
  }
}
