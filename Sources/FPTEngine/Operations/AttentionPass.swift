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
    context.parallel(units, scratch: g.block * g.scoreStride) { unit, scores in
      let place = HeadPlace(unit: unit, geometry: g, inputs: inputs)
      for index in 0..<g.blocks {
        let queries = g.queries(ofBlock: index)
        let keys = g.visibleKeys(query: queries.upperBound - 1)
        computeScores(place, queries, keys: keys, into: scores)
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
        multiplySerially(
          rows: queries.count, columns: g.headWidth, inner: keys,
          left: scores, leftStride: g.scoreStride, leftIsTransposed: false,
          right: place.values, rightStride: place.keyStride, rightIsTransposed: false,
          into: place.output(output, query: queries.lowerBound), stride: g.width, beta: 0)
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
    context.parallel(units, scratch: 2 * g.block * g.scoreStride) { unit, scratch in
      let place = HeadPlace(unit: unit, geometry: g, inputs: inputs)
      let p = scratch
      let dp = scratch + g.block * g.scoreStride
      var beta: Float = 0
      // From the last block, which sees every key: it writes what the others add to.
      for index in (0..<g.blocks).reversed() {
        let queries = g.queries(ofBlock: index)
        let keys = g.visibleKeys(query: queries.upperBound - 1)
        computeScores(place, queries, keys: keys, into: p)
        let dy = place.output(gradient, query: queries.lowerBound)
        multiplySerially(
          rows: queries.count, columns: keys, inner: g.headWidth,
          left: dy, leftStride: g.width, leftIsTransposed: false,
          right: place.values, rightStride: place.keyStride, rightIsTransposed: true,
          into: dp, stride: g.scoreStride, beta: 0)
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
        let dv = place.gradient(keyGradients, inputs.valueColumn, token: 0, tokens: g.tokens)
        multiplySerially(
          rows: keys, columns: g.headWidth, inner: queries.count,
          left: p, leftStride: g.scoreStride, leftIsTransposed: true,
          right: dy, rightStride: g.width, rightIsTransposed: false,
          into: dv, stride: place.keyStride, beta: beta)
        let dq = place.gradient(
          queryGradients, inputs.queryColumn, token: queries.lowerBound, tokens: g.queryTokens)
        multiplySerially(
          rows: queries.count, columns: g.headWidth, inner: keys,
          left: dp, leftStride: g.scoreStride, leftIsTransposed: false,
          right: place.keys, rightStride: place.keyStride, rightIsTransposed: false,
          into: dq, stride: place.queryStride, beta: 0)
        let dk = place.gradient(keyGradients, inputs.keyColumn, token: 0, tokens: g.tokens)
        multiplySerially(
          rows: keys, columns: g.headWidth, inner: queries.count,
          left: dp, leftStride: g.scoreStride, leftIsTransposed: true,
          right: place.queries(from: queries.lowerBound), rightStride: place.queryStride,
          rightIsTransposed: false, into: dk, stride: place.keyStride, beta: beta)
        beta = 1
      }
    }
    if let biasGradients { bias?.finish(biasGradients, context) }
    inputs.keysValues.slot?.adopt(keyGradients, in: context)
    if !inputs.isFused { inputs.queries.slot?.adopt(queryGradients, in: context) }
  }

  /// scores[query, key] = scale · q · k for a block of queries; what lies beyond a query's sight is undefined.
  private func computeScores(
    _ place: HeadPlace, _ queries: Range<Int>, keys: Int, into scores: UnsafeMutablePointer<Float>
  ) {
    multiplySerially(
      rows: queries.count, columns: keys, inner: geometry.headWidth,
      left: place.queries(from: queries.lowerBound), leftStride: place.queryStride,
      leftIsTransposed: false, right: place.keys, rightStride: place.keyStride,
      rightIsTransposed: true, into: scores, stride: geometry.scoreStride,
      alpha: geometry.scale, beta: 0)
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

  func queries(from query: Int) -> UnsafeMutablePointer<Float> {
    queryStart + query * queryStride
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
