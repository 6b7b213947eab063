import CKernels

extension Tape {
  /// Computes the feed-forward layer of a block, y = residual + dropout(f(x W₁ + b₁) W₂ + b₂).
  ///
  /// It is one operation rather than three, so that the activation is applied to tiles that are still in cache. There its
  /// derivative, which shares its exponential, costs little. The derivative is all that is saved for backward.
  ///
  /// - Parameters:
  ///   - x: [..., width]
  ///   - expand: W₁, b₁: width → inner width.
  ///   - contract: W₂, b₂: inner width → width.
  ///   - activation: f.
  ///   - dropout: applied before the residual is added.
  ///   - residual: [..., width]; nil for none.
  /// - Returns: [..., width]
  public func feedForward(
    _ x: Variable, expand: LinearWeight, contract: LinearWeight, activation: Activation,
    dropout: Dropout?, residual: Variable?
  ) -> Variable {
    let rows = x.value.rows
    let inner = expand.outputs.count
    let width = contract.outputs.count
    precondition(
      expand.inputs == x.value.width && contract.inputs == inner,
      "matrices as high as what they multiply is wide")
    precondition(residual.map { $0.value.count == rows * width } ?? true, "a residual like y")
    // Whether anything below the second GEMM is differentiated.
    let differentiatesInner = x.requiresGradient || expand.requiresGradient
    let needsGradient =
      differentiatesInner || contract.requiresGradient || residual?.requiresGradient == true

    // [rows, inner], both
    let activated = context.uninitialized([rows, inner])
    let derivative = differentiatesInner ? context.uninitialized([rows, inner]) : nil
    expandAndActivate(x.value, expand, activation, into: activated, derivative: derivative)

    let output = Variable(
      context.uninitialized(Array(x.shape.dropLast()) + [width]), requiresGradient: needsGradient)
    let mask = mask(dropout, rows: rows, rowsPerExample: rows / max(1, x.shape[0]), width: width)
    let target = output.value.pointer
    let added = residual?.value.pointer
    context.gemm(
      rows: rows, columns: width,
      operands: [contract.operands(MatrixOperand(activated.pointer, stride: inner))],
      into: MatrixTarget(target, stride: width)
    ) { [context] tile in
      linearEpilogue(
        tile, target, stride: width, bias: contract.biasPointer, mask: mask, firstColumn: 0,
        residual: added, context.kernels)
    }

    guard let outputSlot = output.slot else { return output }
    let inputSlot = x.slot
    let inputWidth = x.value.width
    let residualSlot = residual?.slot
    let savedInput = expand.matrix.requiresGradient ? x.value : nil
    let savedActivated = contract.matrix.requiresGradient ? activated : nil
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      let outer = maskedGradient(gradient, mask, context)
      linearWeightGradients([contract], input: savedActivated, gradient: outer, context)
      guard let derivative else {
        residualSlot?.adopt(gradient, in: context)
        return
      }
      // [rows, inner]: gradient of the activation's input.
      let inside = context.uninitialized([rows, inner])
      context.gemm(
        rows: rows, columns: inner,
        operands: [contract.backwardOperands(MatrixOperand(outer.pointer, stride: width))],
        into: MatrixTarget(inside.pointer, stride: inner)
      ) { [context] tile in
        let place = tile.rows.lowerBound * inner + tile.columns.lowerBound
        context.kernels.pointee.multiply(
          inside.pointer + place, derivative.pointer + place, tile.rows.count, tile.columns.count,
          inner)
      }
      linearWeightGradients([expand], input: savedInput, gradient: inside, context)
      // The residual comes first and the GEMM adds to it: if x is the residual, no separate sum is needed.
      residualSlot?.adopt(gradient, in: context)
      if let inputSlot {
        linearInputGradient(
          [expand], gradient: inside, inputs: inputWidth, into: inputSlot, context)
      }
    }
    return output
  }

  /// Computes activated = f(x W₁ + b₁) and, unless it is nil, derivative = f′(x W₁ + b₁).
  private func expandAndActivate(
    _ x: Tensor, _ expand: LinearWeight, _ activation: Activation, into activated: Tensor,
    derivative: Tensor?
  ) {
    let inner = activated.width
    let f = activated.pointer
    let d = derivative?.pointer
    let bias = expand.biasPointer
    context.gemm(
      rows: activated.rows, columns: inner,
      operands: [expand.operands(MatrixOperand(x.pointer, stride: x.width))],
      into: MatrixTarget(f, stride: inner)
    ) { [context] tile in
      let first = tile.columns.lowerBound
      let place = tile.rows.lowerBound * inner + first
      context.kernels.pointee.activate(
        activation.kernel, f + place, d.map { $0 + place }, bias.map { UnsafePointer($0 + first) },
        tile.rows.count, tile.columns.count, inner)
    }
  }
}
