/// A model's projections of tokens to queries, keys and values, by which of the three are asked for: 0, 1 and 2.
public typealias AttentionProjections = (Range<Int>) -> [LinearWeight]

extension Tape {
  /// Multi-head attention of tokens to one another, with their projections to queries, keys and values.
  ///
  /// Of the last tokens alone, if only those are read. Where a single one is and neither keys nor values are trained, they are
  /// never computed; see `readOutAttention`.
  ///
  /// - Parameters:
  ///   - x: [B, T, inputs]
  ///   - projections: matrices with the inputs in common.
  ///   - readTokens: how many tokens at the end attend, 1 to T.
  ///   - heads, isCausal, scale, bias, dropout, observe: as of `attention`.
  /// - Returns: [B, readTokens, width]
  public func selfAttention(
    _ x: Variable, _ projections: AttentionProjections, readTokens: Int, heads: Int,
    isCausal: Bool, scale: Float? = nil, bias: Variable? = nil, dropout: Dropout? = nil,
    observe: ((Tensor) -> Void)? = nil
  ) -> Variable {
    if readTokens == 1, x.shape[1] > 1, let keys = projections(1..<2).first,
      let values = projections(2..<3).first, !keys.requiresGradient, !values.requiresGradient
    {
      return readOutAttention(
        queries: linear(lastTokens(x, 1), projections(0..<1)), tokens: x, keys: keys,
        values: values, heads: heads, scale: scale, bias: bias, dropout: dropout, observe: observe)
    }
    return attention(
      attentionInputs(x, projections, readTokens: readTokens), heads: heads, isCausal: isCausal,
      scale: scale, bias: bias, dropout: dropout, observe: observe)
  }

  /// Queries of the last tokens, keys and values of all: of all three at once where every token is read.
  ///
  /// - Parameters:
  ///   - x: [B, T, inputs]
  ///   - readTokens: how many tokens at the end attend, 1 to T.
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
