extension Tape {
  /// Transposes the first two dimensions: from examples of tokens to steps of examples, and back.
  ///
  /// - Parameter x: [A, B, width]
  /// - Returns: [B, A, width]
  public func transposingExamplesAndTokens(_ x: Variable) -> Variable {
    let (outer, inner, width) = (x.shape[0], x.shape[1], x.shape[2])
    let output = Variable(
      context.uninitialized([inner, outer, width]), requiresGradient: x.requiresGradient)
    exchange(x.value, outer: outer, inner: inner, into: output.value, context)
    guard let outputSlot = output.slot, let slot = x.slot else { return output }
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      let back = context.uninitialized([outer, inner, width])
      exchange(gradient, outer: inner, inner: outer, into: back, context)
      slot.adopt(back, in: context)
    }
    return output
  }
}

private func exchange(
  _ source: Tensor, outer: Int, inner: Int, into target: Tensor, _ context: ComputeContext
) {
  let width = source.width
  context.parallel(chunks: outer * inner, of: 64) { range in
    for row in range {
      let place = target.pointer + (row % inner * outer + row / inner) * width
      place.update(from: source.pointer + row * width, count: width)
    }
  }
}
