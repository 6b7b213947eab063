import CKernels

/// The forward and backward pass of one attention.
///
/// The unit of parallel work is a split of the queries of one key-value head of one example, with all query heads that share it, one
/// after the other. It owns its rows of the output and of the gradients of queries. Each split sums the gradients of keys and values
/// for itself; then the splits are added in order. So no two units write to the same place, and every sum has one order.
struct AttentionPass {
  let geometry: AttentionGeometry
  let splits: [QuerySplit]
  let inputs: AttentionInputs
  /// [B, heads, Tq, 2]: the largest score, and 1 / Σ exp(score − largest).
  let softmaxStatistics: Tensor
  /// exp(score − largest) before dropout, [B, heads, Tq, row width]; nil if backward computes them again.
  let exponentials: Tensor?
  let mask: DropoutMask?
  let bias: AttentionBias?
  let rotary: RotaryPositions?
  /// Receives the sums of dropped probabilities, [B, heads], where the last token alone attends; nil if nobody reads them.
  let shares: Variable?

  /// The place of one unit's key-value head.
  struct Place {
    let example: Int
    let queryHeads: Range<Int>
    /// The key-value head's first column.
    let column: Int
  }

  /// Calls `body` for each split of each key-value head of each example.
  func forEachSplit(
    _ context: ComputeContext, scratch: Int,
    _ body: (_ place: Place, _ split: QuerySplit, _ memory: UnsafeMutablePointer<Float>) -> Void
  ) {
    let heads = geometry.heads
    let units = geometry.examples * heads.keyValueCount
    context.parallel(units * splits.count, scratch: scratch) { index, memory in
      let (unit, split) = index.quotientAndRemainder(dividingBy: splits.count)
      let (example, head) = unit.quotientAndRemainder(dividingBy: heads.keyValueCount)
      let place = Place(
        example: example, queryHeads: heads.queryHeads(of: head), column: head * heads.width)
      body(place, splits[split], memory)
    }
  }

  /// A split's keys or values as a B operand that is valid as long as the memory.
  func shared(
    _ rows: HeadRows, _ place: Place, _ split: QuerySplit, isTransposed: Bool,
    _ context: ComputeContext, _ memory: inout UnsafeMutablePointer<Float>
  ) -> SharedB {
    let (tokens, width) = (split.keys.count, geometry.heads.width)
    return SharedB(
      rows.operand(
        place.example, token: split.keys.lowerBound, column: place.column,
        isTransposed: isTransposed), k: isTransposed ? width : tokens,
      columns: isTransposed ? tokens : width, context.gemmKernels, memory: &memory)
  }

  /// Queries, keys and values, or gradients that lie as they do.
  func rows(_ queries: Tensor, _ keysValues: Tensor) -> (q: HeadRows, k: HeadRows, v: HeadRows) {
    let width = geometry.heads.keyValueWidth
    let values = keysValues.width - width
    return (
      geometry.queryRows(queries),
      HeadRows(keysValues, column: inputs.sharesKeys ? values : values - width),
      HeadRows(keysValues, column: values)
    )
  }

  /// Computes the output and, unless it is nil, `probabilities`, which is zero at first.
  func forward(into output: Tensor, probabilities: Tensor?, _ context: ComputeContext) {
    let g = geometry
    let width = g.heads.width
    context.matmulOperations += 4 * g.operations
    let (q, k, v) = rows(inputs.queries.value, inputs.keysValues.value)
    let y = g.queryRows(output)
    let stride = g.scoreStride(keys: g.widestBand)
    let scoreSize = g.scoreSize(keys: g.widestBand)
    let scratch = scoreSize + 2 * g.sharedSize(tokens: g.tokens, context.gemmKernels)
    forEachSplit(context, scratch: scratch) { place, split, scores in
      var memory = scores + scoreSize
      let keysTransposed = shared(k, place, split, isTransposed: true, context, &memory)
      let values = shared(v, place, split, isTransposed: false, context, &memory)
      for head in place.queryHeads {
        let row = (place.example * g.heads.count + head) * g.queryTokens
        for index in split.blocks {
          let queries = g.queries(ofBlock: index)
          let keys = g.keys(ofQueries: queries)
          let packed =
            keys.lowerBound - split.keys.lowerBound..<keys.upperBound - split.keys.lowerBound
          let seen = g.seen(by: queries, from: keys.lowerBound)
          keysTransposed.gemm(
            rows: queries.count, columns: packed, kRange: 0..<width,
            a: q.operand(place.example, token: queries.lowerBound, column: g.queryColumn(head)),
            into: MatrixTarget(scores, stride: stride), alpha: g.scale,
            seen: seen.map { ($0, .columns) })
          for query in queries {
            exponentiate(
              scores + (query - queries.lowerBound) * stride, keys, head: head, query: query,
              row: row + query, shownIn: probabilities, context.kernels)
          }
          let target = y.at(place.example, token: queries.lowerBound, column: g.queryColumn(head))
          values.gemm(
            rows: queries.count, columns: 0..<width, kRange: packed,
            a: MatrixOperand(scores, stride: stride),
            into: MatrixTarget(target, stride: y.stride), seen: seen.map { ($0, .k) })
          for query in queries {
            context.kernels.pointee.scale(
              target + (query - queries.lowerBound) * y.stride,
              softmaxStatistics.pointer[2 * (row + query) + 1], width)
          }
        }
      }
    }
  }

  /// Replaces a query's scores of a band of keys by exp(score − largest), dropped, and by zeros where the query does not see the key.
  @inline(__always)
  private func exponentiate(
    _ scores: UnsafeMutablePointer<Float>, _ band: Range<Int>, head: Int, query: Int, row: Int,
    shownIn probabilities: Tensor?, _ kernels: UnsafePointer<fpt_kernels>
  ) {
    let keys = geometry.keys(ofQuery: query)
    let origin = geometry.origin(ofKeys: keys)
    let first = scores + (origin - band.lowerBound)
    let unseen = keys.lowerBound - origin
    bias?.add(to: first, head: head, query: query, keys: origin..<keys.upperBound)
    first.update(repeating: -.infinity, count: unseen)
    let count = keys.upperBound - origin
    let padded = geometry.padded(band.upperBound - origin)
    let statistics = softmaxStatistics.pointer + 2 * row
    mask?.draw(row: row, from: 0, to: count)
    if exponentials == nil, probabilities == nil {
      kernels.pointee.exponentiate(
        first, count, padded, mask.map { UnsafePointer($0[row].bytes) }, mask?.scale ?? 1,
        statistics)
    } else {
      kernels.pointee.exponentiate(first, count, padded, nil, 1, statistics)
      if let exponentials {
        (exponentials.pointer + row * geometry.savedWidth).update(from: first, count: count)
      }
      if let probabilities {
        let shown = probabilities.pointer + row * geometry.tokens + keys.lowerBound
        shown.update(from: first + unseen, count: keys.count)
        kernels.pointee.scale(shown, statistics[1], keys.count)
      }
      mask?[row].apply(from: first, to: first, width: count)
    }
    if let shares {
      shares.value.pointer[row] = kernels.pointee.sum(first, count) * statistics[1]
    }
    scores.update(repeating: 0, count: keys.lowerBound - band.lowerBound)
  }
}
