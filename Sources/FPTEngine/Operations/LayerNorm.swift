extension Tape {
  /// y = (x − mean) / √(variance + ε) · gain + bias over the last dimension; biased variance.
  ///
  /// - Parameters:
  ///   - x: [..., width]
  ///   - gain, bias: [width]
  /// - Returns: [..., width]
  public func layerNorm(
    _ x: Variable, gain: Variable, bias: Variable, epsilon: Float
  ) -> Variable {
    let width = x.value.width
    let rows = x.value.rows
    let output = Variable(
      context.uninitialized(x.shape),
      requiresGradient: x.requiresGradient || gain.requiresGradient || bias.requiresGradient)
    // [rows, 2]: mean and 1 / √(variance + ε)
    let moments = context.uninitialized([rows, 2])
    let source = x.value.pointer
    let target = output.value.pointer
    let statistics = moments.pointer
    let g = gain.value.pointer
    let b = bias.value.pointer
    context.parallel(chunks: rows, of: 32) { range in
      for row in range {
        let (mean, scale) = rowMoments(source + row * width, width, epsilon)
        statistics[2 * row] = mean
        statistics[2 * row + 1] = scale
        normalizeRow(source + row * width, target + row * width, width, mean, scale, g, b)
      }
    }

    guard let outputSlot = output.slot else { return output }
    let slots = (x: x.slot, gain: gain.slot, bias: bias.slot)
    // The gradient of the bias reads neither.
    let kept = slots.x == nil && slots.gain == nil ? nil : (x: x.value, moments: moments)
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      if let slot = slots.gain, let kept {
        gainGradient(kept.x, gradient, kept.moments, into: slot, context)
      }
      if let slot = slots.bias {
        let (sum, accumulates) = slot.destination(in: context)
        sumRows(
          gradient.pointer, rows: rows, width: width, stride: width, into: sum.pointer,
          accumulates: accumulates, context)
      }
      guard let slot = slots.x, let kept else { return }
      // Without an earlier contribution the gradient is turned into that of x where it lies.
      let isFirst = slot.gradient == nil
      let target = isFirst ? gradient : slot.destination(in: context).tensor
      inputGradient(
        kept.x, gradient, kept.moments, gain.value, into: target, accumulates: !isFirst, context)
      if isFirst { slot.adopt(gradient, in: context) }
    }
    return output
  }
}

/// Mean and 1 / √(variance + ε) of a row, in two passes.
@inline(__always)
private func rowMoments(
  _ x: UnsafeMutablePointer<Float>, _ width: Int, _ epsilon: Float
) -> (mean: Float, scale: Float) {
  var sums = Vector(repeating: 0)
  var i = 0
  while i + 8 <= width {
    sums += x.vector(i)
    i += 8
  }
  var sum = sums.total
  while i < width {
    sum += x[i]
    i += 1
  }
  let mean = sum / Float(width)
  var squares = Vector(repeating: 0)
  i = 0
  while i + 8 <= width {
    let deviation = x.vector(i) - mean
    squares += deviation * deviation
    i += 8
  }
  var square = squares.total
  while i < width {
    square += (x[i] - mean) * (x[i] - mean)
    i += 1
  }
  return (mean, 1 / (square / Float(width) + epsilon).squareRoot())
}

@inline(__always)
private func normalizeRow(
  _ x: UnsafeMutablePointer<Float>, _ y: UnsafeMutablePointer<Float>, _ width: Int,
  _ mean: Float, _ scale: Float, _ gain: UnsafeMutablePointer<Float>,
  _ bias: UnsafeMutablePointer<Float>
) {
  var i = 0
  while i + 8 <= width {
    y.store((x.vector(i) - mean) * scale * gain.vector(i) + bias.vector(i), i)
    i += 8
  }
  while i < width {
    y[i] = (x[i] - mean) * scale * gain[i] + bias[i]
    i += 1
  }
}

/// dgain[column] += Σ over rows of dy · (x − mean) · scale, rows in order.
private func gainGradient(
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
    var first = columns.lowerBound
    while first + 8 <= columns.upperBound {
      var total = Vector(repeating: 0)
      for row in 0..<rows {
        let place = row * width + first
        total +=
          dys.vector(place) * ((xs.vector(place) - statistics[2 * row]) * statistics[2 * row + 1])
      }
      sum.store(accumulates ? sum.vector(first) + total : total, first)
      first += 8
    }
    while first < columns.upperBound {
      var total: Float = 0
      for row in 0..<rows {
        let place = row * width + first
        total += dys[place] * ((xs[place] - statistics[2 * row]) * statistics[2 * row + 1])
      }
      sum[first] = accumulates ? sum[first] + total : total
      first += 1
    }
  }
}

/// dx (+)= scale · (h − mean(h) − x̂ · mean(h · x̂)) with h = dy · gain and x̂ the normalised row. `target` may be the gradient itself.
private func inputGradient(
  _ x: Tensor, _ gradient: Tensor, _ moments: Tensor, _ gain: Tensor, into target: Tensor,
  accumulates: Bool, _ context: ComputeContext
) {
  let width = x.width
  let g = gain.pointer
  context.parallel(chunks: x.rows, of: 32) { range in
    for row in range {
      let mean = moments.pointer[2 * row]
      let scale = moments.pointer[2 * row + 1]
      let xs = x.pointer + row * width
      let dy = gradient.pointer + row * width
      let dx = target.pointer + row * width
      var sums = Vector(repeating: 0)
      var products = Vector(repeating: 0)
      var i = 0
      while i + 8 <= width {
        let h = dy.vector(i) * g.vector(i)
        sums += h
        products += h * ((xs.vector(i) - mean) * scale)
        i += 8
      }
      var sum = sums.total
      var product = products.total
      while i < width {
        let h = dy[i] * g[i]
        sum += h
        product += h * ((xs[i] - mean) * scale)
        i += 1
      }
      sum /= Float(width)
      product /= Float(width)
      i = 0
      while i + 8 <= width {
        let normalized = (xs.vector(i) - mean) * scale
        let value = (dy.vector(i) * g.vector(i) - sum - normalized * product) * scale
        dx.store(accumulates ? dx.vector(i) + value : value, i)
        i += 8
      }
      while i < width {
        let value = (dy[i] * g[i] - sum - (xs[i] - mean) * scale * product) * scale
        dx[i] = accumulates ? dx[i] + value : value
        i += 1
      }
    }
  }
}
