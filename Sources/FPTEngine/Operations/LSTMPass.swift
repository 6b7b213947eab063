import CKernels

/// The forward and backward pass of one layer of a layer-norm LSTM.
///
/// All tensors have time first, so a step is a run of `examples` consecutive rows. Within a step an example is the unit of parallel
/// work. It owns its rows and its sums of the norms' gradients; these are then added in the order of examples.
struct LSTMPass {
  let weights: LSTMWeights
  let initial: LSTMState
  let epsilon: Float
  let mask: DropoutMask?
  let isResidual: Bool
  /// The slot of x, if it has one, and the columns of x.
  let inputSlot: GradientSlot?
  let inputs: Int
  /// x, if the gradient of a matrix reads it.
  let savedInput: Tensor?
  let steps: Int
  let examples: Int
  let width: Int
  /// y: [T, B, H].
  let output: Tensor
  /// h after dropout [T, B, H]; y itself without a residual.
  let hidden: Tensor
  /// The normalized cells: [T, B, H].
  let cells: Tensor
  /// W x + b: [T, B, 4H].
  let inputProducts: Tensor
  /// The moments of its norm: [T · B, 2], mean and 1 / √(variance + ε).
  let inputMoments: Tensor
  /// Steps saved for backward; 1 without backward, when all steps share that space.
  let savedSteps: Int
  /// U h + d: [T, B, 4H].
  let recurrentProducts: Tensor
  /// The moments of its norm.
  let recurrentMoments: Tensor
  /// i, f, o, g: [T, B, 4H].
  let gates: Tensor
  /// f · c + i · g: [T, B, H].
  let rawCells: Tensor
  /// The moments of its norm.
  let cellMoments: Tensor

  init(
    x: Variable, weights: LSTMWeights, initial: LSTMState, epsilon: Float, mask: DropoutMask?,
    output: Tensor, isResidual: Bool, savesSteps: Bool, context: ComputeContext
  ) {
    let (steps, examples, width) = (x.shape[0], x.shape[1], initial.hidden.width)
    let saved = savesSteps ? steps : 1
    inputSlot = x.slot
    inputs = x.value.width
    savedInput = weights.input.matrix.requiresGradient ? x.value : nil
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
    savedSteps = saved
    recurrentProducts = context.uninitialized([saved, examples, 4 * width])
    recurrentMoments = context.uninitialized([saved * examples, 2])
    gates = context.uninitialized([saved, examples, 4 * width])
    rawCells = context.uninitialized([saved, examples, width])
    cellMoments = context.uninitialized([saved * examples, 2])
  }

  /// The first row of a step in the saved tensors.
  private func savedRow(_ step: Int) -> Int { savedSteps == 1 ? 0 : step * examples }

  /// The hidden states or cells before a step.
  private func before(_ step: Int, _ all: Tensor, _ initial: Tensor) -> UnsafeMutablePointer<Float>
  {
    step == 0 ? initial.pointer : all.pointer + (step - 1) * examples * width
  }

  /// Runs every step on x [T, B, inputs]; returns the state after the last one.
  func forward(_ x: Tensor, _ context: ComputeContext) -> LSTMState {
    let rows = steps * examples
    let inputBias = weights.input.biasPointer
    context.gemm(
      rows: rows, columns: 4 * width,
      operands: [weights.input.operands(MatrixOperand(x.pointer, stride: inputs))],
      into: MatrixTarget(inputProducts.pointer, stride: 4 * width)
    ) { [context] tile in
      linearEpilogue(
        tile, inputProducts.pointer, stride: 4 * width, bias: inputBias, mask: nil, firstColumn: 0,
        residual: nil, context.kernels)
    }
    context.parallel(chunks: rows, of: 16) { range in
      let first = range.lowerBound
      context.kernels.pointee.moments(
        inputProducts.pointer + first * 4 * width, inputMoments.pointer + 2 * first, range.count,
        4 * width, epsilon, true)
    }
    let product = RecurrentGEMM(
      weights.recurrent.forward, rows: examples, columns: 4 * width, k: width, context)
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
    _ step: Int, _ x: Tensor, _ product: RecurrentGEMM, _ context: ComputeContext
  ) {
    let saved = savedRow(step)
    let products = recurrentProducts.pointer + saved * 4 * width
    product.gemm(
      before(step, hidden, initial.hidden), into: MatrixTarget(products, stride: 4 * width), context
    )
    let remembered = before(step, cells, initial.cell)
    context.parallel(chunks: examples, of: 2) { range in
      let row = step * examples + range.lowerBound
      let savedRow = saved + range.lowerBound
      var cell = fpt_lstm_step(
        rows: range.count, width: width, epsilon: epsilon,
        from_input: weights.inputNorm.normed(inputProducts, inputMoments, row: row),
        from_hidden: weights.recurrentNorm.normed(
          recurrentProducts, recurrentMoments, row: savedRow),
        recurrent_bias: weights.recurrent.biasPointer.map { UnsafePointer($0) },
        raw_cell: weights.cellNorm.normed(rawCells, cellMoments, row: savedRow),
        cell_before: remembered + range.lowerBound * width,
        gates: gates.pointer + savedRow * 4 * width, cell: cells.pointer + row * width,
        hidden: hidden.pointer + row * width)
      context.kernels.pointee.lstm_step(&cell)
      if let mask {
        for example in range {
          let h = hidden.pointer + (step * examples + example) * width
          let maskRow = example * steps + step
          mask.draw(row: maskRow, from: 0, to: width)
          mask[maskRow].apply(from: h, to: h, width: width)
        }
      }
      if isResidual {
        let y = output.pointer + row * width
        y.update(from: x.pointer + row * width, count: range.count * width)
        context.kernels.pointee.add(y, hidden.pointer + row * width, range.count * width)
      }
    }
  }
}

extension NormParameters {
  /// Consecutive rows of values and of their moments, from a row on, with this weight and bias.
  func normed(_ values: Tensor, _ moments: Tensor, row: Int) -> fpt_normed {
    fpt_normed(
      values: values.pointer + row * values.width, moments: moments.pointer + 2 * row,
      weight: weight.value.pointer, bias: bias.value.pointer)
  }
}
