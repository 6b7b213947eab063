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
    if readTokens == x.shape[1] {
      let fused = linear(x, projections(0..<3))  // [B, T, 3 · width]
      return attention(
        AttentionInputs(fused: fused), heads: heads, isCausal: isCausal, scale: scale, bias: bias,
        dropout: dropout, observe: observe)
    }
    let queries = linear(lastTokens(x, readTokens), projections(0..<1))  // [B, readTokens, width]
    if readTokens == 1, let keys = projections(1..<2).first, let values = projections(2..<3).first,
      !keys.requiresGradient, !values.requiresGradient
    {
      return readOutAttention(
        queries: queries, tokens: x, keys: keys, values: values, heads: heads, scale: scale,
        bias: bias, dropout: dropout, observe: observe)
    }
    let inputs = AttentionInputs(queries: queries, keysValues: linear(x, projections(1..<3)))
    return attention(
      inputs, heads: heads, isCausal: isCausal, scale: scale, bias: bias, dropout: dropout,
      observe: observe)
  }
}
