import CKernels

extension LSTMPass {
  /// Runs backpropagation through time.
  ///
  /// Gates and products are overwritten by their own gradients.
  ///
  /// - Parameters:
  ///   - gradient: dy; overwritten.
  ///   - context: where the pass is computed.
  func backward(_ gradient: Tensor, _ context: ComputeContext) {
    // Each example's own sums: of dh·x̂ for the recurrent norm's weight, of dc·x̂ and dc for the cell's weight and bias.
    let sums = NormSums(
      recurrentWeight: weights.recurrentNorm.weight.slot.map { _ in
        context.zeros([examples, 4 * width])
      },
      cellWeight: weights.cellNorm.weight.slot.map { _ in context.zeros([examples, width]) },
      cellBias: weights.cellNorm.bias.slot.map { _ in context.zeros([examples, width]) })
    // dh of every step; a residual needs dy itself once more.
    let hiddenGradient = isResidual ? context.copy(gradient) : gradient
    let cellGradient = context.zeros([examples, width])
    let product = RecurrentGEMM(
      weights.recurrent.backward, rows: examples, columns: width, k: 4 * width, context)
    for step in (0..<steps).reversed() {
      retreat(step, hiddenGradient, cellGradient, sums, context)
      guard step > 0 else { break }
      product.gemm(
        recurrentProducts.pointer + step * examples * 4 * width,
        into: MatrixTarget(
          hiddenGradient.pointer + (step - 1) * examples * width, stride: width, accumulates: true),
        context)
    }
    finishNormSums(sums, context)
    recurrentGradients(context)
    inputGradients(gradient, context)
  }

  /// One step: from dh (in place) and dc to the gradients of gates and recurrent product, and dc of the step before.
  private func retreat(
    _ step: Int, _ hiddenGradient: Tensor, _ cellGradient: Tensor, _ sums: NormSums,
    _ context: ComputeContext
  ) {
    let remembered =
      step == 0 ? initial.cell.pointer : cells.pointer + (step - 1) * examples * width
    context.parallel(examples, scratch: 2 * width) { example, scratch in
      let row = step * examples + example
      let dh = hiddenGradient.pointer + row * width
      mask?[example * steps + step].apply(from: dh, to: dh, width: width)
      var cell = fpt_lstm_gradient(
        rows: 1, width: width,
        from_hidden: weights.recurrentNorm.normed(recurrentProducts, recurrentMoments, row: row),
        raw_cell: weights.cellNorm.normed(rawCells, cellMoments, row: row),
        cell_before: remembered + example * width, cell: cells.pointer + row * width,
        gates: gates.pointer + row * 4 * width, hidden_gradient: dh,
        cell_gradient: cellGradient.pointer + example * width,
        recurrent_weight_sum: sums.recurrentWeight.map { $0.pointer + example * 4 * width },
        cell_weight_sum: sums.cellWeight.map { $0.pointer + example * width },
        cell_bias_sum: sums.cellBias.map { $0.pointer + example * width }, scratch: scratch)
      context.kernels.pointee.lstm_gradient(&cell)
    }
  }

  /// Gradients of the norms that were gathered by example, and of the recurrent norm's bias.
  private func finishNormSums(_ sums: NormSums, _ context: ComputeContext) {
    func finish(_ gathered: Tensor?, _ slot: GradientSlot?) {
      guard let gathered, let slot else { return }
      let (target, accumulates) = slot.destination(in: context)
      sumRows(
        gathered.pointer, rows: examples, width: gathered.width, stride: gathered.width,
        into: target.pointer, accumulates: accumulates, context)
    }
    finish(sums.recurrentWeight, weights.recurrentNorm.weight.slot)
    finish(sums.cellWeight, weights.cellNorm.weight.slot)
    finish(sums.cellBias, weights.cellNorm.bias.slot)
    // Both norms are added, so their biases have the same gradient.
    var known: Tensor?
    for slot in [weights.recurrentNorm.bias.slot, weights.inputNorm.bias.slot] {
      guard let slot else { continue }
      let (target, accumulates) = slot.destination(in: context)
      if let known, !accumulates {
        context.parallel(1) { _ in
          target.pointer.update(from: known.pointer, count: known.count)
        }
        continue
      }
      sumRows(
        gates.pointer, rows: steps * examples, width: 4 * width, stride: 4 * width,
        into: target.pointer, accumulates: accumulates, context)
      if !accumulates { known = target }
    }
  }

  /// dU = Σ over steps of d(U h)ᵀ h, and its bias.
  private func recurrentGradients(_ context: ComputeContext) {
    let productGradient = recurrentProducts
    if weights.recurrent.matrix.slot != nil {
      // h before each step: the initial one, then those of all steps but the last.
      linearWeightGradients(
        [weights.recurrent.withoutBias], input: initial.hidden,
        gradient: Tensor(shape: [examples, 4 * width], buffer: productGradient.buffer), context)
      if steps > 1 { laterRecurrentGradients(productGradient, context) }
    }
    if let slot = weights.recurrent.bias?.slot {
      let (target, accumulates) = slot.destination(in: context)
      sumRows(
        productGradient.pointer, rows: steps * examples, width: 4 * width, stride: 4 * width,
        into: target.pointer, accumulates: accumulates, context)
    }
  }

  private func laterRecurrentGradients(_ productGradient: Tensor, _ context: ComputeContext) {
    guard let slot = weights.recurrent.matrix.slot else { return }
    let (target, accumulates) = slot.destination(in: context)
    let dy = productGradient.pointer + examples * 4 * width
    let k = (steps - 1) * examples
    let h = MatrixOperand(hidden.pointer, stride: width)
    let hTransposed = MatrixOperand(hidden.pointer, stride: width, isTransposed: true)
    switch weights.recurrent.layout {
    case .outputInput:
      let a = MatrixOperand(dy, stride: 4 * width, isTransposed: true)
      context.gemm(
        rows: 4 * width, columns: width, operands: [GEMMOperands(a: a, b: h, k: k)],
        into: MatrixTarget(target.pointer, stride: width, accumulates: accumulates))
    case .inputOutput:
      let b = MatrixOperand(dy, stride: 4 * width)
      context.gemm(
        rows: width, columns: 4 * width,
        operands: [GEMMOperands(a: hTransposed, b: b, k: k)],
        into: MatrixTarget(target.pointer, stride: 4 * width, accumulates: accumulates))
    }
  }

  /// Gradients of the input's norm and matrix, and of x: all steps at once.
  private func inputGradients(_ gradient: Tensor, _ context: ComputeContext) {
    let rows = steps * examples
    if isResidual { inputSlot?.adopt(gradient, in: context) }
    if let slot = weights.inputNorm.weight.slot {
      sumNormWeight(inputProducts, gates, moments: inputMoments, into: slot, context)
    }
    guard inputSlot != nil || weights.input.requiresGradient else { return }
    context.parallel(chunks: rows, of: 16) { range in
      let first = range.lowerBound
      let product = inputProducts.pointer + first * 4 * width
      context.kernels.pointee.norm_gradient(
        product, gates.pointer + first * 4 * width, product, inputMoments.pointer + 2 * first,
        weights.inputNorm.weight.value.pointer, range.count, 4 * width, true, false)
    }
    linearWeightGradients([weights.input], input: savedInput, gradient: inputProducts, context)
    if let inputSlot {
      linearInputGradient(
        [weights.input], gradient: inputProducts, inputs: inputs, into: inputSlot, context)
    }
  }
}

/// Sums that every example gathers over the steps, [examples, …]; nil where they are not wanted.
private struct NormSums {
  let recurrentWeight: Tensor?
  let cellWeight: Tensor?
  let cellBias: Tensor?
}

extension LinearWeight {
  fileprivate var withoutBias: LinearWeight {
    LinearWeight(matrix, bias: nil, layout: layout, outputs: outputs)
  }
}
