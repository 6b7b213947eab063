import CVectorKernels

/// With u = Wk q, P the probabilities and P̃ the dropped ones, z = P̃ x and y = z Wv + (Σ P̃) b: dz = Wv dy, dP̃ = x dz + b dy,
/// du = dSᵀ x, dx = P̃ᵀ dz + dSᵀ u.
extension ReadOutPass {
  /// - Parameter output: y, of the forward pass.
  func backward(from output: Tensor, _ gradient: Tensor) {
    let g = geometry
    // [B, heads, inputs]: the gradients of the mixed tokens, and of what queries ask.
    let mixedGradients = context.uninitialized([g.examples, g.heads, inputs])
    let askedGradients = context.uninitialized([g.examples, g.heads, inputs])
    for head in 0..<g.heads {
      let left = MatrixFactor(gradient.pointer + head * g.headWidth, stride: g.width)
      multiply(
        values.of(head, g).backwardTerm(left), into: mixedGradients, column: head * inputs,
        columns: inputs)
    }
    let tokenGradients = x.slot?.destination(in: context)
    let biasGradients = bias?.gathered(context)
    context.productOperations +=
      (tokenGradients == nil ? 4 : 8) * g.examples * g.heads * g.tokens * inputs
    let scoreSize = self.scoreSize(rows: 2 * g.heads)
    let pairSize = (2 * g.heads * inputs + 15) / 16 * 16
    let pairFactor = SharedFactor.size(inner: 2 * g.heads, columns: inputs, context.kernels)
    let scratch = scoreSize + pairSize + max(factorSize, pairFactor)
    context.parallel(g.examples, scratch: scratch) { example, p in
      // Dropped probabilities of all heads, and below them the gradients of scores.
      let dp = p + g.heads * scoreStride
      let pair = p + scoreSize
      let memory = pair + pairSize
      let first = example * g.heads
      for head in 0..<g.heads {
        (dp + head * scoreStride).update(
          repeating: valueBiasGradient(gradient, example: example, head), count: g.tokens)
      }
      let mixed = mixedGradients.pointer + first * inputs
      tokens(example, isTransposed: true, memory).multiply(
        rows: g.heads, columns: 0..<g.tokens, inner: 0..<inputs,
        left: MatrixFactor(mixed, stride: inputs),
        into: MatrixTarget(dp, stride: scoreStride, accumulates: true))
      for head in 0..<g.heads {
        let (row, offset) = (first + head, head * scoreStride)
        let place = example * g.width + head * g.headWidth
        let mean = fpt_dot(output.pointer + place, gradient.pointer + place, g.headWidth)
        fpt_score_gradient(
          p + offset, dp + offset, exponentials.pointer + row * exponentials.width, g.tokens,
          g.padded(g.tokens), normalizers.pointer + 2 * row,
          mask.map { UnsafePointer($0[row].bytes) }, mask?.scale ?? 1, mean, g.scale)
        if let biasGradients {
          bias?.gather(dp + offset, unit: row, query: 0, keys: 0..<g.tokens, into: biasGradients)
        }
      }
      tokens(example, isTransposed: false, memory).multiply(
        rows: g.heads, columns: 0..<inputs, inner: 0..<g.tokens,
        left: MatrixFactor(dp, stride: scoreStride),
        into: MatrixTarget(askedGradients.pointer + first * inputs, stride: inputs))
      guard let tokenGradients else { return }
      // dx += P̃ᵀ dz + dSᵀ u, as one product over both.
      pair.update(from: mixed, count: g.heads * inputs)
      (pair + g.heads * inputs).update(
        from: asked.pointer + first * inputs, count: g.heads * inputs)
      var place = memory
      SharedFactor(
        MatrixFactor(pair, stride: inputs), inner: 2 * g.heads, columns: inputs,
        context.kernels, memory: &place
      ).multiply(
        rows: g.tokens, columns: 0..<inputs, inner: 0..<2 * g.heads,
        left: MatrixFactor(p, stride: scoreStride, isTransposed: true),
        into: MatrixTarget(
          tokenGradients.tensor.pointer + example * g.tokens * inputs, stride: inputs,
          accumulates: tokenGradients.accumulates))
    }
    if let biasGradients { bias?.finish(biasGradients, context) }
    guard let slot = queries.slot else { return }
    let queryGradients = context.uninitialized(queries.shape)
    for head in 0..<g.heads {
      let left = MatrixFactor(
        askedGradients.pointer + head * inputs, stride: g.heads * inputs)
      multiply(
        keys.of(head, g).term(left), into: queryGradients, column: head * g.headWidth,
        columns: g.headWidth)
    }
    slot.adopt(queryGradients, in: context)
  }

  /// What a head's values' bias adds to every probability's gradient.
  private func valueBiasGradient(_ gradient: Tensor, example: Int, _ head: Int) -> Float {
    let g = geometry
    guard let bias = values.of(head, g).biasPointer else { return 0 }
    return fpt_dot(
      bias, gradient.pointer + example * g.width + head * g.headWidth, g.headWidth)
  }
}
