/// The queries, keys and values of multi-head attention, and the columns they occupy.
public struct AttentionInputs {
  /// The queries: [examples, query tokens, stride], from column `queryColumn` on.
  public let queries: Variable
  /// The first column of the queries.
  public let queryColumn: Int
  /// The keys and values: [examples, tokens, stride]; the same variable as `queries` if all three are fused.
  public let keysValues: Variable
  /// The first column of the keys.
  public let keyColumn: Int
  /// The first column of the values, which extend to the last column.
  public let valueColumn: Int
  let isFused: Bool

  /// Takes queries, keys and values side by side from one [examples, tokens, 3 · width].
  public init(fused: Variable) {
    queries = fused
    keysValues = fused
    queryColumn = 0
    keyColumn = fused.value.width / 3
    valueColumn = fused.value.width / 3 * 2
    isFused = true
  }

  /// Takes queries [examples, query tokens, width], and keys and values side by side [examples, tokens, 2 · width].
  ///
  /// If there are fewer query tokens than tokens, they are the last ones.
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

  /// Queries of a block; their scores against all keys stay in cache.
  var block: Int { queryTokens <= 128 ? queryTokens : 96 }
  var blocks: Int { (queryTokens + block - 1) / block }
  var width: Int { heads * headWidth }
  /// Whether the exponentials of scores are saved for backward; only short sequences do.
  var savesExponentials: Bool { tokens <= 128 }

  /// Keys of a tile in backward; scores and their gradients stay in cache, on few pages.
  var keyTile: Int { tokens <= 384 ? max(1, tokens) : 256 }

  /// Floats from one row of scores to the next; never a multiple of 4 KB, at which rows would evict each other from cache.
  func scoreStride(keys: Int) -> Int { padded(keys) + 16 }

  /// Rounds a number of keys up to whole vectors.
  @inline(__always)
  func padded(_ keys: Int) -> Int { (keys + 7) / 8 * 8 }

  func queries(ofBlock index: Int) -> Range<Int> {
    index * block..<min(queryTokens, (index + 1) * block)
  }

  /// How many splits a head's queries have, so that few heads keep many threads busy.
  var splits: Int { max(1, blocks / 3) }

  /// The query splits: consecutive blocks, with about the same number of scores in each.
  func querySplits() -> [QuerySplit] {
    let whole = (0..<blocks).reduce(0) { $0 + keys(ofBlock: $1) }
    var result: [QuerySplit] = []
    var (first, sum) = (0, 0)
    for block in 0..<blocks {
      sum += keys(ofBlock: block)
      guard block + 1 == blocks || sum * splits >= whole * (result.count + 1) else { continue }
      result.append(
        QuerySplit(index: result.count, blocks: first..<block + 1, keys: keys(ofBlock: block)))
      first = block + 1
    }
    return result
  }

  /// How many keys the queries of a block see.
  func keys(ofBlock index: Int) -> Int {
    visibleKeys(query: queries(ofBlock: index).upperBound - 1)
  }

  /// Floats of memory for a head's keys, or values, as a B operand; in whole cache lines.
  func sharedSize(tokens: Int, _ context: ComputeContext) -> Int {
    max(
      SharedB.size(k: tokens, columns: headWidth, context.gemmKernels),
      SharedB.size(k: headWidth, columns: tokens, context.gemmKernels))
  }

  /// Floats of memory for a block's scores of this many keys, in whole cache lines.
  func scoreSize(keys: Int) -> Int { (block * scoreStride(keys: keys) + 15) / 16 * 16 }
}

/// A split of a head's queries: the unit of parallel work.
struct QuerySplit {
  let index: Int
  /// Its blocks of queries, at least one.
  let blocks: Range<Int>
  /// How many keys, from the first on, its queries see.
  let keys: Int
}

extension Tape {
  /// Computes multi-head attention softmax(scale · Q Kᵀ + bias) V, computed a block of queries at a time.
  ///
  /// Probabilities of more than 128 tokens are never stored; backward computes them again.
  ///
  /// - Parameters:
  ///   - inputs: queries [B, Tq, …], keys and values [B, T, …].
  ///   - heads: the number of heads that the width is cut into.
  ///   - isCausal: whether a query sees only the tokens up to its own.
  ///   - scale: the factor of the scores; nil for 1 / √(width of a head).
  ///   - bias: [heads, 2 T − 1], added to scores by relative position; see `relativePositionBias`.
  ///   - dropout: applied to the probabilities.
  ///   - observe: called with the probabilities [B, heads, Tq, T] before dropout.
  /// - Returns: [B, Tq, width]
  /// - Complexity: 4 · B · Tq · T · width operations forward and 10 backward (8 for at most 128 tokens); half of that when causal.
  ///   O(T) memory for each thread. Saved for backward are the output and 2 · B · heads · Tq floats, and for at most 128 tokens
  ///   B · heads · Tq · T more.
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
    // [B, heads, Tq, 2]: the largest score, and 1 / Σ exp(score − largest).
    let softmaxStatistics = context.uninitialized([
      geometry.examples, heads, geometry.queryTokens, 2,
    ])
    let probabilities = observe.map { _ in
      context.zeros([geometry.examples, heads, geometry.queryTokens, geometry.tokens])
    }
    // [B, heads, Tq, T in whole vectors], saved for backward.
    let exponentials =
      needsGradient && geometry.savesExponentials
      ? context.uninitialized([
        geometry.examples, heads, geometry.queryTokens, geometry.padded(geometry.tokens),
      ]) : nil
    let pass = AttentionPass(
      geometry: geometry, splits: geometry.querySplits(), inputs: inputs,
      softmaxStatistics: softmaxStatistics,
      exponentials: exponentials, mask: mask,
      bias: bias.map { AttentionBias(values: $0, geometry: geometry, kernels: context.kernels) })
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
