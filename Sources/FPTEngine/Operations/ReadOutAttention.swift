/// The extents of an attention of each example's last token.
struct ReadOutGeometry {
  let examples: Int
  let tokens: Int
  /// Numbers of a token, before any projection.
  let inputs: Int
  let heads: Int
  let headWidth: Int
  let scale: Float

  var width: Int { heads * headWidth }
  /// Rows of what has one for each head of each example.
  var rows: Int { examples * heads }
  /// Keys rounded up to whole vectors.
  var padded: Int { (tokens + 7) / 8 * 8 }
  /// Floats from one row of scores to the next.
  var scoreStride: Int { padded + 8 }
  /// Floats of memory for so many rows of scores, in whole cache lines.
  func scoreSize(rows: Int) -> Int { (rows * scoreStride + 15) / 16 * 16 }

  /// Of two matrices with a row for each head.
  func range(ofHead head: Int) -> Range<Int> { head * headWidth..<(head + 1) * headWidth }
}

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
    let geometry = ReadOutGeometry(
      examples: x.shape[0], tokens: x.shape[1], inputs: x.value.width, heads: heads,
      headWidth: width / heads, scale: scale ?? 1 / Float(width / heads).squareRoot())
    precondition(queries.value.rows == geometry.examples, "one query for each example")
    let mask = mask(
      dropout, rows: geometry.rows, rowsPerExample: heads, width: geometry.tokens)
    let pass = ReadOutPass(
      geometry: geometry, queries: queries, x: x, keys: keys, values: values, mask: mask,
      bias: bias.map { AttentionBias(values: $0, geometry: geometry.asAttention) }, context)
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

extension ReadOutGeometry {
  fileprivate var asAttention: AttentionGeometry {
    AttentionGeometry(
      examples: examples, queryTokens: 1, tokens: tokens, heads: heads, headWidth: headWidth,
      isCausal: false, scale: scale)
  }
}
