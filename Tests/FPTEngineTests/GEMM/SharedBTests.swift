import Testing

@testable import FPTEngine

@Suite("GEMMs of attention")
struct SharedBTests {
  /// Products with what no query sees are skipped, which changes no sum; what is not computed keeps its place.
  @Test(
    "skip what a query does not see, and nothing else",
    arguments: [
      (37, Visibility.causal), (38, .causal), (136, .causal), (369, .causal), (800, .causal),
      (369, .window(half: 0)), (369, .window(half: 5)), (369, .window(half: 100)),
      (900, .window(half: 500)), (369, .causalWindow(size: 1)), (369, .causalWindow(size: 20)),
      (900, .causalWindow(size: 420)), (369, .prefix(350)), (369, .prefix(5)), (369, .all),
    ])
  func skips(tokens: Int, visibility: Visibility) throws {
    let (queries, width) = (37, 32)
    // From here on tokens are keys; queries are before, at and after the end of the first.
    for position in [0, (tokens - queries) / 2, tokens - queries] {
      let first =
        visibility.keys(ofPosition: position, tokens: tokens).lowerBound / 16 * 16
      let end = visibility.keys(ofPosition: position + queries - 1, tokens: tokens).upperBound
      let band = VisibleBand(
        visibility: visibility, tokens: tokens, firstPosition: position, firstKey: first)
      for table in KernelTable.all {
        let context = ComputeContext(threads: 1, table: table)
        func tensor(_ rows: Int, _ columns: Int, _ name: String) -> Tensor {
          context.tensor(
            [rows, columns],
            RandomStream(seed: 1, name: name).floats(rows * columns).map { Float($0) })
        }
        let keys = end - first
        let scores = tensor(queries, keys, "scores")
        for query in 0..<queries {
          for key in 0..<keys where !band.keys(ofRow: query).contains(key) {
            scores.elements[query * keys + key] = 0
          }
        }
        func product(
          _ a: MatrixOperand, _ b: MatrixOperand, rows: Int, columns: Int, k: Int, _ axis: KeyAxis?
        ) -> [Float] {
          let size = PackedB.size(k: k, columns: columns, context.gemmKernels)
          let memory = context.uninitialized([size])
          var place = memory.pointer
          let target = context.tensor(
            [rows, columns], [Float](repeating: .nan, count: rows * columns))
          SharedB(b, k: k, columns: columns, context.gemmKernels, memory: &place).gemm(
            rows: rows, columns: 0..<columns, kRange: 0..<k, a: a,
            into: MatrixTarget(target.pointer, stride: columns), seen: axis.map { (band, $0) })
          return target.array
        }
        func compare(
          _ a: MatrixOperand, _ b: MatrixOperand, rows: Int, columns: Int, k: Int, _ axis: KeyAxis
        ) {
          let found = product(a, b, rows: rows, columns: columns, k: k, axis)
          let expected = product(a, b, rows: rows, columns: columns, k: k, nil)
          for index in found.indices {
            if axis == .columns,
              !band.keys(ofRow: index / columns).contains(index % columns)
            {
              continue
            }
            guard found[index].bitPattern == expected[index].bitPattern else {
              Issue.record("\(table.name), \(axis), \(index)")
              return
            }
          }
        }
        let values = tensor(keys, width, "values")
        let slopes = tensor(queries, width, "slopes")
        func operand(_ tensor: Tensor, isTransposed: Bool = false) -> MatrixOperand {
          MatrixOperand(tensor.pointer, stride: tensor.width, isTransposed: isTransposed)
        }
        compare(
          operand(slopes), operand(values, isTransposed: true), rows: queries, columns: keys,
          k: width, .columns)
        compare(operand(scores), operand(values), rows: queries, columns: width, k: keys, .k)
        compare(
          operand(scores, isTransposed: true), operand(slopes), rows: keys, columns: width,
          k: queries, .rows)
      }
    }
  }
}
