/// Where queries, keys and values of multi-head attention lie.
public struct AttentionInputs {
  /// [examples, query tokens, stride] with the queries from column `queryColumn` on.
  public let queries: Variable
  /// The first column of the queries.
  public let queryColumn: Int
  /// [examples, tokens, stride] with keys and values; the same variable as `queries` where all three are fused.
  public let keysValues: Variable
  /// The first column of the keys.
  public let keyColumn: Int
  /// The first column of the values, which reach to the last.
  public let valueColumn: Int
  let isFused: Bool

  /// Queries, keys and values side by side in one [examples, tokens, 3 · width].
  public init(fused: Variable) {
    queries = fused
    keysValues = fused
    queryColumn = 0
    keyColumn = fused.value.width / 3
    valueColumn = fused.value.width / 3 * 2
    isFused = true
  }

  /// Queries [examples, query tokens, width]; keys and values side by side [examples, tokens, 2 · width].
  ///
  /// Fewer query tokens than tokens means the last ones.
  public init(queries: Variable, keysValues: Variable) {
    precondition(
      2 * queries.value.width == keysValues.value.width, "keys and values as wide as the queries")
    self.queries = queries
    self.keysValues = keysValues
    isFused = false
    queryColumn = 0
    keyColumn = 0
    valueColumn = keysValues.value.width / 2
  }
}

/// The extents of one attention and the arithmetic of its tiles.
struct AttentionGeometry {
  let examples: Int
  let queryTokens: Int
  let tokens: Int
  let heads: Int
  let headWidth: Int
  let isCausal: Bool
  let scale: Float

  /// Queries that are worked on at a time: their scores against all keys stay in cache.
  var block: Int { queryTokens <= 128 ? queryTokens : 96 }
  var blocks: Int { (queryTokens + block - 1) / block }
  var width: Int { heads * headWidth }
  /// Whether the exponentials of scores are kept for the way back: only where sequences are short.
  var keepsExponentials: Bool { tokens <= 128 }

  /// Keys that are worked on at a time on the way back: scores and their gradients stay in cache, on few pages.
  var keyTile: Int { tokens <= 384 ? max(1, tokens) : 256 }

  /// Floats from one row of scores to the next; never a multiple of 4 KB, at which columns would crowd each other out of cache.
  func scoreStride(keys: Int) -> Int { padded(keys) + 16 }

  /// Keys rounded up to whole vectors.
  @inline(__always)
  func padded(_ keys: Int) -> Int { (keys + 7) / 8 * 8 }

  func queries(ofBlock index: Int) -> Range<Int> {
    index * block..<min(queryTokens, (index + 1) * block)
  }

  /// Pieces that a head's blocks are cut into, so that few heads keep many threads busy.
  var parts: Int { max(1, blocks / 3) }

  /// The parts: consecutive blocks, with about as many scores in each.
  func queryParts() -> [QueryPart] {
    let whole = (0..<blocks).reduce(0) { $0 + keys(ofBlock: $1) }
    var result: [QueryPart] = []
    var (first, sum) = (0, 0)
    for block in 0..<blocks {
      sum += keys(ofBlock: block)
      guard block + 1 == blocks || sum * parts >= whole * (result.count + 1) else { continue }
      result.append(
        QueryPart(index: result.count, blocks: first..<block + 1, keys: keys(ofBlock: block)))
      first = block + 1
    }
    return result
  }

  /// How many keys the queries of a block see.
  func keys(ofBlock index: Int) -> Int {
    visibleKeys(query: queries(ofBlock: index).upperBound - 1)
  }

  /// How many keys a query sees.
  @inline(__always)
  func visibleKeys(query: Int) -> Int {
    isCausal ? tokens - queryTokens + query + 1 : tokens
  }

  /// Floats of memory for a head's keys, or values, as a right factor; in whole cache lines.
  func factorSize(tokens: Int, _ context: ComputeContext) -> Int {
    max(
      SharedFactor.size(inner: tokens, columns: headWidth, context.kernels),
      SharedFactor.size(inner: headWidth, columns: tokens, context.kernels))
  }

  /// Floats of memory for a block's scores of so many keys, in whole cache lines.
  func scoreSize(keys: Int) -> Int { (block * scoreStride(keys: keys) + 15) / 16 * 16 }
}

/// Some of a head's queries.
struct QueryPart {
  let index: Int
  /// The blocks of queries that it has, at least one.
  let blocks: Range<Int>
  /// Keys, from the first on, that its queries see.
  let keys: Int
}

extension Tape {
  /// Multi-head attention softmax(scale · Q Kᵀ + bias) V, a tile of queries at a time. Probabilities of more than 128 tokens are
  /// never stored, and computed again on the way back.
  ///
  /// - Parameters:
  ///   - inputs: queries [B, Tq, …], keys and values [B, T, …].
  ///   - heads: how many heads the width is cut into.
  ///   - isCausal: query i of the last Tq tokens sees the tokens up to its own.
  ///   - scale: what scores are multiplied by; nil for 1 / √(width of a head).
  ///   - bias: [heads, 2 T − 1], what is added to scores by relative position; see `relativePositionBias`.
  ///   - dropout: on the probabilities.
  ///   - observe: given the probabilities [B, heads, Tq, T] before dropout, if anyone asks for them.
  /// - Returns: [B, Tq, width]
  /// - Complexity: 4 · B · Tq · T · width operations forward, 10 backward, half of both when causal, 8 backward for at most 128 tokens;
  ///   O(T) memory a thread, and for the way back the output and 2 · B · heads · Tq floats, for at most 128 tokens T times as many.
  public func attention(
    _ inputs: AttentionInputs, heads: Int, isCausal: Bool, scale: Float? = nil,
    bias: Variable? = nil, dropout: Dropout? = nil, observe: ((Tensor) -> Void)? = nil
  ) -> Variable {
    let width = inputs.keysValues.value.width - inputs.valueColumn
    let geometry = AttentionGeometry(
      examples: inputs.queries.shape[0], queryTokens: inputs.queries.shape[1],
      tokens: inputs.keysValues.shape[1], heads: heads, headWidth: width / heads,
      isCausal: isCausal, scale: scale ?? 1 / Float(width / heads).squareRoot())
    let needsGradient =
      inputs.queries.requiresGradient || inputs.keysValues.requiresGradient
      || bias?.requiresGradient == true
    let output = Variable(
      context.uninitialized([geometry.examples, geometry.queryTokens, width]),
      requiresGradient: needsGradient)
    let mask = mask(
      dropout, rows: geometry.examples * heads * geometry.queryTokens,
      rowsPerExample: heads * geometry.queryTokens, width: geometry.tokens)
    // [B, heads, Tq, 2]: the largest score and the inverse of the sum of exponentials.
    let normalizers = context.uninitialized([geometry.examples, heads, geometry.queryTokens, 2])
    let probabilities = observe.map { _ in
      context.zeros([geometry.examples, heads, geometry.queryTokens, geometry.tokens])
    }
    // [B, heads, Tq, T in whole vectors], if they are wanted again.
    let exponentials =
      needsGradient && geometry.keepsExponentials
      ? context.uninitialized([
        geometry.examples, heads, geometry.queryTokens, geometry.padded(geometry.tokens),
      ]) : nil
    let pass = AttentionPass(
      geometry: geometry, parts: geometry.queryParts(), inputs: inputs, normalizers: normalizers,
      exponentials: exponentials, mask: mask,
      bias: bias.map { AttentionBias(values: $0, geometry: geometry) })
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
