import CKernels

/// The forward and backward pass of one sliding-window attention.
///
/// The unit of parallel work is a head of an example, which owns its rows of every result. A block of queries is multiplied by a
/// band of keys, from the start of its first query's window to the end of its last query's. Each query uses its own stretch of that
/// band.
struct WindowedAttentionPass {
  let geometry: WindowGeometry
  let inputs: AttentionInputs
  let softmaxStatistics: Tensor
  let mask: DropoutMask?

  private var units: Int { geometry.examples * geometry.heads }
  private var operations: Int {
    let g = geometry
    return g.examples * g.queryTokens * min(g.tokens, g.block + 2 * g.halfWindow) * g.width
  }

  func forward(into output: Tensor, probabilities: Tensor?, _ context: ComputeContext) {
    let g = geometry
    context.matmulOperations += 4 * operations
    let kernels = context.gemmKernels
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
            softmaxStatistics: softmaxStatistics,
            shown: probabilities.map { $0.pointer + maskRow * g.tokens + keys.lowerBound },
            context.kernels)
          clear(row, band, outside: keys)
        }
        let target = output.pointer + head.outputOffset + queries.lowerBound * g.width
        BandGEMM(rows: queries.count, columns: g.headWidth, k: band.count).gemm(
          MatrixOperand(scores, stride: g.scoreStride),
          MatrixOperand(head.values + band.lowerBound * head.keyStride, stride: head.keyStride),
          into: MatrixTarget(target, stride: g.width), kernels, memory)
        for query in queries {
          context.kernels.pointee.scale(
            target + (query - queries.lowerBound) * g.width,
            softmaxStatistics.pointer[2 * (unit * g.queryTokens + query) + 1], g.headWidth)
        }
      }
    }
  }

  /// - Parameters:
  ///   - output: y of the forward pass.
  ///   - gradient: dy.
  ///   - context: where the pass is computed.
  func backward(from output: Tensor, _ gradient: Tensor, _ context: ComputeContext) {
    let g = geometry
    context.matmulOperations += 10 * operations
    // Bands overlap, so every block adds to gradients that are zero at first.
    let keyGradients = context.zeros(inputs.keysValues.shape)
    let queryGradients =
      inputs.isFused ? keyGradients : context.uninitialized(inputs.queries.shape)
    let kernels = context.gemmKernels
    let scoreSize = g.scoreSize
    context.parallel(units, scratch: 2 * scoreSize + bandSize(kernels)) { unit, p in
      let head = place(ofUnit: unit)
      let dp = p + scoreSize
      let memory = dp + scoreSize
      for index in 0..<g.blocks {
        let queries = g.queries(ofBlock: index)
        let band = g.keys(of: queries)
        let firstKey = band.lowerBound * head.keyStride
        let gradients = gradient.pointer + head.outputOffset + queries.lowerBound * g.width
        let dy = MatrixOperand(gradients, stride: g.width)
        computeScores(head, queries, band, into: p, kernels, memory)
        BandGEMM(rows: queries.count, columns: band.count, k: g.headWidth).gemm(
          dy, MatrixOperand(head.values + firstKey, stride: head.keyStride, isTransposed: true),
          into: MatrixTarget(dp, stride: g.scoreStride), kernels, memory)
        let y = output.pointer + head.outputOffset + queries.lowerBound * g.width
        for row in 0..<queries.count {
          // δ = Σ p · dp over all keys that the query sees.
          let delta = context.kernels.pointee.dot(
            y + row * g.width, gradients + row * g.width, g.headWidth)
          scoreGradient(
            p + row * g.scoreStride, dp + row * g.scoreStride, delta: delta, band, unit: unit,
            query: queries.lowerBound + row, context.kernels)
        }
        // dV += P̃ᵀ dy, dQ = dS K, dK += dSᵀ Q
        let toKeys = BandGEMM(rows: band.count, columns: g.headWidth, k: queries.count)
        toKeys.gemm(
          MatrixOperand(p, stride: g.scoreStride, isTransposed: true), dy,
          into: MatrixTarget(
            keyGradients.pointer + head.valueOffset + firstKey, stride: head.keyStride,
            accumulates: true), kernels, memory)
        let firstQuery = queries.lowerBound * head.queryStride
        BandGEMM(rows: queries.count, columns: g.headWidth, k: band.count).gemm(
          MatrixOperand(dp, stride: g.scoreStride),
          MatrixOperand(head.keys + firstKey, stride: head.keyStride),
          into: MatrixTarget(
            queryGradients.pointer + head.queryOffset + firstQuery, stride: head.queryStride),
          kernels, memory)
        toKeys.gemm(
          MatrixOperand(dp, stride: g.scoreStride, isTransposed: true),
          MatrixOperand(head.queries + firstQuery, stride: head.queryStride),
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
    into scores: UnsafeMutablePointer<Float>, _ kernels: GEMMKernels,
    _ memory: UnsafeMutablePointer<Float>
  ) {
    let (q, k) = (head.queryStride, head.keyStride)
    BandGEMM(rows: queries.count, columns: band.count, k: geometry.headWidth).gemm(
      MatrixOperand(head.queries + queries.lowerBound * q, stride: q),
      MatrixOperand(head.keys + band.lowerBound * k, stride: k, isTransposed: true),
      into: MatrixTarget(scores, stride: geometry.scoreStride), alpha: geometry.scale, kernels,
      memory)
  }

  /// Floats of memory for the largest B operand of a block's GEMMs, in whole cache lines.
  private func bandSize(_ kernels: GEMMKernels) -> Int {
    let g = geometry
    let widest = g.scoreStride
    return max(
      SharedB.size(k: g.headWidth, columns: widest, kernels),
      SharedB.size(k: max(widest, g.block), columns: g.headWidth, kernels))
  }

  /// The softmax backward of one query: `p` holds scores and then dropped probabilities, `dp` their gradient and then that of q ·
  /// k.
  private func scoreGradient(
    _ p: UnsafeMutablePointer<Float>, _ dp: UnsafeMutablePointer<Float>, delta: Float,
    _ band: Range<Int>, unit: Int, query: Int, _ kernels: UnsafePointer<fpt_kernels>
  ) {
    let row = unit * geometry.queryTokens + query
    let keys = geometry.keys(ofQuery: query)
    let first = keys.lowerBound - band.lowerBound
    kernels.pointee.score_gradient(
      p + first, dp + first, nil, keys.count, (keys.count + 7) / 8 * 8,
      softmaxStatistics.pointer + 2 * row,
      mask.map { UnsafePointer($0[row].bytes) }, mask?.scale ?? 1, delta, geometry.scale)
    clear(p, band, outside: keys)
    clear(dp, band, outside: keys)
  }

  /// Writes zeros where the band lies outside the query's own window.
  private func clear(
    _ row: UnsafeMutablePointer<Float>, _ band: Range<Int>, outside keys: Range<Int>
  ) {
    row.update(repeating: 0, count: keys.lowerBound - band.lowerBound)
    (row + (keys.upperBound - band.lowerBound)).update(
      repeating: 0, count: band.upperBound - keys.upperBound)
  }

  /// The position of one head of one example in each tensor.
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

/// A GEMM of a block of queries and its band of keys.
private struct BandGEMM {
  let rows: Int
  let columns: Int
  let k: Int

  /// C (+)= alpha · A · B.
  ///
  /// - Parameters:
  ///   - a: A.
  ///   - b: B.
  ///   - target: C.
  ///   - alpha: the factor of the product.
  ///   - kernels: the context's.
  ///   - memory: floats for a packed B.
  func gemm(
    _ a: MatrixOperand, _ b: MatrixOperand, into target: MatrixTarget, alpha: Float = 1,
    _ kernels: GEMMKernels, _ memory: UnsafeMutablePointer<Float>
  ) {
    var memory = memory
    SharedB(b, k: k, columns: columns, kernels, memory: &memory).gemm(
      rows: rows, columns: 0..<columns, kRange: 0..<k, a: a, into: target, alpha: alpha)
  }
}
