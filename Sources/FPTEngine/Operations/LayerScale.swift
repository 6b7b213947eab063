import CKernels

extension Tape {
  /// Computes y = residual + λ ⊙ x, the scaled branch of a block, or y = λ ⊙ x.
  ///
  /// LayerScale is from Touvron et al. 2021, Going deeper with image transformers, section 2.
  ///
  /// - Parameters:
  ///   - x: [..., width]
  ///   - weight: λ, [width].
  ///   - residual: like x; nil for none.
  /// - Returns: [..., width]
  public func layerScale(_ x: Variable, weight: Variable, residual: Variable? = nil) -> Variable {
    let width = x.value.width
    precondition(weight.value.count == width, "a factor for each column")
    precondition(residual.map { $0.value.count == x.value.count } ?? true, "a residual like x")
    let output = Variable(
      context.uninitialized(x.shape),
      requiresGradient: x.requiresGradient || weight.requiresGradient
        || residual?.requiresGradient == true)
    scaleColumns(x.value, weight.value, residual: residual?.value, into: output.value, context)

    guard let outputSlot = output.slot else { return output }
    let slots = (x: x.slot, weight: weight.slot, residual: residual?.slot)
    let saved = weight.requiresGradient ? x.value : nil
    let factors = weight.value
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      if let slot = slots.weight, let saved {
        sumProducts(saved, gradient, scales: nil, into: slot, context)
      }
      if let slot = slots.x {
        let (target, accumulates) = slot.destination(in: context)
        scaleColumns(
          gradient, factors, residual: accumulates ? target : nil, into: target, context)
      }
      slots.residual?.adopt(gradient, in: context)
    }
    return output
  }
}

/// y = weight ⊙ x, or y = residual + weight ⊙ x; the residual may be y.
private func scaleColumns(
  _ x: Tensor, _ weight: Tensor, residual: Tensor?, into y: Tensor, _ context: ComputeContext
) {
  let width = x.width
  context.parallel(chunks: x.rows, of: 32) { range in
    let first = range.lowerBound * width
    context.kernels.pointee.scale_columns(
      x.pointer + first, weight.pointer, residual.map { UnsafePointer($0.pointer + first) },
      y.pointer + first, range.count, width)
  }
}
