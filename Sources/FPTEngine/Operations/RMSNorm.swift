import CKernels

extension Tape {
  /// Computes y = x / √(mean(x²) + ε) · (weight + offset) over the last dimension (Zhang and Sennrich 2019).
  ///
  /// - Parameters:
  ///   - x: [..., width]
  ///   - weight: γ, [width].
  ///   - epsilon: ε.
  ///   - offset: 0, as in T5 and Llama, or 1, as in Gemma, whose checkpoints store γ − 1.
  /// - Returns: [..., width]
  public func rmsNorm(
    _ x: Variable, weight: Variable, epsilon: Float, offset: Float = 0
  ) -> Variable {
    let width = x.value.width
    let rows = x.value.rows
    let output = Variable(
      context.uninitialized(x.shape),
      requiresGradient: x.requiresGradient || weight.requiresGradient)
    // [rows]: 1 / √(mean(x²) + ε)
    let scales = context.uninitialized([rows])
    let (source, target, g) = (x.value.pointer, output.value.pointer, weight.value.pointer)
    context.parallel(chunks: rows, of: 32) { range in
      let first = range.lowerBound
      context.kernels.pointee.rms_norm(
        source + first * width, target + first * width, scales.pointer + first, g, offset,
        range.count, width, epsilon)
    }

    guard let outputSlot = output.slot else { return output }
    let slots = (x: x.slot, weight: weight.slot)
    let saved = x.value
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      if let slot = slots.weight {
        sumProducts(saved, gradient, scales: scales, into: slot, context)
      }
      guard let slot = slots.x else { return }
      let (target, accumulates) = slot.destination(in: context)
      context.parallel(chunks: rows, of: 32) { range in
        let first = range.lowerBound
        context.kernels.pointee.rms_norm_gradient(
          saved.pointer + first * width, gradient.pointer + first * width,
          target.pointer + first * width, scales.pointer + first, g, offset, range.count, width,
          accumulates)
      }
    }
    return output
  }
}
