import CKernels

extension Tape {
  /// Computes the attention of each example's last token, which sees all, with absorbed key and value projections.
  ///
  /// K and V are not materialized: the tokens themselves are keys and values that all heads share. Wk is absorbed into the query: a
  /// score q · (x Wk) is x · (Wk q). Wv is absorbed into the output: Σ p (x Wv + b) is (Σ p x) Wv + (Σ p) b. Two GEMMs of
  /// T × inputs × heads replace two of T × inputs × width. The bias of keys adds the same number to every score of a query, so it
  /// changes no probability.
  ///
  /// - Parameters:
  ///   - queries: [B, 1, query width]
  ///   - x: the tokens, [B, T, inputs].
  ///   - keys: Wk, [inputs, key-value width]; frozen.
  ///   - values: Wv and its bias, [inputs, key-value width]; frozen.
  ///   - attention: the heads, and what they compute; its positions are no rotation.
  /// - Returns: [B, 1, query width]
  func lastTokenAttention(
    _ queries: Variable, tokens x: Variable, keys: LinearWeight, values: LinearWeight,
    _ attention: Attention
  ) -> Variable {
    let heads = attention.heads
    precondition(
      queries.value.width == heads.queryWidth
        && [keys, values].allSatisfy { $0.outputs.count == heads.keyValueWidth },
      "queries, keys and values as wide as their heads")
    var absorbed = attention
    absorbed.heads = AttentionHeads(heads.count, keyValueHeads: 1, width: x.value.width)
    absorbed.scale = attention.scale ?? 1 / Float(heads.width).squareRoot()
    let u = headProducts(queries, heads, keys, isTransposed: true)
    // Without dropout the sums are 1.
    let hasShares = isTraining && attention.dropout?.isActive == true && values.bias != nil
    let needsGradient =
      u.requiresGradient || x.requiresGradient
      || attention.positions.bias?.requiresGradient == true
    let shares =
      hasShares
      ? Variable(
        context.uninitialized([x.shape[0], heads.count]), requiresGradient: needsGradient) : nil
    let mixed = self.attention(AttentionInputs(queries: u, tokens: x), absorbed, shares: shares)
    return headProducts(mixed, heads, values, isTransposed: false, shares: shares)
  }

  /// Multiplies each head by its part of a frozen weight W.
  ///
  /// - Parameters:
  ///   - x: [B, 1, heads · outputs of a head] if transposed, else [B, 1, heads · inputs].
  ///   - heads: which outputs each head has.
  ///   - weight: W, [inputs, key-value width], and its bias, which a transposed product leaves out.
  ///   - isTransposed: whether x is multiplied by Wᵀ.
  ///   - shares: the factors of the bias, [B, heads]; nil for 1.
  /// - Returns: [B, 1, heads · inputs] if transposed, else [B, 1, heads · outputs of a head].
  private func headProducts(
    _ x: Variable, _ heads: AttentionHeads, _ weight: LinearWeight, isTransposed: Bool,
    shares: Variable? = nil
  ) -> Variable {
    let examples = x.shape[0]
    func multiply(_ source: Tensor, into target: Tensor, isTransposed: Bool) {
      let (k, columns) = (source.width / heads.count, target.width / heads.count)
      for head in 0..<heads.count {
        let part = weight.of(head, heads)
        let a = MatrixOperand(source.pointer + head * k, stride: source.width)
        context.gemm(
          rows: examples, columns: columns,
          operands: [isTransposed ? part.backwardOperands(a) : part.operands(a)],
          into: MatrixTarget(target.pointer + head * columns, stride: target.width))
      }
    }
    let width = heads.count * (isTransposed ? weight.inputs : heads.width)
    let output = Variable(
      context.uninitialized([examples, 1, width]), requiresGradient: x.requiresGradient)
    multiply(x.value, into: output.value, isTransposed: isTransposed)
    let hasBias = !isTransposed && weight.bias != nil
    /// The output, or its gradient, and the bias of each head of each example.
    func forEachBias(
      _ tensor: Tensor,
      _ body: (_ row: Int, UnsafeMutablePointer<Float>, _ bias: UnsafeMutablePointer<Float>) -> Void
    ) {
      context.parallel(chunks: hasBias ? examples * heads.count : 0, of: 64) { rows in
        for row in rows {
          guard let bias = weight.of(row % heads.count, heads).biasPointer else { continue }
          body(row, tensor.pointer + row * heads.width, bias)
        }
      }
    }
    forEachBias(output.value) { row, y, bias in
      let share = shares?.value.pointer[row] ?? 1
      for i in 0..<heads.width { y[i] += bias[i] * share }
    }
    guard let outputSlot = output.slot, let slot = x.slot else { return output }
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      if let shares = shares?.slot {
        let slopes = shares.destination(in: context).tensor
        forEachBias(gradient) { row, dy, bias in
          slopes.pointer[row] = context.kernels.pointee.dot(bias, dy, heads.width)
        }
      }
      let dx = context.uninitialized(x.shape)
      multiply(gradient, into: dx, isTransposed: !isTransposed)
      slot.adopt(dx, in: context)
    }
    return output
  }
}

extension LinearWeight {
  /// The keys or values that a query head reads.
  fileprivate func of(_ head: Int, _ heads: AttentionHeads) -> LinearWeight {
    let first = outputs.lowerBound + head / heads.group * heads.width
    return LinearWeight(matrix, bias: bias, layout: layout, outputs: first..<first + heads.width)
  }
}
