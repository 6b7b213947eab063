import CVectorKernels

extension Tape {
  /// The feed-forward layer of a block: y = residual + dropout(f(x W₁ + b₁) W₂ + b₂).
  ///
  /// One operation rather than three, so that the activation is applied to tiles that are still in cache, where its slope, which
  /// shares its exponential, costs little: the slope is all that is kept for the way back.
  ///
  /// - Parameters:
  ///   - x: [..., width]
  ///   - expand: W₁, b₁: width → inner width.
  ///   - contract: W₂, b₂: inner width → width.
  ///   - residual: [..., width]
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
    // Whether anything below the second product is differentiated.
    let differentiatesInner = x.requiresGradient || expand.requiresGradient
    let needsGradient =
      differentiatesInner || contract.requiresGradient || residual?.requiresGradient == true

    // [rows, inner], both
    let activated = context.uninitialized([rows, inner])
    let slope = differentiatesInner ? context.uninitialized([rows, inner]) : nil
    expandAndActivate(x.value, expand, activation, into: activated, slope: slope)

    let output = Variable(
      context.uninitialized(Array(x.shape.dropLast()) + [width]), requiresGradient: needsGradient)
    let mask = mask(dropout, rows: rows, rowsPerExample: rows / max(1, x.shape[0]), width: width)
    let target = output.value.pointer
    let added = residual?.value.pointer
    context.multiply(
      rows: rows, columns: width,
      terms: [contract.term(MatrixFactor(activated.pointer, stride: inner))],
      into: MatrixTarget(target, stride: width)
    ) { tile in
      finishLinear(
        tile, target, stride: width, bias: contract.biasPointer, mask: mask, firstColumn: 0,
        residual: added)
    }

    guard let outputSlot = output.slot else { return output }
    let inputSlot = x.slot
    let inputWidth = x.value.width
    let residualSlot = residual?.slot
    let keptInput = expand.matrix.requiresGradient ? x.value : nil
    let keptActivated = contract.matrix.requiresGradient ? activated : nil
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      let outer = maskedGradient(gradient, mask, context)
      linearWeightGradients([contract], input: keptActivated, gradient: outer, context)
      guard let slope else {
        residualSlot?.adopt(gradient, in: context)
        return
      }
      // [rows, inner]: gradient of what went into the activation.
      let inside = context.uninitialized([rows, inner])
      context.multiply(
        rows: rows, columns: inner,
        terms: [contract.backwardTerm(MatrixFactor(outer.pointer, stride: width))],
        into: MatrixTarget(inside.pointer, stride: inner)
      ) { tile in
        for row in tile.rows {
          let place = row * inner + tile.columns.lowerBound
          fpt_multiply(inside.pointer + place, slope.pointer + place, tile.columns.count)
        }
      }
      linearWeightGradients([expand], input: keptInput, gradient: inside, context)
      // First the residual, then the product on top of it: where x is the residual, no separate sum is needed.
      residualSlot?.adopt(gradient, in: context)
      if let inputSlot {
        linearInputGradient(
          [expand], gradient: inside, inputs: inputWidth, into: inputSlot, context)
      }
    }
    return output
  }

  /// activated = f(x W₁ + b₁) and, if wanted, slope = f′(x W₁ + b₁).
  private func expandAndActivate(
    _ x: Tensor, _ expand: LinearWeight, _ activation: Activation, into activated: Tensor,
    slope: Tensor?
  ) {
    let inner = activated.width
    let f = activated.pointer
    let d = slope?.pointer
    let bias = expand.biasPointer
    context.multiply(
      rows: activated.rows, columns: inner,
      terms: [expand.term(MatrixFactor(x.pointer, stride: x.width))],
      into: MatrixTarget(f, stride: inner)
    ) { tile in
      let columns = tile.columns.lowerBound
      for row in tile.rows {
        let place = row * inner + columns
        fpt_activate(
          activation.kernel, f + place, d.map { $0 + place }, bias.map { $0 + columns },
          tile.columns.count)
      }
    }
  }
}

extension Activation {
  /// The kernel's name for it.
  var kernel: fpt_activation {
    switch self {
    case .gelu: fpt_gelu
    case .geluTanh: fpt_gelu_tanh
    case .relu: fpt_relu
    }
  }
}
