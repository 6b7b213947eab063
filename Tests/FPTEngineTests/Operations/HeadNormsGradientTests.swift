import Testing

@testable import FPTEngine

@Suite("Gradients of norms of queries and keys")
struct HeadNormsGradientTests {
  /// Rows of query heads, key heads and columns that stay as they are.
  static func norms(
    _ rows: [Int], heads: Int, keyHeads: Int, width: Int, rest: Int
  ) -> GradientCase {
    let epsilon = 1e-4
    let columns = (heads + keyHeads) * width + rest
    return GradientCase(
      name: "\(rows) × (\(heads) + \(keyHeads)) × \(width) + \(rest)",
      leaves: [
        .init("x", rows + [columns]), .init("queries", [width], offset: 1),
        .init("keys", [width], offset: 1),
      ],
      engine: { tape, v in
        let parts = [
          HeadNormPart(heads: heads, gain: v[1]), HeadNormPart(heads: keyHeads, gain: v[2]),
        ]
        return tape.headNorms(
          v[0], parts.filter { $0.heads > 0 }, width: width, epsilon: Float(epsilon))
      },
      reference: { v in
        var y = v[0]
        for row in 0..<y.rows {
          for head in 0..<heads + keyHeads {
            let first = head * width
            let square = (first..<first + width).reduce(0.0) { $0 + v[0][row, $1] * v[0][row, $1] }
            let scale = 1 / (square / Double(width) + epsilon).squareRoot()
            for column in 0..<width {
              y[row, first + column] *= scale * v[head < heads ? 1 : 2].values[column]
            }
          }
        }
        return y
      })
  }

  @Test(arguments: [
    norms([2, 3], heads: 2, keyHeads: 1, width: 4, rest: 4),
    norms([1, 2], heads: 3, keyHeads: 3, width: 5, rest: 0),
    norms([2, 1], heads: 1, keyHeads: 2, width: 18, rest: 7),
    norms([3, 5], heads: 4, keyHeads: 1, width: 8, rest: 9),
  ])
  func matchesReference(check: GradientCase) { GradientCheck(check).run() }
}
