import Foundation
import Testing

@testable import FPTEngine

@Suite("Gradients of the layer-norm LSTM")
struct LayerNormLSTMGradientTests {
  struct Extents: Sendable {
    var steps: Int
    var examples: Int
    var inputs: Int
    var width: Int
  }

  static func layer(
    _ e: Extents, isResidual: Bool = false, dropout: Dropout? = nil
  ) -> GradientCase {
    let gates = 4 * e.width
    let mask = dropout.map { dropoutMask($0, [e.examples, e.steps, e.width]) }
    let states = ["hidden", "cell"].map { part in
      NaiveArray(
        [e.examples, e.width],
        RandomStream(seed: 4, name: part).floats(e.examples * e.width).map { Double(Float($0)) })
    }
    return GradientCase(
      name: "\(e.steps)×\(e.examples), \(e.inputs) → \(e.width)"
        + (isResidual ? " residual" : "") + (dropout == nil ? "" : " dropout"),
      leaves: [
        .init("x", [e.steps, e.examples, e.inputs]),
        .init("i2h.weight", [gates, e.inputs]), .init("i2h.bias", [gates]),
        .init("h2h.weight", [gates, e.width]), .init("h2h.bias", [gates]),
        .init("ln_i2h.alpha", [1, gates]), .init("ln_i2h.beta", [1, gates]),
        .init("ln_h2h.alpha", [1, gates]), .init("ln_h2h.beta", [1, gates]),
        .init("ln_cell.alpha", [1, e.width]), .init("ln_cell.beta", [1, e.width]),
      ],
      engine: { tape, v in
        let state = states.map { tape.context.tensor($0.shape, $0.values.map(Float.init)) }
        return tape.layerNormLSTM(
          v[0],
          LSTMWeights(
            input: LinearWeight(v[1], bias: v[2], layout: .outputInput),
            recurrent: LinearWeight(v[3], bias: v[4], layout: .outputInput),
            inputNorm: NormParameters(weight: v[5], bias: v[6]),
            recurrentNorm: NormParameters(weight: v[7], bias: v[8]),
            cellNorm: NormParameters(weight: v[9], bias: v[10])),
          initial: LSTMState(hidden: state[0], cell: state[1]), epsilon: 1e-2, dropout: dropout,
          isResidual: isResidual
        ).output
      },
      reference: { v in
        naiveLSTM(v, hidden: states[0], cell: states[1], mask: mask, isResidual: isResidual)
      })
  }

  static let dropout = Dropout(rate: 0.3, site: "layer")

  @Test(arguments: [
    layer(Extents(steps: 1, examples: 1, inputs: 2, width: 2)),
    layer(Extents(steps: 3, examples: 2, inputs: 3, width: 3)),
    layer(Extents(steps: 2, examples: 3, inputs: 5, width: 9), dropout: dropout),
    layer(Extents(steps: 4, examples: 2, inputs: 4, width: 4), isResidual: true),
    layer(Extents(steps: 3, examples: 2, inputs: 3, width: 20)),
    layer(Extents(steps: 3, examples: 2, inputs: 3, width: 3), isResidual: true, dropout: dropout),
  ])
  func matchesReference(check: GradientCase) {
    var check = check
    check.probing = .sample(elements: 24, directions: 3)
    GradientCheck(check).run()
  }

  @Test("steps that are not saved give the same values")
  func withoutGradient() {
    let check = Self.layer(Extents(steps: 5, examples: 2, inputs: 3, width: 6))
    let values = check.leafValues()
    func run(_ isTrained: Bool) -> [Float] {
      let context = ComputeContext(threads: 2)
      let leaves = values.map { value in
        let tensor = context.tensor(value.shape, value.values.map(Float.init))
        return isTrained
          ? Variable(trained: tensor, slot: GradientSlot(shape: tensor.shape))
          : Variable(constant: tensor)
      }
      return check.engine(Tape(context: context), leaves).value.array
    }
    #expect(run(true) == run(false))
  }
}

/// The official code's cell, step by step.
///
/// Leaves are in the order of the cases above.
private func naiveLSTM(
  _ v: [NaiveArray], hidden: NaiveArray, cell: NaiveArray, mask: NaiveArray?, isResidual: Bool
) -> NaiveArray {
  let (steps, examples, width) = (v[0].shape[0], v[0].shape[1], hidden.width)
  var y = NaiveArray(zeros: [steps, examples, width])
  var (h, c) = (hidden, cell)
  for step in 0..<steps {
    let start = step * examples * v[0].width
    let x = NaiveArray(
      [examples, v[0].width], Array(v[0].values[start..<start + examples * v[0].width]))
    let fromInput = unbiasedNorm(
      naiveLinear(x, [NaiveDense(v[1], bias: v[2], layout: .outputInput)]), v[5], v[6])
    let fromHidden = unbiasedNorm(
      naiveLinear(h, [NaiveDense(v[3], bias: v[4], layout: .outputInput)]), v[7], v[8])
    let a = fromInput + fromHidden
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    for example in 0..<examples {
      for k in 0..<width {
        c[example, k] =
          c[example, k] * sigmoid(a[example, width + k])
          + sigmoid(a[example, k]) * tanh(a[example, 3 * width + k])
      }
    }
    c = unbiasedNorm(c, v[9], v[10])
    for example in 0..<examples {
      for k in 0..<width {
        let kept = mask?[example * steps + step, k] ?? 1
        h[example, k] = kept * sigmoid(a[example, 2 * width + k]) * tanh(c[example, k])
        y[step * examples + example, k] = h[example, k] + (isResidual ? x[example, k] : 0)
      }
    }
  }
  return y
}

private func unbiasedNorm(_ x: NaiveArray, _ weight: NaiveArray, _ bias: NaiveArray) -> NaiveArray {
  var y = x
  for row in 0..<x.rows {
    let values = (0..<x.width).map { x[row, $0] }
    let mean = values.reduce(0, +) / Double(x.width)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.width - 1)
    for k in 0..<x.width {
      y[row, k] =
        (x[row, k] - mean) / (variance + 1e-2).squareRoot() * weight.values[k] + bias.values[k]
    }
  }
  return y
}
