/// The extents of one attention and the arithmetic of its tiles.
struct AttentionGeometry {
  let examples: Int
  /// Queries of a head.
  let queryTokens: Int
  let tokens: Int
  let modelHeads: AttentionHeads
  /// The heads that loops run over.
  let heads: AttentionHeads
  /// Whether the heads of a group count as queries of one head: they are the rows of a GEMM where only the last token attends.
  let isFolded: Bool
  let visibility: Visibility
  let scale: Float
  /// The most keys that a query sees.
  let span: Int
  /// Columns of a query's row in dropout masks and saved exponentials: keys counted from `origin(ofKeys:)`.
  let rowWidth: Int
  /// Keys of the widest block.
  private(set) var widestBand = 0

  init(examples: Int, queryTokens: Int, tokens: Int, _ attention: Attention) {
    precondition(attention.visibility.isValid, "a window or prefix that is possible")
    precondition(queryTokens <= tokens, "queries that are the last tokens")
    self.examples = examples
    self.tokens = tokens
    modelHeads = attention.heads
    isFolded = queryTokens == 1 && attention.heads.group > 1
    self.queryTokens = isFolded ? attention.heads.group : queryTokens
    heads =
      isFolded
      ? AttentionHeads(attention.heads.keyValueCount, width: attention.heads.width)
      : attention.heads
    visibility = attention.visibility
    scale = attention.scale ?? 1 / Float(attention.heads.width).squareRoot()
    var (span, rowWidth) = (0, 0)
    for position in (isFolded ? tokens - 1 : tokens - queryTokens)..<tokens {
      let keys = visibility.keys(ofPosition: position, tokens: tokens)
      span = max(span, keys.count)
      rowWidth = max(rowWidth, keys.upperBound - (keys.lowerBound & ~7))
    }
    self.span = span
    self.rowWidth = rowWidth
    widestBand = (0..<blocks).reduce(0) { max($0, keys(ofQueries: queries(ofBlock: $1)).count) }
  }

  /// Multiplications of all scores; a causal attention counts as if every query saw as much as the last.
  var operations: Int { examples * queryTokens * span * heads.queryWidth }
  /// Queries of a block: few where a query sees few keys, so that the block's band is not much wider.
  var block: Int { min(queryTokens <= 128 ? queryTokens : 96, max(16, span)) }
  var blocks: Int { (queryTokens + block - 1) / max(1, block) }
  /// Floats of a query's row of saved exponentials.
  var savedWidth: Int { padded(rowWidth) }
  /// Whether the exponentials of scores are saved for backward: those of few queries or few keys.
  var savesExponentials: Bool { isFolded || tokens <= 128 }
  /// Keys of a tile in backward, a multiple of 16 if there are several; scores and their gradients stay in cache, on few pages.
  var keyTile: Int { widestBand <= 384 ? max(1, widestBand) : 256 }

  /// Floats from one row of scores to the next; never a multiple of 4 KB, at which rows would evict each other from cache.
  func scoreStride(keys: Int) -> Int { padded(keys) + 16 }
  /// Floats of memory for a block's scores of this many keys, in whole cache lines.
  func scoreSize(keys: Int) -> Int { (block * scoreStride(keys: keys) + 15) / 16 * 16 }
  /// Rounds a number of keys up to whole vectors.
  @inline(__always)
  func padded(_ keys: Int) -> Int { (keys + 7) & ~7 }

  func queries(ofBlock index: Int) -> Range<Int> {
    index * block..<min(queryTokens, (index + 1) * block)
  }

  @inline(__always)
  func position(ofQuery query: Int) -> Int {
    isFolded ? tokens - 1 : tokens - queryTokens + query
  }

  /// The head of the model that a query of a head belongs to.
  @inline(__always)
  func modelHead(_ head: Int, query: Int) -> Int { isFolded ? head * queryTokens + query : head }

  /// The first column of a head's queries.
  @inline(__always)
  func queryColumn(_ head: Int) -> Int { head * heads.width * (isFolded ? queryTokens : 1) }

  /// Queries, or what lies as they do.
  func queryRows(_ tensor: Tensor) -> HeadRows {
    HeadRows(tensor, stride: isFolded ? heads.width : tensor.width)
  }

  @inline(__always)
  func keys(ofQuery query: Int) -> Range<Int> {
    visibility.keys(ofPosition: position(ofQuery: query), tokens: tokens)
  }

  /// The band of a block: the keys that any of its queries sees, from a multiple of 16 on, where panels of a packed B begin.
  func keys(ofQueries queries: Range<Int>) -> Range<Int> {
    keys(ofQuery: queries.lowerBound).lowerBound / 16
      * 16..<keys(ofQuery: queries.upperBound - 1).upperBound
  }

  /// The key of column 0 in the row of masks and saved exponentials of a query that sees these keys.
  ///
  /// It is a multiple of 8, so that tiles of keys are whole bytes.
  @inline(__always)
  func origin(ofKeys keys: Range<Int>) -> Int { keys.lowerBound & ~7 }

  /// What a block's queries see of the keys from `firstKey` on; nil where there is nothing worth skipping.
  func seen(by queries: Range<Int>, from firstKey: Int) -> VisibleBand? {
    if visibility == .all || isFolded || keys(ofQueries: queries).count <= PackedB.panelWidth {
      return nil
    }
    return VisibleBand(
      visibility: visibility, tokens: tokens,
      firstPosition: position(ofQuery: queries.lowerBound), firstKey: firstKey)
  }

  /// Floats of memory for a head's keys or values of this many tokens, or rows of queries, as a B operand.
  func sharedSize(tokens: Int, _ kernels: GEMMKernels) -> Int {
    max(
      SharedB.size(k: tokens, columns: heads.width, kernels),
      SharedB.size(k: heads.width, columns: tokens, kernels))
  }

  /// The query splits, about a third as many as blocks: consecutive blocks, with about the same number of scores in each.
  func querySplits() -> [QuerySplit] {
    let splits = max(1, min(8, blocks / 3))
    let counts = (0..<blocks).map { keys(ofQueries: queries(ofBlock: $0)).count }
    let whole = counts.reduce(0, +)
    var result: [QuerySplit] = []
    var (first, sum) = (0, 0)
    for block in 0..<blocks {
      sum += counts[block]
      guard block + 1 == blocks || sum * splits >= whole * (result.count + 1) else { continue }
      let queries = queries(ofBlock: first).lowerBound..<queries(ofBlock: block).upperBound
      result.append(
        QuerySplit(index: result.count, blocks: first..<block + 1, keys: keys(ofQueries: queries)))
      first = block + 1
    }
    return result
  }
}

/// A split of the queries: with a key-value head of an example, the unit of parallel work.
struct QuerySplit {
  let index: Int
  /// Its blocks of queries, at least one.
  let blocks: Range<Int>
  /// The keys that its queries see, from a multiple of 16 on.
  let keys: Range<Int>
}

/// A tensor [examples, tokens, width] from a column on, as loops over heads address it.
struct HeadRows {
  private let start: UnsafeMutablePointer<Float>
  private let exampleStride: Int
  /// Floats from a row to the next.
  let stride: Int

  /// - Parameters:
  ///   - tensor: must outlive the rows.
  ///   - column: the column of head 0.
  ///   - firstToken: the token that row 0 of each example belongs to.
  ///   - stride: floats from a row to the next; nil for the tensor's width.
  init(_ tensor: Tensor, column: Int = 0, firstToken: Int = 0, stride: Int? = nil) {
    self.stride = stride ?? tensor.width
    exampleStride = tensor.shape[1] * tensor.width
    start = tensor.pointer + column - firstToken * self.stride
  }

  /// The first float of a head of a token.
  @inline(__always)
  func at(_ example: Int, token: Int, column: Int) -> UnsafeMutablePointer<Float> {
    start + (example * exampleStride + token * stride + column)
  }

  /// A head from a token on, as the operand of a GEMM.
  @inline(__always)
  func operand(
    _ example: Int, token: Int, column: Int, isTransposed: Bool = false
  ) -> MatrixOperand {
    MatrixOperand(
      at(example, token: token, column: column), stride: stride, isTransposed: isTransposed)
  }
}
