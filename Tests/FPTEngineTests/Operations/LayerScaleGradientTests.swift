import Testing

@testable import FPTEngine

@Suite("Gradients of LayerScale")
struct LayerScaleGradientTests {
  enum Residual: CaseIterable { case none, separate, input }

  static func layerScale(_ x: [Int], _ residual: Residual) -> GradientCase {
    var leaves: [GradientCase.Leaf] = [
      .init("x", x), .init("weight", [x.last ?? 0], standardDeviation: 0.1),
    ]
    if residual == .separate { leaves.append(.init("residual", x)) }
    return GradientCase(
      name: "\(x), residual \(residual)", leaves: leaves,
      engine: { tape, v in
        tape.layerScale(
          v[0], weight: v[1],
          residual: residual == .none ? nil : residual == .input ? v[0] : v[2])
      },
      reference: { v in
        var y = v[0]
        for row in 0..<y.rows {
          for column in 0..<y.width { y[row, column] *= v[1].values[column] }
        }
        return residual == .none ? y : y + (residual == .input ? v[0] : v[2])
      })
  }

  @Test(
    arguments: Residual.allCases.flatMap { residual in
      [[2, 3, 5], [1, 2, 8], [3, 1, 67]].map { layerScale($0, residual) }
    })
  func matchesReference(check: GradientCase) { GradientCheck(check).run() }
}
