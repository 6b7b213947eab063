/// Returns the projection weights for a range of {0: Q, 1: K, 2: V}.
public typealias AttentionProjections = (Range<Int>) -> [LinearWeight]

extension Tape {
  /// Multi-head self-attention with its projections to queries, keys and values.
  ///
  /// It computes outputs only for the last `readTokens` tokens. If that is one token that sees all, Wk and Wv are frozen, and
  /// nothing normalizes or rotates keys, K and V are never materialized; see `lastTokenAttention`.
  ///
  /// - Parameters:
  ///   - x: [B, T, inputs]
  ///   - projections: the weights of Q [inputs, query width], K and V [inputs, key-value width].
  ///   - attention: the heads, and what they compute.
  ///   - norms: of queries and keys, after their projections; nil for none.
  ///   - readTokens: how many tokens at the end attend, 1 to T.
  /// - Returns: [B, readTokens, heads · width]
  public func selfAttention(
    _ x: Variable, _ projections: AttentionProjections, _ attention: Attention,
    norms: HeadNorms? = nil, readTokens: Int
  ) -> Variable {
    let tokens = x.shape[1]
    func projected(_ x: Variable, _ parts: Range<Int>) -> Variable {
      let y = linear(x, projections(parts))
      guard let norms else { return y }
      return headNorms(
        y, norms.parts(parts, attention.heads), width: attention.heads.width,
        epsilon: norms.epsilon)
    }
    if readTokens == tokens {
      return self.attention(AttentionInputs(fused: projected(x, 0..<3)), attention)
    }
    let queries = projected(lastTokens(x, readTokens), 0..<1)
    let seen = attention.visibility.keys(ofPosition: tokens - 1, tokens: tokens)
    if readTokens == 1, seen.count == tokens, norms == nil,
      attention.positions.rotary == nil,
      let keys = projections(1..<2).first, let values = projections(2..<3).first,
      !keys.requiresGradient, !values.requiresGradient
    {
      return lastTokenAttention(queries, tokens: x, keys: keys, values: values, attention)
    }
    return self.attention(
      AttentionInputs(queries: queries, keysValues: projected(x, 1..<3)), attention)
  }
}
