import CVectorKernels

/// One attention on its way forward and back.
///
/// The unit of parallel work is a head of an example: it owns its rows of the output and of every gradient, so no two units
/// write to the same place and every sum has one order.
struct AttentionPass {
  let geometry: AttentionGeometry
  let inputs: AttentionInputs
  let normalizers: Tensor
  let mask: DropoutMask?
  let bias: AttentionBias?

  private var units: Int { geometry.examples * geometry.heads }

  func forward(into output: Tensor, probabilities: Tensor?, _ context: ComputeContext) {
    let g = geometry
    context.productOperations += 4 * g.examples * g.queryTokens * g.tokens * g.width
    let scratch = g.scoreSize + 2 * g.factorSize(tokens: g.tokens, context)
    context.parallel(units, scratch: scratch) { unit, scores in
      let place = HeadPlace(unit: unit, geometry: g, inputs: inputs)
      var memory = scores + g.scoreSize
      let factors = (
        keys: place.shared(place.keys, isTransposed: true, g, context, &memory),
        values: place.shared(place.values, isTransposed: false, g, context, &memory)
      )
      for index in 0..<g.blocks {
        let queries = g.queries(ofBlock: index)
        let keys = g.visibleKeys(query: queries.upperBound - 1)
        let seen = g.isCausal ? g.visibleKeys(query: queries.lowerBound) : nil
        factors.keys.multiply(
          rows: queries.count, columns: keys, inner: g.headWidth,
          left: place.queryFactor(from: queries.lowerBound),
          into: MatrixTarget(scores, stride: g.scoreStride), alpha: g.scale,
          cut: seen.map { .columns(seenByFirst: $0) })
        for query in queries {
          let row = scores + (query - queries.lowerBound) * g.scoreStride
          let visible = g.visibleKeys(query: query)
          bias?.add(to: row, unit: unit, query: query)
          let normalizer = normalizers.pointer + 2 * (unit * g.queryTokens + query)
          fpt_softmax(row, visible, g.padded(keys), normalizer)
          if let probabilities {
            let target = probabilities.pointer + (unit * g.queryTokens + query) * g.tokens
            target.update(from: row, count: keys)
            (target + keys).update(repeating: 0, count: g.tokens - keys)
          }
          if let mask {
            let maskRow = unit * g.queryTokens + query
            mask.draw(row: maskRow, from: 0, to: visible)
            mask[maskRow].apply(from: row, to: row, width: visible)
          }
        }
        factors.values.multiply(
          rows: queries.count, columns: g.headWidth, inner: keys,
          left: MatrixFactor(scores, stride: g.scoreStride),
          into: MatrixTarget(place.output(output, query: queries.lowerBound), stride: g.width),
          cut: seen.map { .laterTerms(seenByFirst: $0) })
      }
    }
  }

  func backward(_ gradient: Tensor, _ context: ComputeContext) {
    let g = geometry
    context.productOperations += 10 * g.examples * g.queryTokens * g.tokens * g.width
    let keyGradients = context.uninitialized(inputs.keysValues.shape)
    let queryGradients =
      inputs.isFused ? keyGradients : context.uninitialized(inputs.queries.shape)
    let biasGradients = bias?.gathered(context)
    let scratch =
      2 * g.scoreSize + 3 * g.factorSize(tokens: g.tokens, context)
      + 2 * g.factorSize(tokens: g.block, context)
    context.parallel(units, scratch: scratch) { unit, p in
      let place = HeadPlace(unit: unit, geometry: g, inputs: inputs)
      let dp = p + g.scoreSize
      var blockMemory = dp + g.scoreSize
      let factors = (
        keysTransposed: place.shared(place.keys, isTransposed: true, g, context, &blockMemory),
        valuesTransposed: place.shared(place.values, isTransposed: true, g, context, &blockMemory),
        keys: place.shared(place.keys, isTransposed: false, g, context, &blockMemory)
      )
      var accumulates = false
      // From the last block, which sees every key: it writes what the others add to.
      for index in (0..<g.blocks).reversed() {
        let queries = g.queries(ofBlock: index)
        let keys = g.visibleKeys(query: queries.upperBound - 1)
        let seen = g.isCausal ? g.visibleKeys(query: queries.lowerBound) : nil
        let dy = MatrixFactor(place.output(gradient, query: queries.lowerBound), stride: g.width)
        let q = place.queryFactor(from: queries.lowerBound)
        factors.keysTransposed.multiply(
          rows: queries.count, columns: keys, inner: g.headWidth, left: q,
          into: MatrixTarget(p, stride: g.scoreStride), alpha: g.scale,
          cut: seen.map { .columns(seenByFirst: $0) })
        factors.valuesTransposed.multiply(
          rows: queries.count, columns: keys, inner: g.headWidth, left: dy,
          into: MatrixTarget(dp, stride: g.scoreStride),
          cut: seen.map { .columns(seenByFirst: $0) })
        for query in queries {
          let offset = (query - queries.lowerBound) * g.scoreStride
          bias?.add(to: p + offset, unit: unit, query: query)
          let row = unit * g.queryTokens + query
          fpt_score_gradient(
            p + offset, dp + offset, g.visibleKeys(query: query), g.padded(keys),
            normalizers.pointer + 2 * row, mask.map { UnsafePointer($0[row].bytes) },
            mask?.scale ?? 1, g.scale)
          if let biasGradients {
            bias?.gather(dp + offset, unit: unit, query: query, into: biasGradients)
          }
        }
        // dV += P̃ᵀ dy, dQ = dS K, dK += dSᵀ Q
        var memory = blockMemory
        let slopes = SharedFactor(
          dy, inner: queries.count, columns: g.headWidth, context.kernels,
          memory: &memory)
        let asked = SharedFactor(
          q, inner: queries.count, columns: g.headWidth, context.kernels,
          memory: &memory)
        let earlier = seen.map { CausalCut.earlierTerms(seenByFirst: $0) }
        slopes.multiply(
          rows: keys, columns: g.headWidth, inner: queries.count,
          left: MatrixFactor(p, stride: g.scoreStride, isTransposed: true),
          into: MatrixTarget(
            place.gradient(keyGradients, inputs.valueColumn, token: 0, tokens: g.tokens),
            stride: place.keyStride, accumulates: accumulates), cut: earlier)
        factors.keys.multiply(
          rows: queries.count, columns: g.headWidth, inner: keys,
          left: MatrixFactor(dp, stride: g.scoreStride),
          into: MatrixTarget(
            place.gradient(
              queryGradients, inputs.queryColumn, token: queries.lowerBound,
              tokens: g.queryTokens), stride: place.queryStride),
          cut: seen.map { .laterTerms(seenByFirst: $0) })
        asked.multiply(
          rows: keys, columns: g.headWidth, inner: queries.count,
          left: MatrixFactor(dp, stride: g.scoreStride, isTransposed: true),
          into: MatrixTarget(
            place.gradient(keyGradients, inputs.keyColumn, token: 0, tokens: g.tokens),
            stride: place.keyStride, accumulates: accumulates), cut: earlier)
        accumulates = true
      }
    }
    if let biasGradients { bias?.finish(biasGradients, context) }
    inputs.keysValues.slot?.adopt(keyGradients, in: context)
    if !inputs.isFused { inputs.queries.slot?.adopt(queryGradients, in: context) }
  }
}

/// Where one head of one example lies in each tensor.
private struct HeadPlace {
  let queryStride: Int
  let keyStride: Int
  let keys: UnsafeMutablePointer<Float>
  let values: UnsafeMutablePointer<Float>
  private let queryStart: UnsafeMutablePointer<Float>
  private let example: Int
  private let column: Int
  private let queryTokens: Int
  private let width: Int

  init(unit: Int, geometry: AttentionGeometry, inputs: AttentionInputs) {
    example = unit / geometry.heads
    column = unit % geometry.heads * geometry.headWidth
    queryTokens = geometry.queryTokens
    width = geometry.width
    queryStride = inputs.queries.value.width
    keyStride = inputs.keysValues.value.width
    queryStart =
      inputs.queries.value.pointer + example * queryTokens * queryStride + inputs.queryColumn
      + column
    let start = inputs.keysValues.value.pointer + example * geometry.tokens * keyStride + column
    keys = start + inputs.keyColumn
    values = start + inputs.valueColumn
  }

  /// [queries, head width]
  func queryFactor(from query: Int) -> MatrixFactor {
    MatrixFactor(queryStart + query * queryStride, stride: queryStride)
  }

  /// The head's keys or values as a right factor, for as long as the memory is.
  func shared(
    _ start: UnsafeMutablePointer<Float>, isTransposed: Bool, _ g: AttentionGeometry,
    _ context: ComputeContext, _ memory: inout UnsafeMutablePointer<Float>
  ) -> SharedFactor {
    SharedFactor(
      MatrixFactor(start, stride: keyStride, isTransposed: isTransposed),
      inner: isTransposed ? g.headWidth : g.tokens, columns: isTransposed ? g.tokens : g.headWidth,
      context.kernels, memory: &memory)
  }

  /// In a tensor of the output's shape.
  func output(_ tensor: Tensor, query: Int) -> UnsafeMutablePointer<Float> {
    tensor.pointer + (example * queryTokens + query) * width + column
  }

  /// In a tensor of an input's shape, from the block of columns at `first`.
  func gradient(
    _ tensor: Tensor, _ first: Int, token: Int, tokens: Int
  ) -> UnsafeMutablePointer<Float> {
    tensor.pointer + (example * tokens + token) * tensor.width + first + column
  }
}
