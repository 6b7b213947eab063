import CKernels

extension Tape {
  /// Computes y = (x − mean) / √(variance + ε) · weight + bias over the last dimension, with the biased variance.
  ///
  /// - Parameters:
  ///   - x: [..., width]
  ///   - weight: γ, [width].
  ///   - bias: β, [width]; nil for none, as in ModernBERT.
  ///   - epsilon: ε.
  /// - Returns: [..., width]
  public func layerNorm(
    _ x: Variable, weight: Variable, bias: Variable?, epsilon: Float
  ) -> Variable {
    let width = x.value.width
    let rows = x.value.rows
    let output = Variable(
      context.uninitialized(x.shape),
      requiresGradient: x.requiresGradient || weight.requiresGradient
        || bias?.requiresGradient == true)
    // [rows, 2]: mean and 1 / √(variance + ε)
    let moments = context.uninitialized([rows, 2])
    let (source, target, statistics) = (x.value.pointer, output.value.pointer, moments.pointer)
    let (g, b) = (weight.value.pointer, bias?.value.pointer)
    context.parallel(chunks: rows, of: 32) { range in
      let first = range.lowerBound
      context.kernels.pointee.layer_norm(
        source + first * width, target + first * width, statistics + 2 * first, g,
        b.map { UnsafePointer($0) }, range.count, width, epsilon)
    }

    guard let outputSlot = output.slot else { return output }
    let slots = (x: x.slot, weight: weight.slot, bias: bias?.slot)
    // The gradient of the bias reads neither of them.
    let saved = slots.x == nil && slots.weight == nil ? nil : (x: x.value, moments: moments)
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      if let slot = slots.weight, let saved {
        sumNormWeight(saved.x, gradient, moments: saved.moments, into: slot, context)
      }
      if let slot = slots.bias {
        let (sum, accumulates) = slot.destination(in: context)
        sumRows(
          gradient.pointer, rows: rows, width: width, stride: width, into: sum.pointer,
          accumulates: accumulates, context)
      }
      guard let slot = slots.x, let saved else { return }
      // Without an earlier contribution the gradient is transformed in place into that of x.
      let isFirst = slot.gradient == nil
      let target = isFirst ? gradient : slot.destination(in: context).tensor
      inputGradient(
        saved.x, gradient, saved.moments, weight.value, into: target, accumulates: !isFirst, context
      )
      if isFirst { slot.adopt(gradient, in: context) }
    }
    return output
  }
}

/// Computes dx (+)= scale · (h − mean(h) − x̂ · mean(h · x̂)) with h = dy · weight and x̂ the normalized row.
///
/// `target` may be the gradient itself.
private func inputGradient(
  _ x: Tensor, _ gradient: Tensor, _ moments: Tensor, _ weight: Tensor, into target: Tensor,
  accumulates: Bool, _ context: ComputeContext
) {
  let width = x.width
  let g = weight.pointer
  context.parallel(chunks: x.rows, of: 32) { range in
    let first = range.lowerBound
    context.kernels.pointee.norm_gradient(
      x.pointer + first * width, gradient.pointer + first * width, target.pointer + first * width,
      moments.pointer + 2 * first, g, range.count, width, false, accumulates)
  }
}
