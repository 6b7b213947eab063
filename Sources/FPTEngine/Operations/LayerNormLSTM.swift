/// Gain and bias of a layer norm.
public struct NormWeights {
  public let gain: Variable
  public let bias: Variable

  public init(gain: Variable, bias: Variable) {
    self.gain = gain
    self.bias = bias
  }

  var requiresGradient: Bool { gain.requiresGradient || bias.requiresGradient }
}

/// The parameters of one layer of a layer-norm LSTM, of width H.
public struct LSTMWeights {
  /// Inputs → 4 H: input, forget and output gate, candidate.
  public let input: LinearWeight
  /// H → 4 H, in the same order.
  public let recurrent: LinearWeight
  /// Norms of the two products, [4 H], and of the cell, [H].
  public let inputNorm: NormWeights
  public let recurrentNorm: NormWeights
  public let cellNorm: NormWeights

  public init(
    input: LinearWeight, recurrent: LinearWeight, inputNorm: NormWeights,
    recurrentNorm: NormWeights, cellNorm: NormWeights
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

/// What an LSTM carries from one step to the next: hidden state and cell, each [examples, H].
public struct LSTMState {
  public let hidden: Tensor
  public let cell: Tensor

  public init(hidden: Tensor, cell: Tensor) {
    self.hidden = hidden
    self.cell = cell
  }
}

extension Tape {
  /// One layer of an LSTM with layer norm on both products and on the cell (Ba et al. 2016, section 6.2), over all steps:
  ///
  ///     a = norm(W x + b) + norm(U h + d);  i, f, o = σ(a);  g = tanh(a)
  ///     c = norm(f · c + i · g);  h = dropout(o · tanh(c))
  ///
  /// The norms divide by √(unbiased variance + ε). The normalised cell is what the next step remembers, and the dropped hidden
  /// state is what it sees, as in the code that the paper used.
  ///
  /// The products with x of all steps are one product; so are the gradients of both matrices.
  ///
  /// - Parameters:
  ///   - x: [steps, examples, inputs]: time comes first.
  ///   - initial: the state before the first step; not differentiated.
  ///   - isResidual: y = x + h instead of h; inputs and H are then the same.
  /// - Returns: y [steps, examples, H] and the state after the last step.
  /// - Complexity: 8 · steps · examples · H · (inputs + H) operations forward, as many again for the gradient of x and of
  ///   each trained matrix.
  public func layerNormLSTM(
    _ x: Variable, _ weights: LSTMWeights, initial: LSTMState, epsilon: Float,
    dropout: Dropout? = nil, isResidual: Bool = false
  ) -> (output: Variable, final: LSTMState) {
    let (steps, examples, width) = (x.shape[0], x.shape[1], initial.hidden.width)
    let output = Variable(
      context.uninitialized([steps, examples, width]),
      requiresGradient: x.requiresGradient || weights.requiresGradient)
    // Rows of a mask follow the example: row = example · steps + step.
    let mask = mask(dropout, rows: examples * steps, rowsPerExample: steps, width: width)
    let pass = LSTMPass(
      x: x, weights: weights, initial: initial, epsilon: epsilon, mask: mask, output: output.value,
      isResidual: isResidual, keepsSteps: output.requiresGradient, context: context)
    let final = pass.forward(x.value, context)

    guard let outputSlot = output.slot else { return (output, final) }
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      pass.backward(gradient, context)
    }
    return (output, final)
  }
}
