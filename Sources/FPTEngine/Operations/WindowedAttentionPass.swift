import CVectorKernels

/// One windowed attention on its way forward and back.
///
/// As in full attention the unit of parallel work is a head of an example, which owns its rows of every result. A block of
/// queries meets the keys between its first query's window and its last one's; of the scores in that band each query uses
/// its own stretch.
struct WindowedAttentionPass {
  let geometry: WindowGeometry
  let inputs: AttentionInputs
  let normalizers: Tensor
  let mask: DropoutMask?

  private var units: Int { geometry.examples * geometry.heads }
  private var operations: Int {
    let g = geometry
    return g.examples * g.queryTokens * min(g.tokens, g.block + 2 * g.reach) * g.width
  }

  func forward(into output: Tensor, probabilities: Tensor?, _ context: ComputeContext) {
    let g = geometry
    context.productOperations += 4 * operations
    context.parallel(units, scratch: g.block * g.scoreStride) { unit, scores in
      let head = place(ofUnit: unit)
      for index in 0..<g.blocks {
        let queries = g.queries(ofBlock: index)
        let band = g.keys(of: queries)
        computeScores(head, queries, band, into: scores)
        for query in queries {
          let row = scores + (query - queries.lowerBound) * g.scoreStride
          let keys = g.keys(ofQuery: query)
          let seen = row + (keys.lowerBound - band.lowerBound)
          let maskRow = unit * g.queryTokens + query
          let normalizer = normalizers.pointer + 2 * maskRow
          fpt_softmax(seen, keys.count, (keys.count + 7) / 8 * 8, normalizer)
          clear(row, band, outside: keys)
          if let probabilities {
            (probabilities.pointer + maskRow * g.tokens + keys.lowerBound).update(
              from: seen, count: keys.count)
          }
          if let mask {
            mask.draw(row: maskRow, from: 0, to: keys.count)
            mask[maskRow].apply(from: seen, to: seen, width: keys.count)
          }
        }
        multiplySerially(
          rows: queries.count, columns: g.headWidth, inner: band.count,
          left: scores, leftStride: g.scoreStride, leftIsTransposed: false,
          right: head.values + band.lowerBound * head.keyStride, rightStride: head.keyStride,
          rightIsTransposed: false,
          into: output.pointer + head.outputOffset + queries.lowerBound * g.width, stride: g.width,
          beta: 0)
      }
    }
  }

  func backward(_ gradient: Tensor, _ context: ComputeContext) {
    let g = geometry
    context.productOperations += 10 * operations
    // Bands overlap, so every block adds to what is zero at first.
    let keyGradients = context.zeros(inputs.keysValues.shape)
    let queryGradients =
      inputs.isFused ? keyGradients : context.uninitialized(inputs.queries.shape)
    context.parallel(units, scratch: 2 * g.block * g.scoreStride) { unit, scratch in
      let head = place(ofUnit: unit)
      let p = scratch
      let dp = scratch + g.block * g.scoreStride
      for index in 0..<g.blocks {
        let queries = g.queries(ofBlock: index)
        let band = g.keys(of: queries)
        let firstKey = band.lowerBound * head.keyStride
        let dy = gradient.pointer + head.outputOffset + queries.lowerBound * g.width
        computeScores(head, queries, band, into: p)
        multiplySerially(
          rows: queries.count, columns: band.count, inner: g.headWidth,
          left: dy, leftStride: g.width, leftIsTransposed: false,
          right: head.values + firstKey, rightStride: head.keyStride, rightIsTransposed: true,
          into: dp, stride: g.scoreStride, beta: 0)
        for query in queries {
          let offset = (query - queries.lowerBound) * g.scoreStride
          scoreGradient(p + offset, dp + offset, band, unit: unit, query: query)
        }
        // dV += P̃ᵀ dy, dQ = dS K, dK += dSᵀ Q
        multiplySerially(
          rows: band.count, columns: g.headWidth, inner: queries.count,
          left: p, leftStride: g.scoreStride, leftIsTransposed: true,
          right: dy, rightStride: g.width, rightIsTransposed: false,
          into: keyGradients.pointer + head.valueOffset + firstKey, stride: head.keyStride, beta: 1)
        multiplySerially(
          rows: queries.count, columns: g.headWidth, inner: band.count,
          left: dp, leftStride: g.scoreStride, leftIsTransposed: false,
          right: head.keys + firstKey, rightStride: head.keyStride, rightIsTransposed: false,
          into: queryGradients.pointer + head.queryOffset
            + queries.lowerBound * head.queryStride,
          stride: head.queryStride, beta: 0)
        multiplySerially(
          rows: band.count, columns: g.headWidth, inner: queries.count,
          left: dp, leftStride: g.scoreStride, leftIsTransposed: true,
          right: head.queries + queries.lowerBound * head.queryStride,
          rightStride: head.queryStride, rightIsTransposed: false,
          into: keyGradients.pointer + head.keyOffset + firstKey, stride: head.keyStride, beta: 1)
      }
    }
    inputs.keysValues.slot?.adopt(keyGradients, in: context)
    if !inputs.isFused { inputs.queries.slot?.adopt(queryGradients, in: context) }
  }

  /// scores[query, key] = scale · q · k over a block's band.
  private func computeScores(
    _ head: Head, _ queries: Range<Int>, _ band: Range<Int>,
    into scores: UnsafeMutablePointer<Float>
  ) {
    multiplySerially(
      rows: queries.count, columns: band.count, inner: geometry.headWidth,
      left: head.queries + queries.lowerBound * head.queryStride, leftStride: head.queryStride,
      leftIsTransposed: false, right: head.keys + band.lowerBound * head.keyStride,
      rightStride: head.keyStride, rightIsTransposed: true, into: scores,
      stride: geometry.scoreStride, alpha: geometry.scale, beta: 0)
  }

  /// From scores and d(dropped probabilities) of a query to dropped probabilities (in `p`) and scaled d(scores) (in `dp`).
  private func scoreGradient(
    _ p: UnsafeMutablePointer<Float>, _ dp: UnsafeMutablePointer<Float>, _ band: Range<Int>,
    unit: Int, query: Int
  ) {
    let row = unit * geometry.queryTokens + query
    let keys = geometry.keys(ofQuery: query)
    let first = keys.lowerBound - band.lowerBound
    fpt_score_gradient(
      p + first, dp + first, keys.count, (keys.count + 7) / 8 * 8, normalizers.pointer + 2 * row,
      mask.map { UnsafePointer($0[row].bytes) }, mask?.scale ?? 1, geometry.scale)
    clear(p, band, outside: keys)
    clear(dp, band, outside: keys)
  }

  /// Zeroes what lies in the band but not in the query's own window.
  private func clear(
    _ row: UnsafeMutablePointer<Float>, _ band: Range<Int>, outside keys: Range<Int>
  ) {
    row.update(repeating: 0, count: keys.lowerBound - band.lowerBound)
    (row + (keys.upperBound - band.lowerBound)).update(
      repeating: 0, count: band.upperBound - keys.upperBound)
  }

  /// Where one head of one example lies in each tensor.
  private struct Head {
    let queries: UnsafeMutablePointer<Float>
    let keys: UnsafeMutablePointer<Float>
    let values: UnsafeMutablePointer<Float>
    let queryStride: Int
    let keyStride: Int
    let queryOffset: Int
    let keyOffset: Int
    let valueOffset: Int
    let outputOffset: Int
  }

  private func place(ofUnit unit: Int) -> Head {
    let g = geometry
    let example = unit / g.heads
    let column = unit % g.heads * g.headWidth
    let (queries, keysValues) = (inputs.queries.value, inputs.keysValues.value)
    let query = example * g.queryTokens * queries.width + inputs.queryColumn + column
    let key = example * g.tokens * keysValues.width + inputs.keyColumn + column
    let value = example * g.tokens * keysValues.width + inputs.valueColumn + column
    return Head(
      queries: queries.pointer + query, keys: keysValues.pointer + key,
      values: keysValues.pointer + value, queryStride: queries.width,
      keyStride: keysValues.width, queryOffset: query, keyOffset: key, valueOffset: value,
      outputOffset: example * g.queryTokens * g.width + column)
  }
}
