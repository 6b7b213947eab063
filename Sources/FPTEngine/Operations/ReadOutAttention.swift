extension Tape {
  /// Multi-head attention of each example's last token, whose keys and values are never computed: what the query asks of a token
  /// is asked of the token itself.
  ///
  /// A score q · (x Wk) is x · (Wk q), and Σ p (x Wv) is (Σ p x) Wv: two products of T × inputs × heads in place of two of
  /// T × inputs × width. The bias of keys adds the same to every score of a query and so changes no probability.
  ///
  /// - Parameters:
  ///   - queries: [B, 1, width]
  ///   - x: the tokens, [B, T, inputs].
  ///   - keys: [inputs, width], not trained.
  ///   - values: [inputs, width], not trained.
  ///   - heads, scale, bias, dropout, observe: as of `attention`.
  /// - Returns: [B, 1, width]
  /// - Complexity: 4 · B · (T · inputs · heads + inputs · width) operations forward, twice as many backward.
  func readOutAttention(
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
    let pass = ReadOutPass(
      geometry: geometry, queries: queries, x: x, keys: keys, values: values, mask: mask,
      bias: bias.map { AttentionBias(values: $0, geometry: geometry) }, context)
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
