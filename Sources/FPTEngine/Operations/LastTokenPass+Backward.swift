import CKernels

/// The backward pass of last-token attention.
///
/// With the absorbed query u = Wk q, the probabilities P and the dropped probabilities P̃, the forward pass is z = P̃ x and
/// y = z Wv + (Σ P̃) b. Backward computes dz = Wv dy, dP̃ = x dz + b dy, du = dSᵀ x and dx = P̃ᵀ dz + dSᵀ u.
extension LastTokenPass {
  /// - Parameters:
  ///   - output: y of the forward pass.
  ///   - gradient: dy.
  func backward(from output: Tensor, _ gradient: Tensor) {
    let g = geometry
    // [B, heads, inputs]: the gradients dz of the weighted tokens and du of the absorbed queries.
    let mixedGradients = context.uninitialized([g.examples, g.heads, inputs])
    let absorbedQueryGradients = context.uninitialized([g.examples, g.heads, inputs])
    for head in 0..<g.heads {
      let a = MatrixOperand(gradient.pointer + head * g.headWidth, stride: g.width)
      gemm(
        values.of(head, g).backwardOperands(a), into: mixedGradients, column: head * inputs,
        columns: inputs)
    }
    let tokenGradients = x.slot?.destination(in: context)
    let biasGradients = bias?.gathered(context)
    context.matmulOperations +=
      (tokenGradients == nil ? 4 : 8) * g.examples * g.heads * g.tokens * inputs
    let scoreSize = self.scoreSize(rows: 2 * g.heads)
    let pairSize = (2 * g.heads * inputs + 15) / 16 * 16
    let sharedPairSize = SharedB.size(k: 2 * g.heads, columns: inputs, context.gemmKernels)
    let scratch = scoreSize + pairSize + max(sharedSize, sharedPairSize)
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
      tokens(example, isTransposed: true, memory).gemm(
        rows: g.heads, columns: 0..<g.tokens, kRange: 0..<inputs,
        a: MatrixOperand(mixed, stride: inputs),
        into: MatrixTarget(dp, stride: scoreStride, accumulates: true))
      for head in 0..<g.heads {
        let (row, offset) = (first + head, head * scoreStride)
        let place = example * g.width + head * g.headWidth
        let delta = context.kernels.pointee.dot(
          output.pointer + place, gradient.pointer + place, g.headWidth)
        context.kernels.pointee.score_gradient(
          p + offset, dp + offset, exponentials.pointer + row * exponentials.width, g.tokens,
          g.padded(g.tokens), softmaxStatistics.pointer + 2 * row,
          mask.map { UnsafePointer($0[row].bytes) }, mask?.scale ?? 1, delta, g.scale)
        if let biasGradients {
          bias?.gather(dp + offset, unit: row, query: 0, keys: 0..<g.tokens, into: biasGradients)
        }
      }
      tokens(example, isTransposed: false, memory).gemm(
        rows: g.heads, columns: 0..<inputs, kRange: 0..<g.tokens,
        a: MatrixOperand(dp, stride: scoreStride),
        into: MatrixTarget(absorbedQueryGradients.pointer + first * inputs, stride: inputs))
      guard let tokenGradients else { return }
      // dx += P̃ᵀ dz + dSᵀ u, as one GEMM with K = 2 · heads.
      pair.update(from: mixed, count: g.heads * inputs)
      (pair + g.heads * inputs).update(
        from: absorbedQueries.pointer + first * inputs, count: g.heads * inputs)
      var place = memory
      SharedB(
        MatrixOperand(pair, stride: inputs), k: 2 * g.heads, columns: inputs,
        context.gemmKernels, memory: &place
      ).gemm(
        rows: g.tokens, columns: 0..<inputs, kRange: 0..<2 * g.heads,
        a: MatrixOperand(p, stride: scoreStride, isTransposed: true),
        into: MatrixTarget(
          tokenGradients.tensor.pointer + example * g.tokens * inputs, stride: inputs,
          accumulates: tokenGradients.accumulates))
    }
    if let biasGradients { bias?.finish(biasGradients, context) }
    guard let slot = queries.slot else { return }
    let queryGradients = context.uninitialized(queries.shape)
    for head in 0..<g.heads {
      let a = MatrixOperand(
        absorbedQueryGradients.pointer + head * inputs, stride: g.heads * inputs)
      gemm(
        keys.of(head, g).operands(a), into: queryGradients, column: head * g.headWidth,
        columns: g.headWidth)
    }
    slot.adopt(queryGradients, in: context)
  }

  /// b · dy of a head: the bias of its values adds this to the gradient of every probability.
  private func valueBiasGradient(_ gradient: Tensor, example: Int, _ head: Int) -> Float {
    let g = geometry
    guard let bias = values.of(head, g).biasPointer else { return 0 }
    return context.kernels.pointee.dot(
      bias, gradient.pointer + example * g.width + head * g.headWidth, g.headWidth)
  }
}
