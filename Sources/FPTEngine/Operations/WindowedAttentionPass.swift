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
    let kernels = context.kernels
    let scoreSize = g.scoreSize
    context.parallel(units, scratch: scoreSize + bandSize(kernels)) { unit, scores in
      let head = place(ofUnit: unit)
      for index in 0..<g.blocks {
        let queries = g.queries(ofBlock: index)
        let band = g.keys(of: queries)
        let memory = scores + scoreSize
        computeScores(head, queries, band, into: scores, kernels, memory)
        for query in queries {
          let row = scores + (query - queries.lowerBound) * g.scoreStride
          let keys = g.keys(ofQuery: query)
          let seen = row + (keys.lowerBound - band.lowerBound)
          let maskRow = unit * g.queryTokens + query
          exponentiate(
            seen, count: keys.count, padded: (keys.count + 7) / 8 * 8, mask: mask, row: maskRow,
            normalizers: normalizers,
            shown: probabilities.map { $0.pointer + maskRow * g.tokens + keys.lowerBound })
          clear(row, band, outside: keys)
        }
        let target = output.pointer + head.outputOffset + queries.lowerBound * g.width
        BandProduct(rows: queries.count, columns: g.headWidth, inner: band.count).multiply(
          MatrixFactor(scores, stride: g.scoreStride),
          MatrixFactor(head.values + band.lowerBound * head.keyStride, stride: head.keyStride),
          into: MatrixTarget(target, stride: g.width), kernels, memory)
        for query in queries {
          fpt_scale(
            target + (query - queries.lowerBound) * g.width,
            normalizers.pointer[2 * (unit * g.queryTokens + query) + 1], g.headWidth)
        }
      }
    }
  }

  /// - Parameter output: of the forward pass.
  func backward(from output: Tensor, _ gradient: Tensor, _ context: ComputeContext) {
    let g = geometry
    context.productOperations += 10 * operations
    // Bands overlap, so every block adds to what is zero at first.
    let keyGradients = context.zeros(inputs.keysValues.shape)
    let queryGradients =
      inputs.isFused ? keyGradients : context.uninitialized(inputs.queries.shape)
    let kernels = context.kernels
    let scoreSize = g.scoreSize
    context.parallel(units, scratch: 2 * scoreSize + bandSize(kernels)) { unit, p in
      let head = place(ofUnit: unit)
      let dp = p + scoreSize
      let memory = dp + scoreSize
      for index in 0..<g.blocks {
        let queries = g.queries(ofBlock: index)
        let band = g.keys(of: queries)
        let firstKey = band.lowerBound * head.keyStride
        let slopes = gradient.pointer + head.outputOffset + queries.lowerBound * g.width
        let dy = MatrixFactor(slopes, stride: g.width)
        computeScores(head, queries, band, into: p, kernels, memory)
        BandProduct(rows: queries.count, columns: band.count, inner: g.headWidth).multiply(
          dy, MatrixFactor(head.values + firstKey, stride: head.keyStride, isTransposed: true),
          into: MatrixTarget(dp, stride: g.scoreStride), kernels, memory)
        let y = output.pointer + head.outputOffset + queries.lowerBound * g.width
        for row in 0..<queries.count {
          // Σ p dp over all that the query sees.
          let mean = fpt_dot(y + row * g.width, slopes + row * g.width, g.headWidth)
          scoreGradient(
            p + row * g.scoreStride, dp + row * g.scoreStride, mean: mean, band, unit: unit,
            query: queries.lowerBound + row)
        }
        // dV += P̃ᵀ dy, dQ = dS K, dK += dSᵀ Q
        let toKeys = BandProduct(rows: band.count, columns: g.headWidth, inner: queries.count)
        toKeys.multiply(
          MatrixFactor(p, stride: g.scoreStride, isTransposed: true), dy,
          into: MatrixTarget(
            keyGradients.pointer + head.valueOffset + firstKey, stride: head.keyStride,
            accumulates: true), kernels, memory)
        let firstQuery = queries.lowerBound * head.queryStride
        BandProduct(rows: queries.count, columns: g.headWidth, inner: band.count).multiply(
          MatrixFactor(dp, stride: g.scoreStride),
          MatrixFactor(head.keys + firstKey, stride: head.keyStride),
          into: MatrixTarget(
            queryGradients.pointer + head.queryOffset + firstQuery, stride: head.queryStride),
          kernels, memory)
        toKeys.multiply(
          MatrixFactor(dp, stride: g.scoreStride, isTransposed: true),
          MatrixFactor(head.queries + firstQuery, stride: head.queryStride),
          into: MatrixTarget(
            keyGradients.pointer + head.keyOffset + firstKey, stride: head.keyStride,
            accumulates: true), kernels, memory)
      }
    }
    inputs.keysValues.slot?.adopt(keyGradients, in: context)
    if !inputs.isFused { inputs.queries.slot?.adopt(queryGradients, in: context) }
  }

  /// scores[query, key] = scale · q · k over a block's band.
  private func computeScores(
    _ head: Head, _ queries: Range<Int>, _ band: Range<Int>,
    into scores: UnsafeMutablePointer<Float>, _ kernels: PanelKernels?,
    _ memory: UnsafeMutablePointer<Float>
  ) {
    let (q, k) = (head.queryStride, head.keyStride)
    BandProduct(rows: queries.count, columns: band.count, inner: geometry.headWidth).multiply(
      MatrixFactor(head.queries + queries.lowerBound * q, stride: q),
      MatrixFactor(head.keys + band.lowerBound * k, stride: k, isTransposed: true),
      into: MatrixTarget(scores, stride: geometry.scoreStride), alpha: geometry.scale, kernels,
      memory)
  }

  /// Floats of memory for the right factor of any of a block's products, in whole cache lines.
  private func bandSize(_ kernels: PanelKernels?) -> Int {
    let g = geometry
    let widest = g.scoreStride
    return max(
      SharedFactor.size(inner: g.headWidth, columns: widest, kernels),
      SharedFactor.size(inner: max(widest, g.block), columns: g.headWidth, kernels))
  }

  /// From scores and d(dropped probabilities) of a query to dropped probabilities (in `p`) and scaled d(scores) (in `dp`).
  private func scoreGradient(
    _ p: UnsafeMutablePointer<Float>, _ dp: UnsafeMutablePointer<Float>, mean: Float,
    _ band: Range<Int>, unit: Int, query: Int
  ) {
    let row = unit * geometry.queryTokens + query
    let keys = geometry.keys(ofQuery: query)
    let first = keys.lowerBound - band.lowerBound
    fpt_score_gradient(
      p + first, dp + first, nil, keys.count, (keys.count + 7) / 8 * 8,
      normalizers.pointer + 2 * row,
      mask.map { UnsafePointer($0[row].bytes) }, mask?.scale ?? 1, mean, geometry.scale)
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

/// One product of a block of queries with its band of keys.
private struct BandProduct {
  let rows: Int
  let columns: Int
  let inner: Int

  /// - Parameter memory: as much as a right factor's panels take.
  func multiply(
    _ left: MatrixFactor, _ right: MatrixFactor, into target: MatrixTarget, alpha: Float = 1,
    _ kernels: PanelKernels?, _ memory: UnsafeMutablePointer<Float>
  ) {
    var memory = memory
    SharedFactor(right, inner: inner, columns: columns, kernels, memory: &memory).multiply(
      rows: rows, columns: 0..<columns, inner: 0..<inner, left: left, into: target, alpha: alpha)
  }
}
