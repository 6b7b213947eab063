import CKernels

/// The weight and bias of a dense layer, or a range of their outputs.
public struct LinearWeight {
  /// The order of a weight's dimensions in its checkpoint.
  public enum Layout: Sendable {
    /// [inputs, outputs], as in GPT-2's Conv1D.
    case inputOutput
    /// [outputs, inputs], as in torch.nn.Linear.
    case outputInput
  }

  /// The whole matrix, in its layout.
  public let matrix: Variable
  /// The bias of all outputs of the matrix, if there is one.
  public let bias: Variable?
  /// The order of the matrix's dimensions.
  public let layout: Layout
  /// The outputs that are computed.
  public let outputs: Range<Int>

  /// A dense layer over all outputs of a matrix, or over a range of them.
  ///
  /// - Parameters:
  ///   - matrix: the whole matrix, in `layout`.
  ///   - bias: [all outputs]; nil for none.
  ///   - layout: the order of the matrix's dimensions.
  ///   - outputs: the outputs that are computed; nil for all.
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
  /// W as a B operand: [inputs, outputs].
  var forward: MatrixOperand { operand(isTransposed: layout == .outputInput) }
  /// Wᵀ as a B operand: [outputs, inputs].
  var backward: MatrixOperand { operand(isTransposed: layout == .inputOutput) }
  private func operand(isTransposed: Bool) -> MatrixOperand {
    let type = matrix.value.elementType
    let first = outputs.lowerBound * (layout == .inputOutput ? 1 : stride)
    return MatrixOperand(
      matrix.value.buffer.start, first: first, of: type, stride: stride,
      isTransposed: isTransposed)
  }
  /// A [rows, inputs] · W.
  func operands(_ a: MatrixOperand) -> GEMMOperands {
    GEMMOperands(a: a, b: forward, k: inputs, cache: cache(isForward: true))
  }
  /// A [rows, outputs] · Wᵀ.
  func backwardOperands(_ a: MatrixOperand) -> GEMMOperands {
    GEMMOperands(a: a, b: backward, k: outputs.count, cache: cache(isForward: false))
  }
  private func cache(isForward: Bool) -> (PackedWeightCache, PackedWeightCache.Key)? {
    matrix.packedWeights.map { ($0, PackedWeightCache.Key(isForward: isForward, outputs: outputs)) }
  }
  var biasPointer: UnsafeMutablePointer<Float>? {
    bias.map { $0.value.pointer + outputs.lowerBound }
  }
}

extension Tape {
  /// Computes y = x W + b, or y = residual + dropout(x W + b).
  ///
  /// The outputs of several weights stand side by side in y.
  ///
  /// - Parameters:
  ///   - x: [..., inputs]
  ///   - weights: one or more layers with the same inputs.
  ///   - dropout: applied before the residual is added.
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

    // Several weights may share bytes of the mask, so their tiles cannot draw it.
    let isSingle = weights.count == 1
    if let mask, !isSingle {
      context.parallel(chunks: rows, of: 64) { range in
        mask.draw(rows: range, from: 0, to: width)
      }
    }
    let source = MatrixOperand(x.value.pointer, stride: inputs)
    var column = 0
    for weight in weights {
      let target = output.value.pointer + column
      let added = residual.map { $0.value.pointer + column }
      let bias = weight.biasPointer
      let first = column
      context.gemm(
        rows: rows, columns: weight.outputs.count,
        operands: [weight.operands(source)],
        into: MatrixTarget(target, stride: width)
      ) { [context] tile in
        linearEpilogue(
          tile, target, stride: width, bias: bias, mask: mask, drawsMask: isSingle,
          firstColumn: first, residual: added, context.kernels)
      }
      column += weight.outputs.count
    }

    guard let outputSlot = output.slot else { return output }
    let inputSlot = x.slot
    let residualSlot = residual?.slot
    let savedInput = weights.contains { $0.matrix.requiresGradient } ? x.value : nil
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      let masked = maskedGradient(gradient, mask, context)
      linearWeightGradients(weights, input: savedInput, gradient: masked, context)
      if let inputSlot {
        linearInputGradient(weights, gradient: masked, inputs: inputs, into: inputSlot, context)
      }
      residualSlot?.adopt(gradient, in: context)
    }
    return output
  }
}

/// The epilogue of a dense layer's GEMM on one tile: bias, dropout, residual.
///
/// - Parameters:
///   - tile: the tile of y.
///   - target: y.
///   - stride: floats from one row of y to the next.
///   - bias: [columns of y]; nil for none.
///   - mask: the dropout mask of y; nil for none.
///   - drawsMask: whether the tile draws its part of the mask.
///   - firstColumn: the column of the mask that belongs to column 0 of y; a multiple of 8 if `drawsMask`.
///   - residual: like y; nil for none.
///   - kernels: the context's.
@inline(__always)
func linearEpilogue(
  _ tile: Tile, _ target: UnsafeMutablePointer<Float>, stride: Int,
  bias: UnsafeMutablePointer<Float>?, mask: DropoutMask?, drawsMask: Bool = true, firstColumn: Int,
  residual: UnsafeMutablePointer<Float>?, _ kernels: UnsafePointer<fpt_kernels>
) {
  if bias == nil && mask == nil && residual == nil { return }
  let columns = tile.columns
  let place = tile.rows.lowerBound * stride + columns.lowerBound
  let column = firstColumn + columns.lowerBound
  if drawsMask { mask?.draw(rows: tile.rows, from: column, to: firstColumn + columns.upperBound) }
  kernels.pointee.apply_epilogue(
    target + place,
    fpt_epilogue(
      bias: bias.map { UnsafePointer($0 + columns.lowerBound) },
      mask: mask.map { UnsafePointer($0.bytes(row: tile.rows.lowerBound) + column / 8) },
      mask_stride: mask?.bytesPerRow ?? 0, mask_bit: UInt32(column % 8), scale: mask?.scale ?? 1,
      residual: residual.map { UnsafePointer($0 + place) }),
    tile.rows.count, columns.count, stride)
}

/// Applies the dropout mask to a gradient; the same tensor if there is no mask.
func maskedGradient(_ gradient: Tensor, _ mask: DropoutMask?, _ context: ComputeContext) -> Tensor {
  guard let mask else { return gradient }
  let masked = context.uninitialized(gradient.shape)
  let source = gradient.pointer
  let target = masked.pointer
  context.parallel(chunks: gradient.rows, of: 64) { range in
    mask.apply(rows: range, from: source, to: target)
  }
  return masked
}

/// Adds Σ dy Wᵀ over the weights to dx, which has `inputs` columns whatever the slot's shape.
func linearInputGradient(
  _ weights: [LinearWeight], gradient: Tensor, inputs: Int, into slot: GradientSlot,
  _ context: ComputeContext
) {
  let width = gradient.width
  var operands: [GEMMOperands] = []
  var column = 0
  for weight in weights {
    operands.append(
      weight.backwardOperands(MatrixOperand(gradient.pointer + column, stride: width)))
    column += weight.outputs.count
  }
  let (target, accumulates) = slot.destination(in: context)
  context.gemm(
    rows: gradient.rows, columns: inputs, operands: operands,
    into: MatrixTarget(target.pointer, stride: inputs, accumulates: accumulates))
}

/// Adds xᵀ dy to dW and Σ dy to db of the weights that are trained.
///
/// `input` is nil if no matrix is trained.
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
      let x = MatrixOperand(input.pointer, stride: input.width, isTransposed: true)
      switch weight.layout {
      case .inputOutput:
        context.gemm(
          rows: input.width, columns: outputs,
          operands: [GEMMOperands(a: x, b: MatrixOperand(dy, stride: width), k: rows)],
          into: MatrixTarget(
            target.tensor.pointer + weight.outputs.lowerBound, stride: stride,
            accumulates: target.accumulates))
      case .outputInput:
        let a = MatrixOperand(dy, stride: width, isTransposed: true)
        let b = MatrixOperand(input.pointer, stride: input.width)
        context.gemm(
          rows: outputs, columns: input.width,
          operands: [GEMMOperands(a: a, b: b, k: rows)],
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

/// The destination of a weight's gradient; if only a part is about to be written, the rest is cleared first.
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
