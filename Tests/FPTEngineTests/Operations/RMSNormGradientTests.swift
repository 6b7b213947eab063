import Testing

@testable import FPTEngine

@Suite("Gradients of RMS norm")
struct RMSNormGradientTests {
  static func rmsNorm(_ x: [Int], epsilon: Double, offset: Double = 0) -> GradientCase {
    let width = x.last ?? 0
    return GradientCase(
      name: "\(x), ε \(epsilon), offset \(offset)",
      leaves: [.init("x", x), .init("weight", [width], offset: 1 - offset)],
      engine: { tape, v in
        tape.rmsNorm(v[0], weight: v[1], epsilon: Float(epsilon), offset: Float(offset))
      },
      reference: { v in
        var y = v[0]
        for row in 0..<y.rows {
          let square = (0..<y.width).reduce(0.0) { $0 + v[0][row, $1] * v[0][row, $1] }
          let scale = 1 / (square / Double(y.width) + epsilon).squareRoot()
          for column in 0..<y.width { y[row, column] *= scale * (v[1].values[column] + offset) }
        }
        return y
      })
  }

  @Test(arguments: [
    rmsNorm([2, 3, 5], epsilon: 1e-6), rmsNorm([1, 1, 1], epsilon: 1e-2),
    rmsNorm([1, 2, 8], epsilon: 1e-6), rmsNorm([2, 2, 13], epsilon: 1e-3),
    rmsNorm([1, 2, 67], epsilon: 1e-6, offset: 1), rmsNorm([3, 2, 8], epsilon: 1e-5, offset: 1),
    rmsNorm([5, 7, 4], epsilon: 1e-6),
  ])
  func matchesReference(check: GradientCase) { GradientCheck(check).run() }
}
