import Testing

@testable import FPTEngine

@Suite("Matrix products")
struct MatrixProductTests {
  /// A matrix in memory as a factor is given it: with room between its rows, transposed or not.
  struct Stored {
    var tensor: Tensor
    var factor: MatrixFactor

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
      factor = MatrixFactor(tensor.pointer, stride: stride, isTransposed: isTransposed)
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
    "agree with sums written out, for either layout of either factor",
    arguments: shapes, [1, 2, 5])
  func matchesReference(shape: [Int], threads: Int) {
    let (rows, columns, inner) = (shape[0], shape[1], shape[2])
    let a = Self.random(rows, inner, "a")
    let b = Self.random(inner, columns, "b")
    let exact = Self.product(a, b)
    let workers = WorkerPool(threads: threads)
    for kernels in [nil] + PanelKernels.all.values.map(Optional.some) {
      let context = ComputeContext(workers: workers, kernels: kernels)
      matches(a, b, exact, context)
    }
  }

  private func matches(
    _ a: NaiveArray, _ b: NaiveArray, _ exact: NaiveArray, _ context: ComputeContext
  ) {
    let (rows, columns, inner) = (a.shape[0], b.shape[1], b.shape[0])
    for (left, right) in [(false, false), (false, true), (true, false), (true, true)] {
      let l = Stored(a, isTransposed: left, padding: 3, context)
      let r = Stored(b, isTransposed: right, padding: 1, context)
      let result = context.tensor(
        [rows, columns + 2], [Float](repeating: -7, count: rows * (columns + 2)))
      context.multiply(
        rows: rows, columns: columns,
        terms: [ProductTerm(left: l.factor, right: r.factor, inner: inner)],
        into: MatrixTarget(result.pointer, stride: columns + 2))
      let values = result.array
      let found = (0..<rows).flatMap { values[$0 * (columns + 2)..<$0 * (columns + 2) + columns] }
      #expect(relativeError(found, exact.values) < 1e-6)
      // Nothing beside the result is written to.
      #expect((0..<rows).allSatisfy { values[$0 * (columns + 2) + columns] == -7 })
    }
  }

  @Test("add to what is there, and sum several terms", arguments: [false, true])
  func accumulates(accumulates: Bool) {
    let context = ComputeContext(threads: 2)
    let (rows, columns) = (70, 90)
    let start = Self.random(rows, columns, "start")
    let factors = [3, 200, 1].map { inner in
      (Self.random(rows, inner, "left \(inner)"), Self.random(inner, columns, "right \(inner)"))
    }
    var exact = accumulates ? start : NaiveArray(zeros: start.shape)
    for (a, b) in factors { exact = exact + Self.product(a, b) }
    let stored = factors.map { a, b in
      (
        Stored(a, isTransposed: false, padding: 0, context),
        Stored(b, isTransposed: true, padding: 0, context)
      )
    }
    let result = context.tensor([rows, columns], start.values.map(Float.init))
    let before = context.productOperations
    context.multiply(
      rows: rows, columns: columns,
      terms: zip(stored, factors).map { pair, factor in
        ProductTerm(left: pair.0.factor, right: pair.1.factor, inner: factor.0.width)
      },
      into: MatrixTarget(result.pointer, stride: columns, accumulates: accumulates))
    #expect(relativeError(result.array, exact.values) < 1e-6)
    #expect(context.productOperations - before == 2 * rows * columns * 204)
  }

  @Test("hand every finished tile on exactly once")
  func finishing() {
    let context = ComputeContext(threads: 3)
    let (rows, columns, inner) = (600, 80, 30)
    let a = context.zeros([rows, inner])
    let b = context.zeros([inner, columns])
    let result = context.uninitialized([rows, columns])
    context.multiply(
      rows: rows, columns: columns,
      terms: [
        ProductTerm(
          left: MatrixFactor(a.pointer, stride: inner),
          right: MatrixFactor(b.pointer, stride: columns), inner: inner)
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
    let (rows, columns, inner) = (shape[0], shape[1], shape[2])
    let a = Self.random(rows, inner, "a")
    let b = Self.random(inner, columns, "b")
    let results = [1, 2, 3, 5].map { threads in
      let context = ComputeContext(threads: threads)
      let l = Stored(a, isTransposed: false, padding: 0, context)
      let r = Stored(b, isTransposed: false, padding: 0, context)
      let result = context.uninitialized([rows, columns])
      context.multiply(
        rows: rows, columns: columns,
        terms: [ProductTerm(left: l.factor, right: r.factor, inner: inner)],
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
