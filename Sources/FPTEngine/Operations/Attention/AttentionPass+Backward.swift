import CKernels

/// Backward works on a block of queries and a tile of keys at a time, so that both stay in cache.
///
/// The softmax backward needs δ = Σ p · dp over all keys of a query. It is known before the first tile, since δ = y · dy (Dao et
/// al. 2022, appendix B.4); this holds with dropout too.
extension AttentionPass {
  /// - Parameters:
  ///   - output: y of the forward pass.
  ///   - gradient: dy.
  ///   - context: where the pass is computed.
  func backward(from output: Tensor, _ gradient: Tensor, _ context: ComputeContext) {
    let g = geometry
    let width = g.heads.width
    let gradients = Gradients(self, biases: bias?.gathered(splits: splits.count, context), context)
    let (q, k, v) = rows(inputs.queries.value, inputs.keysValues.value)
    let (y, dy) = (g.queryRows(output), g.queryRows(gradient))
    context.matmulOperations +=
      ((exponentials == nil ? 6 : 4) + (gradients.wantsKeysValues ? 4 : 0)) * g.operations
    let scoreSize = g.scoreSize(keys: g.keyTile)
    let deltaSize = (g.block + 15) / 16 * 16
    let scratch =
      2 * scoreSize + deltaSize + 3 * g.sharedSize(tokens: g.tokens, context.gemmKernels)
      + 2 * g.sharedSize(tokens: g.block, context.gemmKernels)
    forEachSplit(context, scratch: scratch) { place, split, p in
      let deltas = p + 2 * scoreSize
      var memory = deltas + deltaSize
      let operands = KeyOperands(
        keysTransposed: exponentials == nil
          ? shared(k, place, split, isTransposed: true, context, &memory) : nil,
        valuesTransposed: shared(v, place, split, isTransposed: true, context, &memory),
        keys: shared(k, place, split, isTransposed: false, context, &memory))
      // The last block comes first: where it sees all of the split's keys, it writes what the others add to.
      var isFirst = g.keys(ofQueries: g.queries(ofBlock: split.blocks.upperBound - 1)) == split.keys
      if !isFirst, gradients.wantsKeysValues { gradients.clear(split, place, g) }
      for head in place.queryHeads {
        for index in split.blocks.reversed() {
          let queries = g.queries(ofBlock: index)
          let first = (token: queries.lowerBound, column: g.queryColumn(head))
          let outputs = y.at(place.example, token: first.token, column: first.column)
          let outputGradients = dy.at(place.example, token: first.token, column: first.column)
          for row in 0..<queries.count {
            deltas[row] = context.kernels.pointee.dot(
              outputs + row * y.stride, outputGradients + row * dy.stride, width)
            if let shares, let slopes = gradients.shares {
              let place = (place.example * g.heads.count + head) * g.queryTokens + first.token + row
              deltas[row] += shares.value.pointer[place] * slopes.pointer[place]
            }
          }
          var memory = memory
          func shared(_ operand: MatrixOperand) -> SharedB {
            SharedB(
              operand, k: queries.count, columns: width, context.gemmKernels, memory: &memory)
          }
          let queryOperand = q.operand(place.example, token: first.token, column: first.column)
          let outputOperand = MatrixOperand(outputGradients, stride: dy.stride)
          let block = QueryBlock(
            place: place, head: head, queries: queries, split: split, isFirst: isFirst,
            q: queryOperand, dy: outputOperand, sharedQ: shared(queryOperand),
            sharedDY: shared(outputOperand), deltas: deltas, p: p, dp: p + scoreSize)
          let keys = g.keys(ofQueries: queries)
          for first in stride(from: keys.lowerBound, to: keys.upperBound, by: g.keyTile) {
            backward(
              block, first..<min(keys.upperBound, first + g.keyTile), operands, into: gradients,
              context.kernels)
          }
          isFirst = false
        }
      }
    }
    gradients.finish(self, context)
  }

  /// A block of queries and a tile of keys: dV += P̃ᵀ dy, dQ += dS K, dK += dSᵀ Q.
  private func backward(
    _ block: QueryBlock, _ tile: Range<Int>, _ operands: KeyOperands, into gradients: Gradients,
    _ kernels: UnsafePointer<fpt_kernels>
  ) {
    let g = geometry
    let (queries, place) = (block.queries, block.place)
    let stride = g.scoreStride(keys: g.keyTile)
    let head = 0..<g.heads.width
    let firstKey = block.split.keys.lowerBound
    let packed = tile.lowerBound - firstKey..<tile.upperBound - firstKey
    let seen = g.seen(by: queries, from: tile.lowerBound)
    let columns = seen.map { (band: $0, keys: KeyAxis.columns) }
    operands.keysTransposed?.gemm(
      rows: queries.count, columns: packed, kRange: head, a: block.q,
      into: MatrixTarget(block.p, stride: stride), alpha: g.scale, seen: columns)
    if let slopes = gradients.shares {
      let row = (place.example * g.heads.count + block.head) * g.queryTokens + queries.lowerBound
      for query in 0..<queries.count {
        (block.dp + query * stride).update(
          repeating: slopes.pointer[row + query], count: tile.count)
      }
    }
    operands.valuesTransposed.gemm(
      rows: queries.count, columns: packed, kRange: head, a: block.dy,
      into: MatrixTarget(block.dp, stride: stride, accumulates: gradients.shares != nil),
      seen: columns)
    for row in 0..<queries.count {
      scoreGradient(
        block.p + row * stride, block.dp + row * stride, tile, block,
        query: queries.lowerBound + row, into: gradients.biases, kernels)
    }
    let sums = gradients.keysValues(of: block.split)
    func add(
      _ scores: UnsafeMutablePointer<Float>, times b: SharedB, to rows: HeadRows, isFirst: Bool
    ) {
      let target = rows.at(place.example, token: tile.lowerBound, column: place.column)
      b.gemm(
        rows: tile.count, columns: head, kRange: 0..<queries.count,
        a: MatrixOperand(scores, stride: stride, isTransposed: true),
        into: MatrixTarget(target, stride: rows.stride, accumulates: !isFirst),
        seen: seen.map { ($0, .rows) })
    }
    if gradients.wantsKeysValues {
      add(block.p, times: block.sharedDY, to: sums.v, isFirst: block.isFirst)
      add(
        block.dp, times: block.sharedQ, to: sums.k, isFirst: block.isFirst && !inputs.sharesKeys)
    }
    let dq = gradients.queries
    let target = dq.at(
      place.example, token: queries.lowerBound, column: g.queryColumn(block.head))
    let isFirstTile = tile.lowerBound == g.keys(ofQueries: queries).lowerBound
    operands.keys.gemm(
      rows: queries.count, columns: head, kRange: packed,
      a: MatrixOperand(block.dp, stride: stride),
      into: MatrixTarget(target, stride: dq.stride, accumulates: !isFirstTile),
      seen: seen.map { ($0, .k) })
  }

  /// The softmax backward of one query: `p` holds scores and then dropped probabilities, `dp` their gradient and then that of q ·
  /// k; zero where the query does not see the key.
  @inline(__always)
  private func scoreGradient(
    _ p: UnsafeMutablePointer<Float>, _ dp: UnsafeMutablePointer<Float>, _ tile: Range<Int>,
    _ block: QueryBlock, query: Int, into biases: Tensor?, _ kernels: UnsafePointer<fpt_kernels>
  ) {
    let g = geometry
    let keys = g.keys(ofQuery: query)
    let origin = g.origin(ofKeys: keys)
    let first = max(origin, tile.lowerBound)
    let seen = first..<max(first, min(keys.upperBound, tile.upperBound))
    let skipped = min(first, tile.upperBound) - tile.lowerBound
    let row = (block.place.example * g.heads.count + block.head) * g.queryTokens + query
    if exponentials == nil {
      bias?.add(to: p + skipped, head: block.head, query: query, keys: seen)
    }
    kernels.pointee.score_gradient(
      p + skipped, dp + skipped,
      exponentials.map { UnsafePointer($0.pointer + row * g.savedWidth + (first - origin)) },
      seen.count, g.padded(tile.count - skipped), softmaxStatistics.pointer + 2 * row,
      mask.map { UnsafePointer($0[row].bytes + (first - origin) / 8) }, mask?.scale ?? 1,
      block.deltas[query - block.queries.lowerBound], g.scale)
    let unseen = min(keys.lowerBound, tile.upperBound) - tile.lowerBound
    if unseen > 0 {
      p.update(repeating: 0, count: unseen)
      dp.update(repeating: 0, count: unseen)
    }
    if let biases {
      bias?.gather(
        dp + skipped, example: block.place.example, head: block.head, query: query,
        split: block.split.index, keys: seen, into: biases)
    }
  }
}

/// The tensors that receive the gradients of queries, keys and values.
private struct Gradients {
  /// Gradients of the last split and, in the end, of all splits.
  private let sum: Tensor
  private let queryTensor: Tensor
  /// Gradients of keys and values of the other splits, [examples, keys of the split, …].
  private let earlier: [Tensor]
  private let splitRows: [(k: HeadRows, v: HeadRows)]
  let queries: HeadRows
  /// Gradients of relative positions, for each split of each head of each example; nil if they are frozen.
  let biases: Tensor?
  /// What the sums of dropped probabilities add to the gradient of each of them, [examples, heads]; nil for nothing.
  let shares: Tensor?
  /// Whether the gradients of keys and values are computed.
  let wantsKeysValues: Bool

  init(_ pass: AttentionPass, biases: Tensor?, _ context: ComputeContext) {
    let width = pass.geometry.heads.keyValueWidth
    self.biases = biases
    shares = pass.shares?.slot?.gradient
    wantsKeysValues = pass.inputs.keysValues.requiresGradient
    sum = context.uninitialized(pass.inputs.keysValues.shape)
    queryTensor = pass.inputs.isFused ? sum : context.uninitialized(pass.inputs.queries.shape)
    earlier = pass.splits.dropLast().map {
      context.uninitialized([
        pass.geometry.examples, $0.keys.count, pass.inputs.sharesKeys ? width : 2 * width,
      ])
    }
    let (q, k, v) = pass.rows(queryTensor, sum)
    queries = q
    splitRows =
      zip(earlier, pass.splits).map { tensor, split in
        let first = split.keys.lowerBound
        return (
          HeadRows(tensor, firstToken: first),
          HeadRows(tensor, column: tensor.width - width, firstToken: first)
        )
      } + [(k, v)]
  }

  func keysValues(of split: QuerySplit) -> (k: HeadRows, v: HeadRows) { splitRows[split.index] }

  /// Writes zeros where a unit is about to add.
  func clear(_ split: QuerySplit, _ place: AttentionPass.Place, _ g: AttentionGeometry) {
    let (k, v) = keysValues(of: split)
    for token in split.keys {
      k.at(place.example, token: token, column: place.column).update(
        repeating: 0, count: g.heads.width)
      v.at(place.example, token: token, column: place.column).update(
        repeating: 0, count: g.heads.width)
    }
  }

  /// Adds the gradients of the other splits to those of the last split, in order, and hands all of them on.
  func finish(_ pass: AttentionPass, _ context: ComputeContext) {
    let g = pass.geometry
    let last = pass.splits.count - 1
    let width = (pass.inputs.sharesKeys ? 1 : 2) * g.heads.keyValueWidth
    if wantsKeysValues, pass.splits.count > 1 || pass.splits[last].keys != 0..<g.tokens {
      context.parallel(chunks: g.examples * g.tokens, of: 64) { rows in
        for row in rows {
          let (example, token) = row.quotientAndRemainder(dividingBy: g.tokens)
          let sum = splitRows[last].k.at(example, token: token, column: 0)
          if !pass.splits[last].keys.contains(token) { sum.update(repeating: 0, count: width) }
          for split in pass.splits.dropLast() where split.keys.contains(token) {
            context.kernels.pointee.add(
              sum, splitRows[split.index].k.at(example, token: token, column: 0), width)
          }
        }
      }
    }
    withExtendedLifetime(earlier) {}
    if let biases { pass.bias?.finish(biases, context) }
    pass.rotary?.rotate(
      queries: queryTensor, keys: sum, pass.inputs, g.modelHeads, isInverse: true, context)
    pass.inputs.keysValues.slot?.adopt(sum, in: context)
    if !pass.inputs.isFused { pass.inputs.queries.slot?.adopt(queryTensor, in: context) }
  }
}

/// A head's keys and values as B operands.
private struct KeyOperands {
  /// Kᵀ, if scores are computed again.
  let keysTransposed: SharedB?
  let valuesTransposed: SharedB
  let keys: SharedB
}

/// A block of a head's queries, and its memory.
private struct QueryBlock {
  let place: AttentionPass.Place
  let head: Int
  let queries: Range<Int>
  let split: QuerySplit
  /// Whether this block writes the gradients of keys and values that later blocks add to.
  let isFirst: Bool
  /// The queries and the gradients of their outputs, as A operands and as B operands.
  let q: MatrixOperand
  let dy: MatrixOperand
  let sharedQ: SharedB
  let sharedDY: SharedB
  /// δ = y · dy of each query.
  let deltas: UnsafeMutablePointer<Float>
  /// Memory for scores and their gradients.
  let p: UnsafeMutablePointer<Float>
  let dp: UnsafeMutablePointer<Float>
}
