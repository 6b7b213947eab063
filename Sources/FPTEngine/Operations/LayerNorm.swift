import CKernels

extension Tape {
  /// Computes y = (x − mean) / √(variance + ε) · weight + bias over the last dimension, with the biased variance.
  ///
  /// - Parameters:
  ///   - x: [..., width]
  ///   - weight: γ, [width].
  ///   - bias: β, [width].
  ///   - epsilon: ε.
  /// - Returns: [..., width]
  public func layerNorm(
    _ x: Variable, weight: Variable, bias: Variable, epsilon: Float
  ) -> Variable {
    let width = x.value.width
    let rows = x.value.rows
    let output = Variable(
      context.uninitialized(x.shape),
      requiresGradient: x.requiresGradient || weight.requiresGradient || bias.requiresGradient)
    // [rows, 2]: mean and 1 / √(variance + ε)
    let moments = context.uninitialized([rows, 2])
    let source = x.value.pointer
    let target = output.value.pointer
    let statistics = moments.pointer
    let g = weight.value.pointer
    let b = bias.value.pointer
    context.parallel(chunks: rows, of: 32) { range in
      for row in range {
        let (mean, scale) = rowMoments(source + row * width, width, epsilon, context.kernels)
        statistics[2 * row] = mean
        statistics[2 * row + 1] = scale
        context.kernels.pointee.normalize(
          source + row * width, target + row * width, mean, scale, g, b, width)
      }
    }

    guard let outputSlot = output.slot else { return output }
    let slots = (x: x.slot, weight: weight.slot, bias: bias.slot)
    // The gradient of the bias reads neither of them.
    let saved = slots.x == nil && slots.weight == nil ? nil : (x: x.value, moments: moments)
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      if let slot = slots.weight, let saved {
        weightGradient(saved.x, gradient, saved.moments, into: slot, context)
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

/// Mean and 1 / √(variance + ε) of a row, in two passes.
@inline(__always)
private func rowMoments(
  _ x: UnsafeMutablePointer<Float>, _ width: Int, _ epsilon: Float,
  _ kernels: UnsafePointer<fpt_kernels>
) -> (mean: Float, scale: Float) {
  let mean = kernels.pointee.sum(x, width) / Float(width)
  let variance = kernels.pointee.squared_deviations(x, mean, width) / Float(width)
  return (mean, 1 / (variance + epsilon).squareRoot())
}

/// dweight[column] += Σ over rows of dy · (x − mean) · scale, rows in order.
private func weightGradient(
  _ x: Tensor, _ gradient: Tensor, _ moments: Tensor, into slot: GradientSlot,
  _ context: ComputeContext
) {
  let (target, accumulates) = slot.destination(in: context)
  let width = x.width
  let rows = x.rows
  let sum = target.pointer
  let statistics = moments.pointer
  let xs = x.pointer
  let dys = gradient.pointer
  context.parallel(chunks: width, of: 64) { columns in
    let first = columns.lowerBound
    context.kernels.pointee.norm_weight_gradient(
      xs + first, dys + first, statistics, rows, width, sum + first, columns.count, accumulates)
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
    for row in range {
      context.kernels.pointee.normalize_gradient(
        x.pointer + row * width, gradient.pointer + row * width, target.pointer + row * width,
        moments.pointer[2 * row], moments.pointer[2 * row + 1], g, width, accumulates)
    }
  }
}
