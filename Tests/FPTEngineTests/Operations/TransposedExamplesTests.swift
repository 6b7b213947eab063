import Testing

@testable import FPTEngine

@Suite("Examples of tokens and steps of examples")
struct TransposedExamplesTests {
  static func exchange(_ shape: [Int]) -> GradientCase {
    GradientCase(
      name: "\(shape)", leaves: [.init("x", shape)],
      engine: { tape, v in tape.transposingExamplesAndTokens(v[0]) },
      reference: { v in
        let x = v[0]
        var y = NaiveArray(zeros: [x.shape[1], x.shape[0], x.width])
        for outer in 0..<x.shape[0] {
          for inner in 0..<x.shape[1] {
            for column in 0..<x.width {
              y[inner * x.shape[0] + outer, column] = x[outer * x.shape[1] + inner, column]
            }
          }
        }
        return y
      })
  }

  @Test(arguments: [exchange([2, 3, 5]), exchange([1, 4, 1]), exchange([9, 11, 2])])
  func gradients(check: GradientCase) { GradientCheck(check).run() }

  @Test("positions that begin at a later row of the table")
  func laterPositions() {
    let check = GradientCase(
      name: "first position 2", leaves: [.init("x", [2, 3, 5]), .init("table", [6, 5])],
      engine: { tape, v in tape.addingPositions(v[0], positions: v[1], firstPosition: 2) },
      reference: { v in
        var y = v[0]
        for row in 0..<y.rows {
          for column in 0..<y.width { y[row, column] += v[1][2 + row % 3, column] }
        }
        return y
      })
    GradientCheck(check).run()
  }
}
