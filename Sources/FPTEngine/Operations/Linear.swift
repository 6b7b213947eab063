import CVectorKernels

/// A dense layer's parameters, as a product reads them.
public struct LinearWeight {
  /// How the matrix lies in its checkpoint.
  public enum Layout: Sendable {
    /// [inputs, outputs]: GPT-2's Conv1D.
    case inputOutput
    /// [outputs, inputs]: torch.nn.Linear.
    case outputInput
  }

  /// The whole matrix, in its layout.
  public let matrix: Variable
  /// [outputs of the whole matrix]
  public let bias: Variable?
  /// How the matrix lies in memory.
  public let layout: Layout
  /// The matrix's outputs that are computed.
  public let outputs: Range<Int>

  /// - Parameter outputs: a part of the matrix's outputs; nil for all of them.
  public init(
    _ matrix: Variable, bias: Variable?, layout: Layout, outputs: Range<Int>? = nil
  ) {
    self.matrix = matrix
    self.bias = bias
    self.layout = layout
    let all = 0..<matrix.shape[layout == .inputOutput ? 1 : 0]
    self.outputs = outputs ?? all
    precondition(self.outputs.clamped(to: all) == self.outputs, "outputs that the matrix has")
  }

  var inputs: Int { matrix.shape[layout == .inputOutput ? 0 : 1] }
  var requiresGradient: Bool { matrix.requiresGradient || bias?.requiresGradient == true }
  private var stride: Int { matrix.value.width }
  private var start: UnsafeMutablePointer<Float> {
    matrix.value.pointer + outputs.lowerBound * (layout == .inputOutput ? 1 : stride)
  }
  /// [inputs, outputs]
  var forward: MatrixFactor {
    MatrixFactor(start, stride: stride, isTransposed: layout == .outputInput)
  }
  /// [outputs, inputs]
  var backward: MatrixFactor {
    MatrixFactor(start, stride: stride, isTransposed: layout == .inputOutput)
  }
  /// left [rows, inputs] · W
  func term(_ left: MatrixFactor) -> ProductTerm {
    ProductTerm(left: left, right: forward, inner: inputs, kept: kept(isForward: true))
  }
  /// left [rows, outputs] · Wᵀ
  func backwardTerm(_ left: MatrixFactor) -> ProductTerm {
    ProductTerm(left: left, right: backward, inner: outputs.count, kept: kept(isForward: false))
  }
  private func kept(isForward: Bool) -> (KeptPanels, KeptPanels.Use)? {
    matrix.panels.map { ($0, KeptPanels.Use(isForward: isForward, outputs: outputs)) }
  }
  var biasPointer: UnsafeMutablePointer<Float>? {
    bias.map { $0.value.pointer + outputs.lowerBound }
  }
}

extension Tape {
  /// y = x W + b, or y = residual + dropout(x W + b).
  ///
  /// With several weights their outputs stand side by side in y.
  ///
  /// - Parameters:
  ///   - x: [..., inputs]
  ///   - weights: one or more matrices over the same inputs.
  ///   - dropout: applied to the product before the residual is added.
  ///   - residual: [..., outputs], added at the end.
  /// - Returns: [..., outputs]
  /// - Complexity: 2 · rows · inputs · outputs operations forward, as many again for the gradient of x and of each trained matrix.
  public func linear(
    _ x: Variable, _ weights: [LinearWeight], dropout: Dropout? = nil, residual: Variable? = nil
  ) -> Variable {
    let rows = x.value.rows
    let inputs = x.value.width
    let width = weights.reduce(0) { $0 + $1.outputs.count }
    precondition(weights.allSatisfy { $0.inputs == inputs }, "matrices as high as x is wide")
    precondition(residual.map { $0.value.count == rows * width } ?? true, "a residual like y")
    let shape = Array(x.shape.dropLast()) + [width]
    let needsGradient =
      x.requiresGradient || weights.contains(where: \.requiresGradient)
      || residual?.requiresGradient == true
    let output = Variable(context.uninitialized(shape), requiresGradient: needsGradient)
    let mask = mask(dropout, rows: rows, rowsPerExample: rows / max(1, x.shape[0]), width: width)

    // Weights side by side may share bytes of the mask, so that no tile could draw its own.
    let isSingle = weights.count == 1
    if let mask, !isSingle {
      context.parallel(chunks: rows, of: 64) { range in
        for row in range { mask.draw(row: row, from: 0, to: width) }
      }
    }
    let source = MatrixFactor(x.value.pointer, stride: inputs)
    var column = 0
    for weight in weights {
      let target = output.value.pointer + column
      let added = residual.map { $0.value.pointer + column }
      let bias = weight.biasPointer
      let first = column
      context.multiply(
        rows: rows, columns: weight.outputs.count,
        terms: [weight.term(source)],
        into: MatrixTarget(target, stride: width)
      ) { tile in
        finishLinear(
          tile, target, stride: width, bias: bias, mask: mask, drawsMask: isSingle,
          firstColumn: first, residual: added)
      }
      column += weight.outputs.count
    }

    guard let outputSlot = output.slot else { return output }
    let inputSlot = x.slot
    let residualSlot = residual?.slot
    let keptInput = weights.contains { $0.matrix.requiresGradient } ? x.value : nil
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      let inner = maskedGradient(gradient, mask, context)
      linearWeightGradients(weights, input: keptInput, gradient: inner, context)
      if let inputSlot {
        linearInputGradient(weights, gradient: inner, inputs: inputs, into: inputSlot, context)
      }
      residualSlot?.adopt(gradient, in: context)
    }
    return output
  }
}

/// What is left to do on a finished tile: bias, dropout, residual.
///
/// - Parameter firstColumn: the tile's column 0 in the mask; a multiple of 8 where the mask is drawn here.
@inline(__always)
func finishLinear(
  _ tile: Tile, _ target: UnsafeMutablePointer<Float>, stride: Int,
  bias: UnsafeMutablePointer<Float>?, mask: DropoutMask?, drawsMask: Bool = true, firstColumn: Int,
  residual: UnsafeMutablePointer<Float>?
) {
  if bias == nil && mask == nil && residual == nil { return }
  // The mask is applied eight columns at a time only where they are one of its bytes.
  let isAligned = mask == nil || (firstColumn + tile.columns.lowerBound) % 8 == 0
  for row in tile.rows {
    let y = target + row * stride
    let added = residual.map { $0 + row * stride }
    if drawsMask {
      mask?.draw(
        row: row, from: firstColumn + tile.columns.lowerBound,
        to: firstColumn + tile.columns.upperBound)
    }
    let kept = mask?[row]
    let first = tile.columns.lowerBound
    if isAligned {
      let finish = fpt_row_finish(
        bias: bias.map { UnsafePointer($0 + first) },
        mask: kept.map { UnsafePointer($0.bytes + (firstColumn + first) / 8) },
        scale: mask?.scale ?? 1, residual: added.map { UnsafePointer($0 + first) })
      fpt_finish_row(y + first, finish, tile.columns.count)
      continue
    }
    for i in tile.columns {
      var value = y[i]
      if let bias { value += bias[i] }
      if let kept { value = kept.apply(value, column: firstColumn + i) }
      if let added { value += added[i] }
      y[i] = value
    }
  }
}

/// The gradient before dropout: the same tensor where there is no mask.
func maskedGradient(_ gradient: Tensor, _ mask: DropoutMask?, _ context: ComputeContext) -> Tensor {
  guard let mask else { return gradient }
  let width = gradient.width
  let masked = context.uninitialized(gradient.shape)
  let source = gradient.pointer
  let target = masked.pointer
  context.parallel(chunks: gradient.rows, of: 64) { range in
    for row in range {
      mask[row].apply(from: source + row * width, to: target + row * width, width: width)
    }
  }
  return masked
}

/// dx += Σ dy Wᵀ over the weights. x has `inputs` columns, whatever shape its slot has.
func linearInputGradient(
  _ weights: [LinearWeight], gradient: Tensor, inputs: Int, into slot: GradientSlot,
  _ context: ComputeContext
) {
  let width = gradient.width
  var terms: [ProductTerm] = []
  var column = 0
  for weight in weights {
    terms.append(weight.backwardTerm(MatrixFactor(gradient.pointer + column, stride: width)))
    column += weight.outputs.count
  }
  let (target, accumulates) = slot.destination(in: context)
  context.multiply(
    rows: gradient.rows, columns: inputs, terms: terms,
    into: MatrixTarget(target.pointer, stride: inputs, accumulates: accumulates))
}

/// dW += xᵀ dy and db += Σ dy, for those that are trained. `input` is nil where no matrix is.
func linearWeightGradients(
  _ weights: [LinearWeight], input: Tensor?, gradient: Tensor, _ context: ComputeContext
) {
  let width = gradient.width
  let rows = gradient.rows
  var column = 0
  for weight in weights {
    let outputs = weight.outputs.count
    let dy = gradient.pointer + column
    if let slot = weight.matrix.slot, let input {
      let isPart = outputs * input.width != weight.matrix.value.count
      let target = weightDestination(slot, isPart: isPart, context)
      let stride = weight.matrix.value.width
      let x = MatrixFactor(input.pointer, stride: input.width, isTransposed: true)
      switch weight.layout {
      case .inputOutput:
        context.multiply(
          rows: input.width, columns: outputs,
          terms: [ProductTerm(left: x, right: MatrixFactor(dy, stride: width), inner: rows)],
          into: MatrixTarget(
            target.tensor.pointer + weight.outputs.lowerBound, stride: stride,
            accumulates: target.accumulates))
      case .outputInput:
        let left = MatrixFactor(dy, stride: width, isTransposed: true)
        let right = MatrixFactor(input.pointer, stride: input.width)
        context.multiply(
          rows: outputs, columns: input.width,
          terms: [ProductTerm(left: left, right: right, inner: rows)],
          into: MatrixTarget(
            target.tensor.pointer + weight.outputs.lowerBound * stride, stride: stride,
            accumulates: target.accumulates))
      }
    }
    if let bias = weight.bias, let slot = bias.slot {
      let target = weightDestination(slot, isPart: outputs != bias.value.count, context)
      sumRows(
        dy, rows: rows, width: outputs, stride: width,
        into: target.tensor.pointer + weight.outputs.lowerBound,
        accumulates: target.accumulates, context)
    }
    column += outputs
  }
}

/// A gradient's destination; where only a part is about to be written, the rest is cleared first.
private func weightDestination(
  _ slot: GradientSlot, isPart: Bool, _ context: ComputeContext
) -> (tensor: Tensor, accumulates: Bool) {
  let destination = slot.destination(in: context)
  if isPart && !destination.accumulates {
    context.clear(destination.tensor)
    return (destination.tensor, true)
  }
  return destination
}
