/// One layer of a layer-norm LSTM on its way forward and back through time.
///
/// All tensors have time first, so a step is a run of `examples` consecutive rows. Within a step an example is the unit of
/// parallel work; it owns its rows, and its own sums of the norms' gradients, which are added up in the order of examples.
struct LSTMPass {
  let weights: LSTMWeights
  let initial: LSTMState
  let epsilon: Float
  let mask: DropoutMask?
  let isResidual: Bool
  /// Where the gradient of x goes, if anywhere, and its columns.
  let inputSlot: GradientSlot?
  let inputs: Int
  /// x, where the gradient of a matrix reads it.
  let keptInput: Tensor?
  let steps: Int
  let examples: Int
  let width: Int
  /// y [T, B, H]
  let output: Tensor
  /// h after dropout [T, B, H]; y itself without a residual.
  let hidden: Tensor
  /// Normalised cells [T, B, H]
  let cells: Tensor
  /// W x + b [T, B, 4H] and its norm's moments [T · B, 2]: mean and 1 / √(variance + ε)
  let inputProducts: Tensor
  let inputMoments: Tensor
  /// What a step leaves for the way back; without one, all steps share the space of one.
  let keptSteps: Int
  /// U h + d [T, B, 4H] and its norm's moments
  let recurrentProducts: Tensor
  let recurrentMoments: Tensor
  /// i, f, o, g [T, B, 4H]
  let gates: Tensor
  /// f · c + i · g [T, B, H] and its norm's moments
  let rawCells: Tensor
  let cellMoments: Tensor

  init(
    x: Variable, weights: LSTMWeights, initial: LSTMState, epsilon: Float, mask: DropoutMask?,
    output: Tensor, isResidual: Bool, keepsSteps: Bool, context: ComputeContext
  ) {
    let (steps, examples, width) = (x.shape[0], x.shape[1], initial.hidden.width)
    let kept = keepsSteps ? steps : 1
    inputSlot = x.slot
    inputs = x.value.width
    keptInput = weights.input.matrix.requiresGradient ? x.value : nil
    self.weights = weights
    self.initial = initial
    self.epsilon = epsilon
    self.mask = mask
    self.isResidual = isResidual
    self.steps = steps
    self.examples = examples
    self.width = width
    self.output = output
    hidden = isResidual ? context.uninitialized([steps, examples, width]) : output
    cells = context.uninitialized([steps, examples, width])
    inputProducts = context.uninitialized([steps, examples, 4 * width])
    inputMoments = context.uninitialized([steps * examples, 2])
    keptSteps = kept
    recurrentProducts = context.uninitialized([kept, examples, 4 * width])
    recurrentMoments = context.uninitialized([kept * examples, 2])
    gates = context.uninitialized([kept, examples, 4 * width])
    rawCells = context.uninitialized([kept, examples, width])
    cellMoments = context.uninitialized([kept * examples, 2])
  }

  /// The first row of a step in what is kept of it.
  private func keptRow(_ step: Int) -> Int { keptSteps == 1 ? 0 : step * examples }

  /// Hidden states or cells before a step.
  private func before(_ step: Int, _ all: Tensor, _ initial: Tensor) -> UnsafeMutablePointer<Float>
  {
    step == 0 ? initial.pointer : all.pointer + (step - 1) * examples * width
  }

  /// Runs every step on x [T, B, inputs]; returns the state after the last one.
  func forward(_ x: Tensor, _ context: ComputeContext) -> LSTMState {
    let rows = steps * examples
    let inputBias = weights.input.biasPointer
    context.multiply(
      rows: rows, columns: 4 * width,
      terms: [weights.input.term(MatrixFactor(x.pointer, stride: inputs))],
      into: MatrixTarget(inputProducts.pointer, stride: 4 * width)
    ) { tile in
      finishLinear(
        tile, inputProducts.pointer, stride: 4 * width, bias: inputBias, mask: nil, firstColumn: 0,
        residual: nil)
    }
    context.parallel(chunks: rows, of: 16) { range in
      for row in range {
        let place = inputMoments.pointer + 2 * row
        (place[0], place[1]) = unbiasedMoments(
          inputProducts.pointer + row * 4 * width, 4 * width, epsilon)
      }
    }
    let product = RecurrentProduct(
      weights.recurrent.forward, rows: examples, columns: 4 * width, inner: width, context)
    for step in 0..<steps { advance(step, x, product, context) }

    let state = LSTMState(
      hidden: context.uninitialized([examples, width]),
      cell: context.uninitialized([examples, width]))
    context.parallel(1) { _ in
      let last = examples * width
      state.hidden.pointer.update(from: before(steps, hidden, initial.hidden), count: last)
      state.cell.pointer.update(from: before(steps, cells, initial.cell), count: last)
    }
    return state
  }

  private func advance(
    _ step: Int, _ x: Tensor, _ product: RecurrentProduct, _ context: ComputeContext
  ) {
    let kept = keptRow(step)
    let products = recurrentProducts.pointer + kept * 4 * width
    product.multiply(
      before(step, hidden, initial.hidden), into: MatrixTarget(products, stride: 4 * width), context
    )
    let remembered = before(step, cells, initial.cell)
    let recurrentBias = weights.recurrent.biasPointer
    context.parallel(examples) { example in
      let row = step * examples + example
      let keptRow = kept + example
      let u = recurrentProducts.pointer + keptRow * 4 * width
      if let recurrentBias { addInPlace(u, recurrentBias, 4 * width) }
      let moments = unbiasedMoments(u, 4 * width, epsilon)
      (recurrentMoments.pointer + 2 * keptRow).update(moments)
      let raw = rawCells.pointer + keptRow * width
      openGates(
        NormedRow(
          inputProducts.pointer + row * 4 * width, inputMoments.pointer + 2 * row,
          weights.inputNorm),
        NormedRow(u, recurrentMoments.pointer + 2 * keptRow, weights.recurrentNorm),
        remembered: remembered + example * width, width: width,
        gates: gates.pointer + keptRow * 4 * width, rawCell: raw)
      let cellMoments = cellMoments.pointer + 2 * keptRow
      cellMoments.update(unbiasedMoments(raw, width, epsilon))
      let h = hidden.pointer + row * width
      emitHidden(
        NormedRow(raw, cellMoments, weights.cellNorm),
        outputGate: gates.pointer + keptRow * 4 * width + 2 * width, width: width,
        cell: cells.pointer + row * width, hidden: h)
      if let mask {
        let maskRow = example * steps + step
        mask.draw(row: maskRow, from: 0, to: width)
        mask[maskRow].apply(from: h, to: h, width: width)
      }
      if isResidual {
        let y = output.pointer + row * width
        y.update(from: x.pointer + row * width, count: width)
        addInPlace(y, h, width)
      }
    }
  }
}

extension UnsafeMutablePointer<Float> {
  /// Writes a row's mean and inverse deviation.
  @inline(__always)
  fileprivate func update(_ moments: (mean: Float, scale: Float)) {
    self[0] = moments.mean
    self[1] = moments.scale
  }
}
