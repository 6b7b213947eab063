import Testing

@testable import FPTEngine

/// Values with several consumers: gradients are passed on and worked on where they lie, so here is where a shortcut would
/// corrupt one that is still needed.
@Suite("Gradients of values with several consumers")
struct CompositeGradientTests {
  static let x = GradientCase.Leaf("x", [2, 3, 6])
  static let square = GradientCase.Leaf("W", [6, 6], standardDeviation: 0.5)
  static let other = GradientCase.Leaf("V", [6, 6], standardDeviation: 0.5)
  static let weight = GradientCase.Leaf("weight", [6], offset: 1)
  static let bias = GradientCase.Leaf("bias", [6])
  static let dropout = Dropout(rate: 0.3, site: "composite")

  static func dense(_ matrix: Variable) -> [LinearWeight] {
    [LinearWeight(matrix, bias: nil, layout: .inputOutput)]
  }

  static func dense(_ matrix: NaiveArray) -> [NaiveDense] {
    [NaiveDense(matrix, bias: nil, layout: .inputOutput)]
  }

  static func norm(_ tape: Tape, _ x: Variable, _ weight: Variable, _ bias: Variable) -> Variable {
    tape.layerNorm(x, weight: weight, bias: bias, epsilon: 1e-5)
  }

  static func norm(_ x: NaiveArray, _ weight: NaiveArray, _ bias: NaiveArray) -> NaiveArray {
    naiveLayerNorm(x, weight: weight, bias: bias, epsilon: 1e-5)
  }

  static let cases: [GradientCase] = {
    let mask = dropoutMask(dropout, x.shape)
    return [
      GradientCase(
        name: "pre-norm: x + f(norm x)", leaves: [x, square, weight, bias],
        engine: { t, v in
          t.linear(norm(t, v[0], v[2], v[3]), dense(v[1]), dropout: dropout, residual: v[0])
        },
        reference: { v in
          naiveLinear(norm(v[0], v[2], v[3]), dense(v[1]), mask: mask, residual: v[0])
        }),
      GradientCase(
        name: "post-norm: norm(n + f(n)) with n = norm x", leaves: [x, square, weight, bias],
        engine: { t, v in
          let n = norm(t, v[0], v[2], v[3])
          return norm(t, t.linear(n, dense(v[1]), residual: n), v[2], v[3])
        },
        reference: { v in
          let n = norm(v[0], v[2], v[3])
          return norm(naiveLinear(n, dense(v[1]), residual: n), v[2], v[3])
        }),
      GradientCase(
        name: "a norm whose output goes two ways", leaves: [x, square, other, weight, bias],
        engine: { t, v in
          let n = norm(t, v[0], v[3], v[4])
          return t.linear(n, dense(v[1]), residual: t.linear(n, dense(v[2]), residual: n))
        },
        reference: { v in
          let n = norm(v[0], v[3], v[4])
          return naiveLinear(n, dense(v[1]), residual: naiveLinear(n, dense(v[2]), residual: n))
        }),
      GradientCase(
        name: "one residual of two layers", leaves: [x, square, other],
        engine: { t, v in
          let y = t.linear(v[0], dense(v[1]), residual: v[0])
          return t.linear(y, dense(v[2]), dropout: dropout, residual: v[0])
        },
        reference: { v in
          let y = naiveLinear(v[0], dense(v[1]), residual: v[0])
          return naiveLinear(y, dense(v[2]), mask: mask, residual: v[0])
        }),
      GradientCase(
        name: "x twice normalized and added", leaves: [x, weight, bias, square],
        engine: { t, v in
          t.linear(norm(t, v[0], v[1], v[2]), dense(v[3]), residual: norm(t, v[0], v[2], v[1]))
        },
        reference: { v in
          naiveLinear(norm(v[0], v[1], v[2]), dense(v[3]), residual: norm(v[0], v[2], v[1]))
        }),
      GradientCase(
        name: "dropped and kept: dropout(x) W + x", leaves: [x, square],
        engine: { t, v in t.linear(t.dropout(v[0], dropout), dense(v[1]), residual: v[0]) },
        reference: { v in naiveLinear(v[0] * mask, dense(v[1]), residual: v[0]) }),
      GradientCase(
        name: "x W + dropout(x)", leaves: [x, square],
        engine: { t, v in t.linear(v[0], dense(v[1]), residual: t.dropout(v[0], dropout)) },
        reference: { v in naiveLinear(v[0], dense(v[1]), residual: v[0] * mask) }),
      GradientCase(
        name: "all tokens and the last ones",
        leaves: [x, .init("KV", [6, 12], standardDeviation: 0.5)],
        engine: { t, v in
          let last = t.lastTokens(v[0], 1)
          let attended = t.attention(
            AttentionInputs(queries: last, keysValues: t.linear(v[0], dense(v[1]))),
            Attention(AttentionHeads(2, width: 3), .causal))
          return t.addingPositions(
            attended, positions: v[0].reshaped([6, 6]), segments: last.reshaped([2, 6]))
        },
        reference: { v in
          let last = naiveLastTokens(v[0], 1)
          let attended = NaiveAttention(heads: AttentionHeads(2, width: 3), visibility: .causal)(
            last, naiveLinear(v[0], dense(v[1])))
          return naiveAddingPositions(
            attended, positions: v[0].reshaped([6, 6]), segments: last.reshaped([2, 6]))
        }),
      GradientCase(
        name: "queries and keys of one projection",
        leaves: [x, .init("QV", [6, 12], standardDeviation: 0.5)],
        engine: { t, v in
          t.attention(
            AttentionInputs(queries: v[0], keysValues: t.linear(v[0], dense(v[1]))),
            Attention(AttentionHeads(3, width: 2)))
        },
        reference: { v in
          NaiveAttention(heads: AttentionHeads(3, width: 2))(
            v[0], naiveLinear(v[0], dense(v[1])))
        }),
    ]
  }()

  @Test(arguments: cases)
  func matchesReference(check: GradientCase) { GradientCheck(check).run() }
}
