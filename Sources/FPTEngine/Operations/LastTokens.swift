import CKernels

extension Tape {
  /// Returns the last `count` tokens of every example, so that later layers compute only those.
  ///
  /// - Parameters:
  ///   - x: [examples, tokens, width]
  ///   - count: tokens to keep; all if there are no more.
  /// - Returns: [examples, count, width]
  public func lastTokens(_ x: Variable, _ count: Int) -> Variable {
    let (examples, tokens, width) = (x.shape[0], x.shape[1], x.shape[2])
    if count >= tokens { return x }
    let output = Variable(
      context.uninitialized([examples, count, width]), requiresGradient: x.requiresGradient)
    let skipped = (tokens - count) * width
    let target = output.value.pointer
    let source = x.value.pointer
    context.parallel(examples) { example in
      (target + example * count * width).update(
        from: source + example * tokens * width + skipped, count: count * width)
    }
    guard let outputSlot = output.slot, let slot = x.slot else { return output }
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      let (sum, accumulates) = slot.destination(in: context)
      if !accumulates { context.clear(sum) }
      context.parallel(examples) { example in
        context.kernels.pointee.add(
          sum.pointer + example * tokens * width + skipped,
          gradient.pointer + example * count * width, count * width)
      }
    }
    return output
  }
}
