import Testing

@testable import FPTEngine

@Suite("The engine's own product", .enabled(if: PanelOrder.terms != nil))
struct PanelProductTests {
  /// Extents, and which factor lies transposed.
  struct Shape: CustomTestStringConvertible, Sendable {
    var rows: Int
    var columns: Int
    var inner: Int
    var transposed: (left: Bool, right: Bool) = (false, false)
    var testDescription: String { "\(rows) x \(columns) x \(inner), \(transposed)" }
  }

  /// Around every edge: of eight rows, of panels and their groups, of blocks of 320 and 448 terms, of the library's small
  /// kernels.
  static let shapes: [Shape] = {
    var shapes: [Shape] = []
    let extents = [
      (64, 48, 340), (130, 117, 77), (7, 384, 448), (1, 640, 1_600), (40, 40, 625), (100, 100, 100),
      (33, 31, 1_000), (12, 100, 850), (96, 64, 1_000), (600, 20, 90), (17, 3, 20_000),
    ]
    for (rows, columns, inner) in extents {
      for transposed in [(false, false), (true, false), (false, true)] {
        shapes.append(
          Shape(rows: rows, columns: columns, inner: inner, transposed: transposed))
      }
    }
    return shapes
  }()

  @Test("has the library's bits wherever it says so", arguments: shapes)
  func bits(shape: Shape) throws {
    guard
      let order = PanelOrder(
        terms: PanelOrder.terms, rows: shape.rows, columns: shape.columns, inner: shape.inner,
        leftIsTransposed: shape.transposed.left, rightIsTransposed: shape.transposed.right)
    else { return }
    let context = ComputeContext(threads: 1)
    let left = factor(shape.rows, shape.inner, shape.transposed.left, "left", context)
    let right = factor(shape.inner, shape.columns, shape.transposed.right, "right", context)
    let stride = shape.columns + 5
    for (alpha, accumulates) in [(1 as Float, false), (1, true), (0.177, false)] {
      let start = RandomStream(seed: 2, name: "target").floats(shape.rows * stride).map {
        Float($0)
      }
      let expected = context.tensor([shape.rows, stride], start)
      let found = context.tensor([shape.rows, stride], start)
      multiplySerially(
        rows: shape.rows, columns: shape.columns, inner: shape.inner,
        left: left.factor.pointer, leftStride: left.factor.stride,
        leftIsTransposed: shape.transposed.left, right: right.factor.pointer,
        rightStride: right.factor.stride, rightIsTransposed: shape.transposed.right,
        into: expected.pointer, stride: stride, alpha: alpha, beta: accumulates ? 1 : 0)
      let memory = context.uninitialized([
        Panels.size(inner: shape.inner, columns: shape.columns)
      ])
      let panels = Panels(
        packing: right.factor, inner: shape.inner, columns: shape.columns, in: memory.pointer)
      var first = 0
      while first < shape.inner {
        let terms = first..<first + order.block(of: shape.inner - first)
        panels.multiply(
          rows: shape.rows, left: left.factor.from(column: first), terms: terms,
          into: MatrixTarget(
            found.pointer, stride: stride, accumulates: accumulates || first > 0), alpha: alpha)
        first = terms.upperBound
      }
      #expect(found.array.map(\.bitPattern) == expected.array.map(\.bitPattern))
    }
  }

  /// A causal cut leaves out what is zero; what is not computed keeps its place.
  @Test("skips what a query does not see, and nothing else", arguments: [1, 5, 48, 100, 333])
  func cuts(seen: Int) throws {
    let context = ComputeContext(workers: WorkerPool(threads: 1), panelTerms: PanelOrder.terms)
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
        right, inner: inner, columns: width, blockTerms: context.panelTerms, memory: &place
      ).multiply(
        rows: rows, columns: width, inner: inner,
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
