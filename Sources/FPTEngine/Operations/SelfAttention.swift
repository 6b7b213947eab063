/// Returns the projection weights for a range of {0: Q, 1: K, 2: V}.
public typealias AttentionProjections = (Range<Int>) -> [LinearWeight]

extension Tape {
  /// Multi-head self-attention with its projections to queries, keys and values.
  ///
  /// It computes outputs only for the last `readTokens` tokens. If that is one token, and Wk and Wv are frozen, K and V are never
  /// materialized; see `lastTokenAttention`.
  ///
  /// - Parameters:
  ///   - x: [B, T, inputs]
  ///   - projections: the weights of Q, K and V, [inputs, width] each.
  ///   - readTokens: how many tokens at the end attend, 1 to T.
  ///   - heads: the number of heads.
  ///   - isCausal: whether a query sees only the tokens up to its own.
  ///   - scale: the factor of the scores; nil for 1 / √(width of a head).
  ///   - bias: [heads, 2 T − 1], added to scores by relative position; nil for none.
  ///   - dropout: applied to the probabilities.
  ///   - observe: called with the probabilities [B, heads, readTokens, T] before dropout.
  /// - Returns: [B, readTokens, width]
  public func selfAttention(
    _ x: Variable, _ projections: AttentionProjections, readTokens: Int, heads: Int,
    isCausal: Bool, scale: Float? = nil, bias: Variable? = nil, dropout: Dropout? = nil,
    observe: ((Tensor) -> Void)? = nil
  ) -> Variable {
    if readTokens == 1, x.shape[1] > 1, let keys = projections(1..<2).first,
      let values = projections(2..<3).first, !keys.requiresGradient, !values.requiresGradient
    {
      return lastTokenAttention(
        queries: linear(lastTokens(x, 1), projections(0..<1)), tokens: x, keys: keys,
        values: values, heads: heads, scale: scale, bias: bias, dropout: dropout, observe: observe)
    }
    return attention(
      attentionInputs(x, projections, readTokens: readTokens), heads: heads, isCausal: isCausal,
      scale: scale, bias: bias, dropout: dropout, observe: observe)
  }

  /// Projects the last tokens to queries and all tokens to keys and values; in one GEMM if every token attends.
  ///
  /// - Parameters:
  ///   - x: [B, T, inputs]
  ///   - projections: the weights of Q, K and V, [inputs, width] each.
  ///   - readTokens: how many tokens at the end attend, 1 to T.
  /// - Returns: queries [B, readTokens, …], keys and values [B, T, …].
  public func attentionInputs(
    _ x: Variable, _ projections: AttentionProjections, readTokens: Int
  ) -> AttentionInputs {
    readTokens == x.shape[1]
      ? AttentionInputs(fused: linear(x, projections(0..<3)))  // [B, T, 3 · width]
      : AttentionInputs(
        queries: linear(lastTokens(x, readTokens), projections(0..<1)),
        keysValues: linear(x, projections(1..<3)))
  }
}
