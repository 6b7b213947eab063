import Testing

@testable import FPTEngine

@Suite("Gradients of feed-forward layers")
struct FeedForwardGradientTests {
  enum Residual: CaseIterable { case none, separate, input }

  static func feedForward(
    _ activation: Activation, _ layout: LinearWeight.Layout, _ residual: Residual, x: [Int],
    inner: Int, dropout: Dropout? = nil
  ) -> GradientCase {
    let width = x.last ?? 0
    let mask = dropout.map { dropoutMask($0, x) }
    var leaves: [GradientCase.Leaf] = [
      .init("x", x), LinearGradientTests.matrix("W1", width, inner, layout),
      .init("b1", [inner], standardDeviation: 0.5),
      LinearGradientTests.matrix("W2", inner, width, layout), .init("b2", [width]),
    ]
    if residual == .separate { leaves.append(.init("residual", x)) }
    return GradientCase(
      name:
        "\(activation) \(x) \(layout), residual \(residual)\(dropout == nil ? "" : ", dropout")",
      leaves: leaves,
      engine: { tape, v in
        tape.feedForward(
          v[0], expand: LinearWeight(v[1], bias: v[2], layout: layout),
          contract: LinearWeight(v[3], bias: v[4], layout: layout), activation: activation,
          dropout: dropout,
          residual: residual == .none ? nil : residual == .input ? v[0] : v[5])
      },
      reference: { v in
        naiveFeedForward(
          v[0], expand: NaiveDense(v[1], bias: v[2], layout: layout),
          contract: NaiveDense(v[3], bias: v[4], layout: layout), activation: activation,
          mask: mask, residual: residual == .none ? nil : residual == .input ? v[0] : v[5])
      })
  }

  static let activations = Activation.allCases
  static let dropout = Dropout(rate: 0.25, site: "feedforward")

  static let cases: [GradientCase] =
    activations.flatMap { activation in
      Residual.allCases.map {
        feedForward(activation, .outputInput, $0, x: [2, 2, 3], inner: 11)
      }
    } + [
      feedForward(.gelu, .inputOutput, .input, x: [1, 1, 5], inner: 9),
      feedForward(.geluTanh, .inputOutput, .separate, x: [1, 3, 8], inner: 16),
      feedForward(.relu, .inputOutput, .none, x: [1, 2, 1], inner: 3),
    ]
    + Residual.allCases.map {
      feedForward(.gelu, .inputOutput, $0, x: [3, 2, 5], inner: 9, dropout: dropout)
    }

  @Test(arguments: cases)
  func matchesReference(check: GradientCase) { GradientCheck(check).run() }

  @Test("several tiles", arguments: [(513, 3, 9), (3, 5, 580), (2, 580, 3)])
  func severalTiles(rows: Int, width: Int, inner: Int) {
    var check = Self.feedForward(
      .gelu, .inputOutput, .input, x: [1, rows, width], inner: inner, dropout: Self.dropout)
    check.probing = .sample(elements: 2, directions: 2)
    GradientCheck(check).run()
  }
}
