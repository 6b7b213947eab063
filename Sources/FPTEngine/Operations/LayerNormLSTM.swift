/// The weight and bias of a layer norm.
public struct NormParameters {
  /// γ, [width].
  public let weight: Variable
  /// β, [width].
  public let bias: Variable

  /// A norm with this weight and bias.
  public init(weight: Variable, bias: Variable) {
    self.weight = weight
    self.bias = bias
  }

  var requiresGradient: Bool { weight.requiresGradient || bias.requiresGradient }
}

/// The parameters of one layer of a layer-norm LSTM, of width H.
public struct LSTMWeights {
  /// Inputs → 4 H: input gate, forget gate, output gate and candidate.
  public let input: LinearWeight
  /// H → 4 H, in the same order.
  public let recurrent: LinearWeight
  /// Norm of W x + b, [4 H].
  public let inputNorm: NormParameters
  /// Norm of U h + d, [4 H].
  public let recurrentNorm: NormParameters
  /// Norm of the cell, [H].
  public let cellNorm: NormParameters

  /// The parameters of one layer.
  public init(
    input: LinearWeight, recurrent: LinearWeight, inputNorm: NormParameters,
    recurrentNorm: NormParameters, cellNorm: NormParameters
  ) {
    self.input = input
    self.recurrent = recurrent
    self.inputNorm = inputNorm
    self.recurrentNorm = recurrentNorm
    self.cellNorm = cellNorm
  }

  var requiresGradient: Bool {
    input.requiresGradient || recurrent.requiresGradient || inputNorm.requiresGradient
      || recurrentNorm.requiresGradient || cellNorm.requiresGradient
  }
}

/// The state that an LSTM carries from one step to the next.
public struct LSTMState {
  /// The hidden state, [examples, H], which the next step and the next layer read.
  public let hidden: Tensor
  /// The cell, [examples, H], which the next step reads.
  public let cell: Tensor

  /// A state of hidden values and cells, each [examples, H].
  public init(hidden: Tensor, cell: Tensor) {
    self.hidden = hidden
    self.cell = cell
  }
}

extension Tape {
  /// Computes one layer of an LSTM with layer norm on W x, on U h and on the cell (Ba et al., 2016; section 6.2).
  ///
  ///     a = norm(W x + b) + norm(U h + d);  i, f, o = σ(a);  g = tanh(a)
  ///     c = norm(f · c + i · g);  h = dropout(o · tanh(c))
  ///
  /// The norms divide by √(unbiased variance + ε). As in the code that the paper used, the next step reads the normalized cell and
  /// the hidden state after dropout.
  ///
  /// One GEMM computes W x of all steps; so does one for the gradient of each matrix.
  ///
  /// - Parameters:
  ///   - x: [steps, examples, inputs]: time comes first.
  ///   - weights: the parameters of the layer.
  ///   - initial: the state before the first step; not differentiated.
  ///   - epsilon: ε of the norms.
  ///   - dropout: applied to the hidden state.
  ///   - isResidual: whether y is x + h instead of h; inputs and H are then equal.
  /// - Returns: y [steps, examples, H] and the state after the last step.
  /// - Complexity: 8 · steps · examples · H · (inputs + H) operations forward, as many again for the gradient of x and of
  ///   each trained matrix.
  public func layerNormLSTM(
    _ x: Variable, _ weights: LSTMWeights, initial: LSTMState, epsilon: Float,
    dropout: Dropout? = nil, isResidual: Bool = false
  ) -> (output: Variable, final: LSTMState) {
    let (steps, examples, width) = (x.shape[0], x.shape[1], initial.hidden.width)
    precondition(
      weights.input.outputs.count == 4 * width && weights.recurrent.outputs.count == 4 * width,
      "four gates of the state's width")
    precondition(
      initial.hidden.count == examples * width && initial.cell.count == examples * width,
      "a state for each example")
    precondition(!isResidual || x.value.width == width, "a residual as wide as the state")
    let output = Variable(
      context.uninitialized([steps, examples, width]),
      requiresGradient: x.requiresGradient || weights.requiresGradient)
    // Rows of a mask follow the example: row = example · steps + step.
    let mask = mask(dropout, rows: examples * steps, rowsPerExample: steps, width: width)
    let pass = LSTMPass(
      x: x, weights: weights, initial: initial, epsilon: epsilon, mask: mask, output: output.value,
      isResidual: isResidual, savesSteps: output.requiresGradient, context: context)
    let final = pass.forward(x.value, context)

    guard let outputSlot = output.slot else { return (output, final) }
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      pass.backward(gradient, context)
    }
    return (output, final)
  }
}
