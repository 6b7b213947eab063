extension Tape {
  /// The feed-forward layer of a block: y = residual + dropout(f(x W₁ + b₁) W₂ + b₂).
  ///
  /// One operation rather than three, so that the activation is applied to tiles that are still in cache and so that only the
  /// pre-activation is kept for the way back.
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
    // Whether anything below the second product is differentiated.
    let differentiatesInner = x.requiresGradient || expand.requiresGradient
    let needsGradient =
      differentiatesInner || contract.requiresGradient || residual?.requiresGradient == true

    // [rows, inner], both: what goes into the activation, and what comes out.
    let activated = context.uninitialized([rows, inner])
    let before = differentiatesInner ? context.uninitialized([rows, inner]) : activated
    expandAndActivate(x.value, expand, activation, before: before, activated: activated)

    let output = Variable(
      context.uninitialized(Array(x.shape.dropLast()) + [width]), requiresGradient: needsGradient)
    let mask = mask(dropout, rows: rows, rowsPerExample: rows / max(1, x.shape[0]), width: width)
    let target = output.value.pointer
    let added = residual?.value.pointer
    context.multiply(
      rows: rows, columns: width,
      terms: [
        ProductTerm(
          left: MatrixFactor(activated.pointer, stride: inner), right: contract.forward,
          inner: inner)
      ],
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
    let keptBefore = differentiatesInner ? before : nil
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      let outer = maskedGradient(gradient, mask, context)
      linearWeightGradients([contract], input: keptActivated, gradient: outer, context)
      guard let keptBefore else {
        residualSlot?.adopt(gradient, in: context)
        return
      }
      // [rows, inner]
      let slope = context.uninitialized([rows, inner])
      let u = keptBefore.pointer
      let du = slope.pointer
      context.multiply(
        rows: rows, columns: inner,
        terms: [
          ProductTerm(
            left: MatrixFactor(outer.pointer, stride: width), right: contract.backward,
            inner: width)
        ],
        into: MatrixTarget(du, stride: inner)
      ) { tile in
        for row in tile.rows {
          multiplyByDerivative(
            activation, u + row * inner, du + row * inner, columns: tile.columns)
        }
      }
      linearWeightGradients([expand], input: keptInput, gradient: slope, context)
      // First the residual, then the product on top of it: where x is the residual, no separate sum is needed.
      residualSlot?.adopt(gradient, in: context)
      if let inputSlot {
        linearInputGradient(
          [expand], gradient: slope, inputs: inputWidth, into: inputSlot, context)
      }
    }
    return output
  }

  /// before = x W₁ + b₁, activated = f(before); both may be the same memory.
  private func expandAndActivate(
    _ x: Tensor, _ expand: LinearWeight, _ activation: Activation, before: Tensor,
    activated: Tensor
  ) {
    let inner = before.width
    let u = before.pointer
    let f = activated.pointer
    let bias = expand.biasPointer
    context.multiply(
      rows: before.rows, columns: inner,
      terms: [
        ProductTerm(
          left: MatrixFactor(x.pointer, stride: x.width), right: expand.forward, inner: x.width)
      ],
      into: MatrixTarget(u, stride: inner)
    ) { tile in
      for row in tile.rows {
        activate(activation, u + row * inner, bias, f + row * inner, columns: tile.columns)
      }
    }
  }
}

/// u += bias, f = activation(u) over some columns of a row.
@inline(__always)
private func activate(
  _ activation: Activation, _ u: UnsafeMutablePointer<Float>, _ bias: UnsafeMutablePointer<Float>?,
  _ f: UnsafeMutablePointer<Float>, columns: Range<Int>
) {
  var i = columns.lowerBound
  while i + 8 <= columns.upperBound {
    var value = u.vector(i)
    if let bias { value += bias.vector(i) }
    u.store(value, i)
    f.store(activation.value(value), i)
    i += 8
  }
  while i < columns.upperBound {
    let value = u[i] + (bias.map { $0[i] } ?? 0)
    u[i] = value
    f[i] = activation.value(Vector(repeating: value))[0]
    i += 1
  }
}

/// du *= activation′(u) over some columns of a row.
@inline(__always)
private func multiplyByDerivative(
  _ activation: Activation, _ u: UnsafeMutablePointer<Float>, _ du: UnsafeMutablePointer<Float>,
  columns: Range<Int>
) {
  var i = columns.lowerBound
  while i + 8 <= columns.upperBound {
    du.store(du.vector(i) * activation.derivative(u.vector(i)), i)
    i += 8
  }
  while i < columns.upperBound {
    du[i] *= activation.derivative(Vector(repeating: u[i]))[0]
    i += 1
  }
}
