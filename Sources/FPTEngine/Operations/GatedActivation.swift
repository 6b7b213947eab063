import CKernels

/// The half of a gated layer's columns that goes through the activation.
public enum GatePlace: Sendable, Hashable {
  /// y = f(a) · b, as Shazeer writes it; T5, ModernBERT and DINOv2 compute it.
  case firstHalf
  /// y = a · f(b), as Dauphin et al. 2017 and PyTorch's `glu` have it.
  case secondHalf
}

extension Tape {
  /// Computes the gate of a gated feed-forward layer (Shazeer 2020): y = f(a) · b, where a and b stand side by side in x.
  ///
  /// With `.silu` it is SwiGLU, with `.gelu` GEGLU.
  ///
  /// - Parameters:
  ///   - x: [..., 2 · width]
  ///   - activation: f.
  ///   - gate: the half that f is applied to.
  /// - Returns: [..., width]
  public func gatedActivation(
    _ x: Variable, _ activation: Activation, gate: GatePlace = .firstHalf
  ) -> Variable {
    precondition(x.value.width % 2 == 0, "two halves")
    let width = x.value.width / 2
    let rows = x.value.rows
    let output = Variable(
      context.uninitialized(Array(x.shape.dropLast()) + [width]),
      requiresGradient: x.requiresGradient)
    let (source, target) = (x.value.pointer, output.value.pointer)
    // Columns to a and to b.
    let (a, b) = gate == .firstHalf ? (0, width) : (width, 0)
    context.parallel(chunks: rows, of: 32) { range in
      let from = source + range.lowerBound * 2 * width
      context.kernels.pointee.activate_gated(
        activation.kernel, from + a, from + b, target + range.lowerBound * width, range.count,
        width)
    }

    guard let outputSlot = output.slot, let slot = x.slot else { return output }
    let saved = x.value
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      let (target, accumulates) = slot.destination(in: context)
      context.parallel(chunks: rows, of: 32) { range in
        let from = saved.pointer + range.lowerBound * 2 * width
        let to = target.pointer + range.lowerBound * 2 * width
        context.kernels.pointee.gated_gradient(
          activation.kernel, from + a, from + b, gradient.pointer + range.lowerBound * width,
          to + a, to + b, range.count, width, accumulates)
      }
    }
    return output
  }
}
