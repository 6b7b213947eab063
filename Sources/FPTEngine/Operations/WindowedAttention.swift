/// The extents of a sliding-window attention and the arithmetic of its tiles.
struct WindowGeometry {
  let examples: Int
  let queryTokens: Int
  let tokens: Int
  let heads: Int
  let headWidth: Int
  /// Tokens on either side that a query sees.
  let halfWindow: Int
  let scale: Float

  var width: Int { heads * headWidth }
  /// Queries of a block; few for a small window, so that few scores are computed that no query sees.
  var block: Int { max(1, min(queryTokens, max(16, min(128, halfWindow)))) }
  var blocks: Int { (queryTokens + block - 1) / block }
  /// The most keys that a query sees.
  var span: Int { min(tokens, 2 * halfWindow + 1) }
  /// Floats from one row of scores to the next: the keys of a block, and room for whole vectors behind each of them.
  var scoreStride: Int { (min(tokens, block + 2 * halfWindow) + 7) / 8 * 8 + 8 }
  /// Floats of memory for a block's scores, in whole cache lines.
  var scoreSize: Int { (block * scoreStride + 15) / 16 * 16 }

  func queries(ofBlock index: Int) -> Range<Int> {
    index * block..<min(queryTokens, (index + 1) * block)
  }

  /// The keys that a query sees.
  @inline(__always)
  func keys(ofQuery query: Int) -> Range<Int> {
    let position = tokens - queryTokens + query
    return max(0, position - halfWindow)..<min(tokens, position + halfWindow + 1)
  }

  /// The keys that any of a block's queries sees.
  func keys(of queries: Range<Int>) -> Range<Int> {
    keys(ofQuery: queries.lowerBound).lowerBound..<keys(ofQuery: queries.upperBound - 1).upperBound
  }
}

extension Tape {
  /// Computes multi-head attention in which a token sees only tokens at most `halfWindow` away (Beltagy et al., 2020).
  ///
  /// Time and memory grow with T · halfWindow; no T × T matrix is made.
  ///
  /// - Parameters:
  ///   - inputs: queries [B, Tq, …], keys and values [B, T, …]; the queries are the last Tq tokens.
  ///   - heads: the number of heads that the width is cut into.
  ///   - halfWindow: tokens on either side that a query sees; half of Longformer's window.
  ///   - dropout: applied to the probabilities.
  ///   - observe: called with all probabilities [B, heads, Tq, T], which are zero outside the window.
  /// - Returns: [B, Tq, width]
  /// - Complexity: 4 · B · Tq · (2 · halfWindow + block) · width operations forward, 10 backward.
  public func windowedAttention(
    _ inputs: AttentionInputs, heads: Int, halfWindow: Int, dropout: Dropout? = nil,
    observe: ((Tensor) -> Void)? = nil
  ) -> Variable {
    let width = inputs.keysValues.value.width - inputs.valueColumn
    let geometry = WindowGeometry(
      examples: inputs.queries.shape[0], queryTokens: inputs.queries.shape[1],
      tokens: inputs.keysValues.shape[1], heads: heads, headWidth: width / heads,
      halfWindow: max(0, halfWindow), scale: 1 / Float(width / heads).squareRoot())
    let needsGradient = inputs.queries.requiresGradient || inputs.keysValues.requiresGradient
    let output = Variable(
      context.uninitialized([geometry.examples, geometry.queryTokens, width]),
      requiresGradient: needsGradient)
    // Column 0 of a mask is the first key that the query sees.
    let mask = mask(
      dropout, rows: geometry.examples * heads * geometry.queryTokens,
      rowsPerExample: heads * geometry.queryTokens, width: geometry.span)
    // [B, heads, Tq, 2]: the largest score, and 1 / Σ exp(score − largest).
    let softmaxStatistics = context.uninitialized([
      geometry.examples, heads, geometry.queryTokens, 2,
    ])
    let probabilities = observe.map { _ in
      context.zeros([geometry.examples, heads, geometry.queryTokens, geometry.tokens])
    }
    let pass = WindowedAttentionPass(
      geometry: geometry, inputs: inputs, softmaxStatistics: softmaxStatistics, mask: mask)
    pass.forward(into: output.value, probabilities: probabilities, context)
    if let observe, let probabilities { observe(probabilities) }

    guard let outputSlot = output.slot else { return output }
    record { [context] in
      guard let gradient = outputSlot.gradient else { return }
      pass.backward(from: output.value, gradient, context)
    }
    return output
  }
}
