extension Tape {
  /// Computes the gate of a gated feed-forward layer (Shazeer 2020): y = f(a) · b, where a and b stand side by side in x.
  ///
  /// - Parameters:
  ///   - x: [..., 2 · width]
  ///   - activation: f.
  /// - Returns: [..., width]
  public func gatedActivation(_ x: Variable, _ activation: Activation) -> Variable {
    precondition(x.value.width % 2 == 0, "two halves")
    let width = x.value.width / 2
    let rows = x.value.rows
    let output = Variable(
      context.uninitialized(Array(x.shape.dropLast()) + [width]),
      requiresGradient: x.requiresGradient)
    let (source, target) = (x.value.pointer, output.value.pointer)
    context.parallel(chunks: rows, of: 32) { range in
      for row in range {
        let a = source + row * 2 * width
        let y = target + row * width
        @inline(__always)
        func write<L: LaneAccess>(_ lane: L.Type, _ i: Int) {
          L.store(activation.value(L.load(a, i)) * L.load(a + width, i), y, i)
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
    }

    guard let outputSlot = output.slot, let slot = x.slot else { return output }
    let saved = x.value
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      let (target, accumulates) = slot.destination(in: context)
      context.parallel(chunks: rows, of: 32) { range in
        for row in range {
          gateGradient(
            activation, saved.pointer + row * 2 * width, gradient.pointer + row * width, width,
            into: target.pointer + row * 2 * width, accumulates: accumulates)
        }
      }
    }
    return output
  }
}

/// da (+)= dy · b · f′(a) and db (+)= dy · f(a) for one row.
@inline(__always)
private func gateGradient(
  _ activation: Activation, _ x: UnsafeMutablePointer<Float>, _ dy: UnsafeMutablePointer<Float>,
  _ width: Int, into dx: UnsafeMutablePointer<Float>, accumulates: Bool
) {
  @inline(__always)
  func write<L: LaneAccess>(_ lane: L.Type, _ i: Int) {
    let a = L.load(x, i)
    let upstream = L.load(dy, i)
    let da = upstream * L.load(x + width, i) * activation.derivative(a)
    let db = upstream * activation.value(a)
    L.store(accumulates ? L.load(dx, i) + da : da, dx, i)
    L.store(accumulates ? L.load(dx + width, i) + db : db, dx + width, i)
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
