import CKernels

extension Tape {
  /// Computes y = x / √(mean(x²) + ε) · weight over the last dimension (Zhang and Sennrich 2019), as in T5.
  ///
  /// - Parameters:
  ///   - x: [..., width]
  ///   - weight: γ, [width].
  ///   - epsilon: ε.
  /// - Returns: [..., width]
  public func rmsNorm(_ x: Variable, weight: Variable, epsilon: Float) -> Variable {
    let width = x.value.width
    let rows = x.value.rows
    let output = Variable(
      context.uninitialized(x.shape),
      requiresGradient: x.requiresGradient || weight.requiresGradient)
    // [rows]: 1 / √(mean(x²) + ε)
    let scales = context.uninitialized([rows])
    let (source, target, g) = (x.value.pointer, output.value.pointer, weight.value.pointer)
    context.parallel(chunks: rows, of: 32) { range in
      for row in range {
        scales.pointer[row] = normalizeByRootMeanSquare(
          source + row * width, weight: g, epsilon, width, into: target + row * width,
          context.kernels)
      }
    }

    guard let outputSlot = output.slot else { return output }
    let slots = (x: x.slot, weight: weight.slot)
    let saved = x.value
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      if let slot = slots.weight {
        let (sum, accumulates) = slot.destination(in: context)
        context.parallel(chunks: width, of: 64) { columns in
          sumWeightGradient(
            saved, gradient, scales: scales.pointer, columns, into: sum.pointer,
            accumulates: accumulates)
        }
      }
      guard let slot = slots.x else { return }
      let (target, accumulates) = slot.destination(in: context)
      context.parallel(chunks: rows, of: 32) { range in
        for row in range {
          inputGradient(
            saved.pointer + row * width, gradient.pointer + row * width, weight: g,
            scale: scales.pointer[row], width, into: target.pointer + row * width,
            accumulates: accumulates)
        }
      }
    }
    return output
  }
}

/// Writes a normalized row and returns its 1 / √(mean(x²) + ε).
@inline(__always)
private func normalizeByRootMeanSquare(
  _ x: UnsafeMutablePointer<Float>, weight: UnsafeMutablePointer<Float>, _ epsilon: Float,
  _ width: Int, into y: UnsafeMutablePointer<Float>, _ kernels: UnsafePointer<fpt_kernels>
) -> Float {
  let square = kernels.pointee.dot(x, x, width)
  let scale = 1 / (square / Float(width) + epsilon).squareRoot()
  @inline(__always)
  func write<L: LaneAccess>(_ lane: L.Type, _ i: Int) {
    let normalized = L.load(x, i) * scale
    L.store(normalized * L.load(weight, i), y, i)
  }
  var i = 0
  while i + 8 <= width {
    write(WholeVector.self, i)
    i += 8
  }
  while i < width {
    write(SingleLane.self, i)
    i += 1
  }
  return scale
}

/// dweight[column] (+)= Σ over rows of dy · x · scale for some columns, rows in order.
private func sumWeightGradient(
  _ x: Tensor, _ gradient: Tensor, scales: UnsafeMutablePointer<Float>, _ columns: Range<Int>,
  into sum: UnsafeMutablePointer<Float>, accumulates: Bool
) {
  let (width, rows) = (x.width, x.rows)
  @inline(__always)
  func write<L: LaneAccess>(_ lane: L.Type, _ i: Int) {
    var total = accumulates ? L.load(sum, i) : Vector(repeating: 0)
    for row in 0..<rows {
      let place = row * width + i
      total += L.load(gradient.pointer, place) * L.load(x.pointer, place) * scales[row]
    }
    L.store(total, sum, i)
  }
  var i = columns.lowerBound
  while i + 8 <= columns.upperBound {
    write(WholeVector.self, i)
    i += 8
  }
  while i < columns.upperBound {
    write(SingleLane.self, i)
    i += 1
  }
}

/// dx (+)= scale · (h − x · scale² · mean(h · x)) with h = dy · weight.
@inline(__always)
private func inputGradient(
  _ x: UnsafeMutablePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
  weight: UnsafeMutablePointer<Float>, scale: Float, _ width: Int,
  into dx: UnsafeMutablePointer<Float>, accumulates: Bool
) {
  let share = dotProduct(x, dy, weight, width) / Float(width) * scale * scale
  @inline(__always)
  func write<L: LaneAccess>(_ lane: L.Type, _ i: Int) {
    let value = (L.load(dy, i) * L.load(weight, i) - L.load(x, i) * share) * scale
    L.store(accumulates ? L.load(dx, i) + value : value, dx, i)
  }
  var i = 0
  while i + 8 <= width {
    write(WholeVector.self, i)
    i += 8
  }
  while i < width {
    write(SingleLane.self, i)
    i += 1
  }
}
