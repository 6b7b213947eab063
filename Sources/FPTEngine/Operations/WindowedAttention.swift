/// The extents of an attention in which a token sees its neighbours only, and the arithmetic of its tiles.
struct WindowGeometry {
  let examples: Int
  let queryTokens: Int
  let tokens: Int
  let heads: Int
  let headWidth: Int
  /// How many tokens on either side a query sees.
  let reach: Int
  let scale: Float

  var width: Int { heads * headWidth }
  /// Queries that are worked on at a time: few beside a wide window, so that little is computed that no query sees.
  var block: Int { max(1, min(queryTokens, max(16, min(128, reach)))) }
  var blocks: Int { (queryTokens + block - 1) / block }
  /// Keys of a query at most.
  var span: Int { min(tokens, 2 * reach + 1) }
  /// Floats from one row of scores to the next: a block's keys, and room for whole vectors behind any of them.
  var scoreStride: Int { (min(tokens, block + 2 * reach) + 7) / 8 * 8 + 8 }
  /// Floats of memory for a block's scores, in whole cache lines.
  var scoreSize: Int { (block * scoreStride + 15) / 16 * 16 }

  func queries(ofBlock index: Int) -> Range<Int> {
    index * block..<min(queryTokens, (index + 1) * block)
  }

  /// The keys that a query sees.
  @inline(__always)
  func keys(ofQuery query: Int) -> Range<Int> {
    let position = tokens - queryTokens + query
    return max(0, position - reach)..<min(tokens, position + reach + 1)
  }

  /// The keys that any of a block's queries sees.
  func keys(of queries: Range<Int>) -> Range<Int> {
    keys(ofQuery: queries.lowerBound).lowerBound..<keys(ofQuery: queries.upperBound - 1).upperBound
  }
}

extension Tape {
  /// Multi-head attention in which every token sees only those at most `reach` away (Beltagy et al. 2020): time and memory
  /// grow with T · reach, and no T × T matrix is made.
  ///
  /// - Parameters:
  ///   - inputs: queries [B, Tq, …], keys and values [B, T, …]; the queries are the last Tq tokens.
  ///   - heads: how many heads the width is cut into.
  ///   - reach: tokens on either side of a query that it sees; half of Longformer's window.
  ///   - dropout: on the probabilities.
  ///   - observe: given all probabilities [B, heads, Tq, T], zero outside the window, if anyone asks for them.
  /// - Returns: [B, Tq, width]
  /// - Complexity: 4 · B · Tq · (2 · reach + block) · width operations forward, 10 backward.
  public func windowedAttention(
    _ inputs: AttentionInputs, heads: Int, reach: Int, dropout: Dropout? = nil,
    observe: ((Tensor) -> Void)? = nil
  ) -> Variable {
    let width = inputs.keysValues.value.width - inputs.valueColumn
    let geometry = WindowGeometry(
      examples: inputs.queries.shape[0], queryTokens: inputs.queries.shape[1],
      tokens: inputs.keysValues.shape[1], heads: heads, headWidth: width / heads,
      reach: max(0, reach), scale: 1 / Float(width / heads).squareRoot())
    let needsGradient = inputs.queries.requiresGradient || inputs.keysValues.requiresGradient
    let output = Variable(
      context.uninitialized([geometry.examples, geometry.queryTokens, width]),
      requiresGradient: needsGradient)
    // A mask's columns are counted from the first key that the query sees.
    let mask = mask(
      dropout, rows: geometry.examples * heads * geometry.queryTokens,
      rowsPerExample: heads * geometry.queryTokens, width: geometry.span)
    // [B, heads, Tq, 2]: the largest score and the inverse of the sum of exponentials.
    let normalizers = context.uninitialized([geometry.examples, heads, geometry.queryTokens, 2])
    let probabilities = observe.map { _ in
      context.zeros([geometry.examples, heads, geometry.queryTokens, geometry.tokens])
    }
    let pass = WindowedAttentionPass(
      geometry: geometry, inputs: inputs, normalizers: normalizers, mask: mask)
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
