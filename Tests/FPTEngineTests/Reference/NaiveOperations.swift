import Foundation

@testable import FPTEngine

// What every operation of the engine means, written for reading and in double precision.

/// A dense layer: some outputs of a matrix in either layout, and their bias.
struct NaiveDense {
  var matrix: NaiveArray
  var bias: NaiveArray?
  var layout: LinearWeight.Layout
  var outputs: Range<Int>

  init(
    _ matrix: NaiveArray, bias: NaiveArray?, layout: LinearWeight.Layout,
    outputs: Range<Int>? = nil
  ) {
    self.matrix = matrix
    self.bias = bias
    self.layout = layout
    self.outputs = outputs ?? 0..<matrix.shape[layout == .inputOutput ? 1 : 0]
  }

  func weight(_ input: Int, _ output: Int) -> Double {
    layout == .inputOutput ? matrix[input, output] : matrix[output, input]
  }
}

/// y = residual + mask · (x W + b), the weights' outputs side by side.
func naiveLinear(
  _ x: NaiveArray, _ weights: [NaiveDense], mask: NaiveArray? = nil, residual: NaiveArray? = nil
) -> NaiveArray {
  let width = weights.reduce(0) { $0 + $1.outputs.count }
  var y = NaiveArray(zeros: x.shape.dropLast() + [width])
  let inputs = x.width
  var column = 0
  for weight in weights {
    for output in weight.outputs {
      let factors = (0..<inputs).map { weight.weight($0, output) }
      let bias = weight.bias?.values[output] ?? 0
      for row in 0..<x.rows {
        var sum = bias
        for input in 0..<inputs { sum += x.values[row * inputs + input] * factors[input] }
        y.values[row * width + column] = sum
      }
      column += 1
    }
  }
  if let mask { y = y * mask }
  if let residual { y = y + residual }
  return y
}

func naiveActivation(_ activation: Activation, _ x: Double) -> Double {
  switch activation {
  case .gelu: 0.5 * x * erfc(-x / 2.0.squareRoot())
  case .geluTanh:
    0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
  case .relu: max(0, x)
  case .silu: x / (1 + exp(-x))
  case .quickGELU: x / (1 + exp(-1.702 * x))
  }
}

func naiveFeedForward(
  _ x: NaiveArray, expand: NaiveDense, contract: NaiveDense, activation: Activation,
  mask: NaiveArray? = nil, residual: NaiveArray? = nil
) -> NaiveArray {
  var inner = naiveLinear(x, [expand])
  inner.values = inner.values.map { naiveActivation(activation, $0) }
  return naiveLinear(inner, [contract], mask: mask, residual: residual)
}

func naiveLayerNorm(
  _ x: NaiveArray, weight: NaiveArray, bias: NaiveArray, epsilon: Double
) -> NaiveArray {
  var y = x
  for row in 0..<x.rows {
    let values = (0..<x.width).map { x[row, $0] }
    let mean = values.reduce(0, +) / Double(x.width)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.width)
    for column in 0..<x.width {
      y[row, column] =
        (x[row, column] - mean) / (variance + epsilon).squareRoot() * weight.values[column]
        + bias.values[column]
    }
  }
  return y
}

/// Columns of a [examples, tokens, width] array.
func naiveColumns(_ x: NaiveArray, _ columns: Range<Int>) -> NaiveArray {
  let values = (0..<x.rows).flatMap { row in columns.map { x[row, $0] } }
  return NaiveArray(x.shape.dropLast() + [columns.count], values)
}

func naiveEmbedding(_ table: NaiveArray, tokens: [Int32], examples: Int) -> NaiveArray {
  let values = tokens.flatMap { token in (0..<table.width).map { table[Int(token), $0] } }
  return NaiveArray([examples, tokens.count / examples, table.width], values)
}

func naiveAddingPositions(
  _ x: NaiveArray, positions: NaiveArray, segments: NaiveArray? = nil
) -> NaiveArray {
  var y = x
  for row in 0..<x.rows {
    for column in 0..<x.width {
      y[row, column] += positions[row % x.shape[1], column] + (segments?[0, column] ?? 0)
    }
  }
  return y
}

func naiveLastTokens(_ x: NaiveArray, _ count: Int) -> NaiveArray {
  let tokens = x.shape[1]
  let rows = (0..<x.rows).filter { $0 % tokens >= tokens - count }
  let values = rows.flatMap { row in (0..<x.width).map { x[row, $0] } }
  return NaiveArray([x.shape[0], min(count, tokens), x.width], values)
}

/// Mean of −log softmax(logits)[label] over `predictions` predictions.
func naiveCrossEntropy(_ logits: NaiveArray, labels: [Int32], predictions: Int) -> Double {
  var loss = 0.0
  for row in 0..<logits.rows {
    let sum = (0..<logits.width).reduce(0.0) { $0 + exp(logits[row, $1]) }
    loss += log(sum) - logits[row, Int(labels[row])]
  }
  return loss / Double(predictions)
}
