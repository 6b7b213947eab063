extension Tape {
  /// Computes multi-head attention of each example's last token, with absorbed key and value projections.
  ///
  /// K and V are not materialized. Wk is absorbed into the query: a score q · (x Wk) is x · (Wk q). Wv is absorbed into the output:
  /// Σ p (x Wv) is (Σ p x) Wv. Two GEMMs of T × inputs × heads replace two of T × inputs × width. The bias of keys adds the same
  /// number to every score of a query, so it changes no probability.
  ///
  /// - Parameters:
  ///   - queries: [B, 1, width]
  ///   - x: the tokens, [B, T, inputs].
  ///   - keys: Wk, [inputs, width]; frozen.
  ///   - values: Wv and its bias, [inputs, width]; frozen.
  ///   - heads: the number of heads.
  ///   - scale: the factor of the scores; nil for 1 / √(width of a head).
  ///   - bias: [heads, 2 T − 1], added to scores by relative position; nil for none.
  ///   - dropout: applied to the probabilities.
  ///   - observe: called with the probabilities [B, heads, 1, T] before dropout.
  /// - Returns: [B, 1, width]
  /// - Complexity: 4 · B · (T · inputs · heads + inputs · width) operations forward, twice as many backward.
  func lastTokenAttention(
    queries: Variable, tokens x: Variable, keys: LinearWeight, values: LinearWeight, heads: Int,
    scale: Float? = nil, bias: Variable? = nil, dropout: Dropout? = nil,
    observe: ((Tensor) -> Void)? = nil
  ) -> Variable {
    let width = values.outputs.count
    let geometry = AttentionGeometry(
      examples: x.shape[0], queryTokens: 1, tokens: x.shape[1], heads: heads,
      headWidth: width / heads, isCausal: false,
      scale: scale ?? 1 / Float(width / heads).squareRoot())
    precondition(queries.value.rows == geometry.examples, "one query for each example")
    let mask = mask(
      dropout, rows: geometry.examples * heads, rowsPerExample: heads, width: geometry.tokens)
    let pass = LastTokenPass(
      geometry: geometry, queries: queries, x: x, keys: keys, values: values, mask: mask,
      bias: bias.map {
        AttentionBias(values: $0, geometry: geometry, kernels: context.kernels)
      }, context)
    let output = Variable(
      context.uninitialized([geometry.examples, 1, width]),
      requiresGradient: queries.requiresGradient || x.requiresGradient
        || bias?.requiresGradient == true)
    let probabilities = observe.map { _ in
      context.uninitialized([geometry.examples, heads, 1, geometry.tokens])
    }
    pass.forward(into: output.value, probabilities: probabilities)
    if let observe, let probabilities { observe(probabilities) }

    guard let outputSlot = output.slot else { return output }
    record {
      guard let gradient = outputSlot.gradient else { return }
      pass.backward(from: output.value, gradient)
    }
    return output
  }
}
