import CVectorKernels

/// A block of queries meets a tile of keys at a time: what is computed of both stays in cache. The sum that a softmax's gradient takes
/// over all keys is known before the first of them, Σ p dp = y · dy (Dao et al. 2022, appendix B.4), and holds with dropout too.
extension AttentionPass {
  /// - Parameter output: y, of the forward pass.
  func backward(from output: Tensor, _ gradient: Tensor, _ context: ComputeContext) {
    let g = geometry
    let operations = exponentials == nil ? 10 : 8
    context.productOperations += operations * g.examples * g.queryTokens * g.tokens * g.width
    let gradients = Gradients(output: gradient, inputs, g, biases: bias?.gathered(context), context)
    let scoreSize = g.scoreSize(keys: g.keyTile)
    let meanSize = (g.block + 15) / 16 * 16
    let scratch =
      2 * scoreSize + meanSize + 3 * g.factorSize(tokens: g.tokens, context)
      + 2 * g.factorSize(tokens: g.block, context)
    forEachPart(context, scratch: scratch) { unit, part, p in
      let place = HeadPlace(unit: unit, part: part, geometry: g, inputs: inputs)
      let means = p + 2 * scoreSize
      var memory = means + meanSize
      let keys = KeyFactors(
        keysTransposed: exponentials == nil
          ? place.shared(place.keys, isTransposed: true, g, context, &memory) : nil,
        valuesTransposed: place.shared(place.values, isTransposed: true, g, context, &memory),
        keys: place.shared(place.keys, isTransposed: false, g, context, &memory))
      // From the last block, which sees all of the part's keys: it writes what the others add to.
      for index in part.blocks.reversed() {
        let queries = g.queries(ofBlock: index)
        let y = place.output(output, query: queries.lowerBound)
        let dy = place.output(gradient, query: queries.lowerBound)
        for row in 0..<queries.count {
          means[row] = fpt_dot(y + row * g.width, dy + row * g.width, g.headWidth)
        }
        var blockMemory = memory
        let block = QueryBlock(
          queries: queries, part: part.index, isFirst: index == part.blocks.upperBound - 1,
          asked: place.queryFactor(from: queries.lowerBound),
          slopes: MatrixFactor(dy, stride: g.width), means: means, p: p, dp: p + scoreSize,
          geometry: g, context, memory: &blockMemory)
        let visible = g.keys(ofBlock: index)
        for first in stride(from: 0, to: visible, by: g.keyTile) {
          backward(
            block, first..<min(visible, first + g.keyTile), keys, place, unit: unit, into: gradients
          )
        }
      }
    }
    gradients.sum(over: parts, g, context)
    if let biases = gradients.biases { bias?.finish(biases, context) }
    inputs.keysValues.slot?.adopt(gradients.keysValues.tensor, in: context)
    if !inputs.isFused { inputs.queries.slot?.adopt(gradients.queries, in: context) }
  }

  /// A block of queries and a tile of keys: dV += P̃ᵀ dy, dQ += dS K, dK += dSᵀ Q.
  private func backward(
    _ block: QueryBlock, _ tile: Range<Int>, _ factors: KeyFactors, _ place: HeadPlace, unit: Int,
    into gradients: Gradients
  ) {
    let g = geometry
    let queries = block.queries
    let stride = g.scoreStride(keys: g.keyTile)
    let head = 0..<g.headWidth
    let keyGradients = gradients.keysValues(ofPart: block.part)
    let seen = g.isCausal ? g.visibleKeys(query: queries.lowerBound) - tile.lowerBound : nil
    let columns = seen.map { CausalCut.columns(seenByFirst: $0) }
    factors.keysTransposed?.multiply(
      rows: queries.count, columns: tile, inner: head, left: block.asked,
      into: MatrixTarget(block.p, stride: stride), alpha: g.scale, cut: columns)
    factors.valuesTransposed.multiply(
      rows: queries.count, columns: tile, inner: head, left: block.slopes,
      into: MatrixTarget(block.dp, stride: stride), cut: columns)
    for row in 0..<queries.count {
      scoreGradient(
        block.p + row * stride, block.dp + row * stride, mean: block.means[row], tile, unit: unit,
        query: queries.lowerBound + row, part: block.part, into: gradients.biases)
    }
    let earlier = seen.map { CausalCut.earlierTerms(seenByFirst: $0) }
    func add(
      _ scores: UnsafeMutablePointer<Float>, times factor: SharedFactor, toColumn column: Int
    ) {
      let target = place.gradient(
        keyGradients.tensor, column, token: tile.lowerBound, tokens: g.tokens)
      factor.multiply(
        rows: tile.count, columns: head, inner: 0..<queries.count,
        left: MatrixFactor(scores, stride: stride, isTransposed: true),
        into: MatrixTarget(
          target, stride: keyGradients.tensor.width, accumulates: !block.isFirst), cut: earlier)
    }
    add(block.p, times: block.slopesShared, toColumn: keyGradients.valueColumn)
    add(block.dp, times: block.askedShared, toColumn: keyGradients.keyColumn)
    factors.keys.multiply(
      rows: queries.count, columns: head, inner: tile,
      left: MatrixFactor(block.dp, stride: stride),
      into: MatrixTarget(
        place.gradient(
          gradients.queries, inputs.queryColumn, token: queries.lowerBound, tokens: g.queryTokens),
        stride: place.queryStride, accumulates: tile.lowerBound > 0),
      cut: seen.map { .laterTerms(seenByFirst: $0) })
  }

  /// From scores and d(dropped probabilities) of a query to dropped probabilities (in `p`) and scaled d(scores) (in `dp`).
  @inline(__always)
  private func scoreGradient(
    _ p: UnsafeMutablePointer<Float>, _ dp: UnsafeMutablePointer<Float>, mean: Float,
    _ tile: Range<Int>, unit: Int, query: Int, part: Int, into biases: Tensor?
  ) {
    let g = geometry
    let row = unit * g.queryTokens + query
    if exponentials == nil { bias?.add(to: p, unit: unit, query: query, keys: tile) }
    fpt_score_gradient(
      p, dp, exponentials.map { UnsafePointer($0.pointer + row * $0.width + tile.lowerBound) },
      max(0, min(tile.count, g.visibleKeys(query: query) - tile.lowerBound)),
      g.padded(tile.count), normalizers.pointer + 2 * row,
      mask.map { UnsafePointer($0[row].bytes + tile.lowerBound / 8) }, mask?.scale ?? 1, mean,
      g.scale)
    if let biases {
      bias?.gather(dp, unit: unit, query: query, part: part, keys: tile, into: biases)
    }
  }
}

/// The gradient that comes down, and where those of the inputs are written.
private struct Gradients {
  /// Where gradients of keys and values stand side by side.
  struct KeysValues {
    /// [examples, tokens, …]
    let tensor: Tensor
    let keyColumn: Int
    let valueColumn: Int
  }

  let output: Tensor
  /// Of the last part of the queries, and in the end of all.
  let keysValues: KeysValues
  /// Of each of the other parts.
  private let earlier: [KeysValues]
  let queries: Tensor
  /// Of relative positions, for each part of each head of each example; nil where they are not trained.
  let biases: Tensor?

  init(
    output: Tensor, _ inputs: AttentionInputs, _ g: AttentionGeometry, biases: Tensor?,
    _ context: ComputeContext
  ) {
    self.output = output
    self.biases = biases
    keysValues = KeysValues(
      tensor: context.uninitialized(inputs.keysValues.shape), keyColumn: inputs.keyColumn,
      valueColumn: inputs.valueColumn)
    queries =
      inputs.isFused ? keysValues.tensor : context.uninitialized(inputs.queries.shape)
    earlier = (1..<g.parts).map { _ in
      KeysValues(
        tensor: context.uninitialized([g.examples, g.tokens, 2 * g.width]), keyColumn: 0,
        valueColumn: g.width)
    }
  }

  func keysValues(ofPart part: Int) -> KeysValues {
    part < earlier.count ? earlier[part] : keysValues
  }

  /// Adds the other parts' gradients of the keys and values that they see to the last part's.
  func sum(over parts: [QueryPart], _ g: AttentionGeometry, _ context: ComputeContext) {
    guard !earlier.isEmpty else { return }
    let sum = keysValues.tensor
    context.parallel(chunks: g.examples * g.tokens, of: 64) { rows in
      for row in rows {
        for (part, gradient) in zip(parts, earlier) where row % g.tokens < part.keys {
          addInPlace(
            sum.pointer + row * sum.width + keysValues.keyColumn,
            gradient.tensor.pointer + row * 2 * g.width, 2 * g.width)
        }
      }
    }
  }
}

/// A head's keys and values as right factors.
private struct KeyFactors {
  /// Where scores are computed again.
  let keysTransposed: SharedFactor?
  let valuesTransposed: SharedFactor
  let keys: SharedFactor
}

/// Some queries of a head and what is computed with them.
private struct QueryBlock {
  let queries: Range<Int>
  let part: Int
  /// Whether nothing has been added to the gradients of keys and values yet.
  let isFirst: Bool
  /// The queries and the gradients of their outputs, as left factors and as right ones.
  let asked: MatrixFactor
  let slopes: MatrixFactor
  let askedShared: SharedFactor
  let slopesShared: SharedFactor
  /// y · dy of each query.
  let means: UnsafeMutablePointer<Float>
  /// Memory for scores and their gradients.
  let p: UnsafeMutablePointer<Float>
  let dp: UnsafeMutablePointer<Float>

  init(
    queries: Range<Int>, part: Int, isFirst: Bool, asked: MatrixFactor, slopes: MatrixFactor,
    means: UnsafeMutablePointer<Float>, p: UnsafeMutablePointer<Float>,
    dp: UnsafeMutablePointer<Float>, geometry: AttentionGeometry, _ context: ComputeContext,
    memory: inout UnsafeMutablePointer<Float>
  ) {
    self.queries = queries
    self.part = part
    self.isFirst = isFirst
    self.asked = asked
    self.slopes = slopes
    self.means = means
    self.p = p
    self.dp = dp
    func shared(_ factor: MatrixFactor) -> SharedFactor {
      SharedFactor(
        factor, inner: queries.count, columns: geometry.headWidth, context.kernels,
        memory: &memory)
    }
    slopesShared = shared(slopes)
    askedShared = shared(asked)
  }
}
