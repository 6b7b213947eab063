import CKernels

/// The forward and backward pass of one attention.
///
/// The unit of parallel work is a split of the queries of one head of one example. It owns its rows of the output and of the
/// gradients of queries. Each split sums the gradients of keys and values for itself; then the splits are added in order. So no two
/// units write to the same place, and every sum has one order.
struct AttentionPass {
  let geometry: AttentionGeometry
  let splits: [QuerySplit]
  let inputs: AttentionInputs
  let softmaxStatistics: Tensor
  /// exp(score − largest) before dropout; nil if backward computes them again.
  let exponentials: Tensor?
  let mask: DropoutMask?
  let bias: AttentionBias?

  /// Calls `body` for each split of each head of each example.
  func forEachSplit(
    _ context: ComputeContext, scratch: Int,
    _ body: (_ unit: Int, _ split: QuerySplit, _ memory: UnsafeMutablePointer<Float>) -> Void
  ) {
    context.parallel(geometry.examples * geometry.heads * splits.count, scratch: scratch) {
      body($0 / splits.count, splits[$0 % splits.count], $1)
    }
  }

  /// Computes the output and, unless it is nil, `probabilities`, which is zero where a query does not see a key.
  func forward(into output: Tensor, probabilities: Tensor?, _ context: ComputeContext) {
    let g = geometry
    context.matmulOperations += 4 * g.examples * g.queryTokens * g.tokens * g.width
    let stride = g.scoreStride(keys: g.tokens)
    let scoreSize = g.scoreSize(keys: g.tokens)
    let scratch = scoreSize + 2 * g.sharedSize(tokens: g.tokens, context)
    forEachSplit(context, scratch: scratch) { unit, split, scores in
      let place = HeadPlace(unit: unit, split: split, geometry: g, inputs: inputs)
      var memory = scores + scoreSize
      let b = (
        keysTransposed: place.shared(place.keys, isTransposed: true, g, context, &memory),
        values: place.shared(place.values, isTransposed: false, g, context, &memory)
      )
      for index in split.blocks {
        let queries = g.queries(ofBlock: index)
        let keys = g.keys(ofBlock: index)
        let seen = g.isCausal ? g.visibleKeys(query: queries.lowerBound) : nil
        b.keysTransposed.gemm(
          rows: queries.count, columns: 0..<keys, kRange: 0..<g.headWidth,
          a: place.queryOperand(from: queries.lowerBound),
          into: MatrixTarget(scores, stride: stride), alpha: g.scale,
          causal: seen.map { .columns(seenByFirst: $0) })
        for query in queries {
          let scores = scores + (query - queries.lowerBound) * stride
          let row = unit * g.queryTokens + query
          bias?.add(to: scores, unit: unit, query: query, keys: 0..<keys)
          exponentiate(
            scores, count: g.visibleKeys(query: query), padded: g.padded(keys), mask: mask,
            row: row, softmaxStatistics: softmaxStatistics,
            saved: exponentials.map { $0.pointer + row * $0.width },
            shown: probabilities.map { $0.pointer + row * $0.width }, context.kernels)
        }
        let target = place.output(output, query: queries.lowerBound)
        b.values.gemm(
          rows: queries.count, columns: 0..<g.headWidth, kRange: 0..<keys,
          a: MatrixOperand(scores, stride: stride), into: MatrixTarget(target, stride: g.width),
          causal: seen.map { .endOfK(seenByFirst: $0) })
        for query in queries {
          context.kernels.pointee.scale(
            target + (query - queries.lowerBound) * g.width,
            softmaxStatistics.pointer[2 * (unit * g.queryTokens + query) + 1], g.headWidth)
        }
      }
    }
  }
}

/// The position of one head of one example in each tensor, and the keys that a split of its queries sees.
struct HeadPlace {
  /// How many keys, from the first on, the split's queries see.
  let seenKeys: Int
  let queryStride: Int
  let keyStride: Int
  let keys: UnsafeMutablePointer<Float>
  let values: UnsafeMutablePointer<Float>
  private let queryStart: UnsafeMutablePointer<Float>
  private let example: Int
  private let column: Int
  private let queryTokens: Int
  private let width: Int

  init(unit: Int, split: QuerySplit, geometry: AttentionGeometry, inputs: AttentionInputs) {
    seenKeys = split.keys
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

  /// The queries as an A operand: [queries, head width].
  func queryOperand(from query: Int) -> MatrixOperand {
    MatrixOperand(queryStart + query * queryStride, stride: queryStride)
  }

  /// The keys or values that the split's queries see, as a B operand that is valid as long as the memory.
  func shared(
    _ start: UnsafeMutablePointer<Float>, isTransposed: Bool, _ g: AttentionGeometry,
    _ context: ComputeContext, _ memory: inout UnsafeMutablePointer<Float>
  ) -> SharedB {
    SharedB(
      MatrixOperand(start, stride: keyStride, isTransposed: isTransposed),
      k: isTransposed ? g.headWidth : seenKeys, columns: isTransposed ? seenKeys : g.headWidth,
      context.gemmKernels, memory: &memory)
  }

  /// The position of a query in a tensor of the output's shape.
  func output(_ tensor: Tensor, query: Int) -> UnsafeMutablePointer<Float> {
    tensor.pointer + (example * queryTokens + query) * width + column
  }

  /// The position of a token in a tensor of an input's shape, in the block of columns at `first`.
  func gradient(
    _ tensor: Tensor, _ first: Int, token: Int, tokens: Int
  ) -> UnsafeMutablePointer<Float> {
    tensor.pointer + (example * tokens + token) * tensor.width + first + column
  }
}
