import CVectorKernels

/// One attention on its way forward and back.
///
/// The unit of parallel work is a part of the queries of a head of an example. It owns its rows of the output and of the queries'
/// gradients; gradients of keys and values are summed by each part for itself, and over the parts in their order. So no two units
/// write to the same place, and every sum has one order.
struct AttentionPass {
  let geometry: AttentionGeometry
  let parts: [QueryPart]
  let inputs: AttentionInputs
  let normalizers: Tensor
  /// Of scores, before dropout; nil where they are computed again.
  let exponentials: Tensor?
  let mask: DropoutMask?
  let bias: AttentionBias?

  /// Calls `body` for each part of each head of each example.
  func forEachPart(
    _ context: ComputeContext, scratch: Int,
    _ body: (_ unit: Int, _ part: QueryPart, _ memory: UnsafeMutablePointer<Float>) -> Void
  ) {
    context.parallel(geometry.examples * geometry.heads * parts.count, scratch: scratch) {
      body($0 / parts.count, parts[$0 % parts.count], $1)
    }
  }

  /// - Parameter probabilities: zero where a query does not see a key.
  func forward(into output: Tensor, probabilities: Tensor?, _ context: ComputeContext) {
    let g = geometry
    context.productOperations += 4 * g.examples * g.queryTokens * g.tokens * g.width
    let stride = g.scoreStride(keys: g.tokens)
    let scoreSize = g.scoreSize(keys: g.tokens)
    let scratch = scoreSize + 2 * g.factorSize(tokens: g.tokens, context)
    forEachPart(context, scratch: scratch) { unit, part, scores in
      let place = HeadPlace(unit: unit, part: part, geometry: g, inputs: inputs)
      var memory = scores + scoreSize
      let factors = (
        keys: place.shared(place.keys, isTransposed: true, g, context, &memory),
        values: place.shared(place.values, isTransposed: false, g, context, &memory)
      )
      for index in part.blocks {
        let queries = g.queries(ofBlock: index)
        let keys = g.keys(ofBlock: index)
        let seen = g.isCausal ? g.visibleKeys(query: queries.lowerBound) : nil
        factors.keys.multiply(
          rows: queries.count, columns: 0..<keys, inner: 0..<g.headWidth,
          left: place.queryFactor(from: queries.lowerBound),
          into: MatrixTarget(scores, stride: stride), alpha: g.scale,
          cut: seen.map { .columns(seenByFirst: $0) })
        for query in queries {
          let scores = scores + (query - queries.lowerBound) * stride
          let row = unit * g.queryTokens + query
          bias?.add(to: scores, unit: unit, query: query, keys: 0..<keys)
          exponentiate(
            scores, count: g.visibleKeys(query: query), padded: g.padded(keys), mask: mask,
            row: row, normalizers: normalizers,
            kept: exponentials.map { $0.pointer + row * $0.width },
            shown: probabilities.map { $0.pointer + row * $0.width })
        }
        let target = place.output(output, query: queries.lowerBound)
        factors.values.multiply(
          rows: queries.count, columns: 0..<g.headWidth, inner: 0..<keys,
          left: MatrixFactor(scores, stride: stride), into: MatrixTarget(target, stride: g.width),
          cut: seen.map { .laterTerms(seenByFirst: $0) })
        for query in queries {
          fpt_scale(
            target + (query - queries.lowerBound) * g.width,
            normalizers.pointer[2 * (unit * g.queryTokens + query) + 1], g.headWidth)
        }
      }
    }
  }
}

/// Where one head of one example lies in each tensor, and what a part of its queries sees.
struct HeadPlace {
  /// Keys, from the first on, that the part's queries see.
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

  init(unit: Int, part: QueryPart, geometry: AttentionGeometry, inputs: AttentionInputs) {
    seenKeys = part.keys
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

  /// The keys or values that the part's queries see as a right factor, for as long as the memory is.
  func shared(
    _ start: UnsafeMutablePointer<Float>, isTransposed: Bool, _ g: AttentionGeometry,
    _ context: ComputeContext, _ memory: inout UnsafeMutablePointer<Float>
  ) -> SharedFactor {
    SharedFactor(
      MatrixFactor(start, stride: keyStride, isTransposed: isTransposed),
      inner: isTransposed ? g.headWidth : seenKeys, columns: isTransposed ? seenKeys : g.headWidth,
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
