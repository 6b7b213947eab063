import CVectorKernels

/// One attention on its way forward and back.
///
/// The unit of parallel work is a part of the queries of a head of an example. It owns its rows of the output and of the queries'
/// gradients; gradients of keys and values are summed by each part for itself, and over the parts in their order. So no two units
/// write to the same place, and every sum has one order.
struct AttentionPass {
  let geometry: AttentionGeometry
  let inputs: AttentionInputs
  let normalizers: Tensor
  /// Of scores, before dropout; nil where they are computed again.
  let exponentials: Tensor?
  let mask: DropoutMask?
  let bias: AttentionBias?

  /// Calls `body` for each part of each head of each example.
  func forEachPart(
    _ context: ComputeContext, scratch: Int,
    _ body: (_ unit: Int, _ part: Int, _ memory: UnsafeMutablePointer<Float>) -> Void
  ) {
    let parts = geometry.parts
    context.parallel(geometry.examples * geometry.heads * parts, scratch: scratch) {
      body($0 / parts, $0 % parts, $1)
    }
  }

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
      for index in g.blocks(ofPart: part) {
        let queries = g.queries(ofBlock: index)
        let keys = g.keys(ofBlock: index)
        let seen = g.isCausal ? g.visibleKeys(query: queries.lowerBound) : nil
        factors.keys.multiply(
          rows: queries.count, columns: 0..<keys, inner: 0..<g.headWidth,
          left: place.queryFactor(from: queries.lowerBound),
          into: MatrixTarget(scores, stride: stride), alpha: g.scale,
          cut: seen.map { .columns(seenByFirst: $0) })
        for query in queries {
          exponentiate(
            scores + (query - queries.lowerBound) * stride, unit: unit, query: query, keys: keys,
            probabilities: probabilities)
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

  /// From a query's scores of the first `keys` keys to what values are weighted with, but for the sum that they share.
  private func exponentiate(
    _ row: UnsafeMutablePointer<Float>, unit: Int, query: Int, keys: Int, probabilities: Tensor?
  ) {
    let g = geometry
    let visible = g.visibleKeys(query: query)
    let place = unit * g.queryTokens + query
    let normalizer = normalizers.pointer + 2 * place
    bias?.add(to: row, unit: unit, query: query, keys: 0..<keys)
    mask?.draw(row: place, from: 0, to: visible)
    guard probabilities != nil || exponentials != nil else {
      fpt_exponentiate(
        row, visible, g.padded(keys), mask.map { UnsafePointer($0[place].bytes) },
        mask?.scale ?? 1, normalizer)
      return
    }
    fpt_exponentiate(row, visible, g.padded(keys), nil, 1, normalizer)
    if let exponentials {
      (exponentials.pointer + place * exponentials.width).update(from: row, count: visible)
    }
    if let probabilities {
      // They are shown before dropout.
      let shown = probabilities.pointer + place * g.tokens
      shown.update(from: row, count: keys)
      (shown + keys).update(repeating: 0, count: g.tokens - keys)
      fpt_scale(shown, normalizer[1], keys)
    }
    mask?[place].apply(from: row, to: row, width: visible)
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

  init(unit: Int, part: Int, geometry: AttentionGeometry, inputs: AttentionInputs) {
    seenKeys = geometry.keys(ofPart: part)
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
