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
    let operations = exponentials == nil ? 10 : 8
    context.matmulOperations += operations * g.examples * g.queryTokens * g.tokens * g.width
    let gradients = Gradients(output: gradient, inputs, g, biases: bias?.gathered(context), context)
    let scoreSize = g.scoreSize(keys: g.keyTile)
    let deltaSize = (g.block + 15) / 16 * 16
    let scratch =
      2 * scoreSize + deltaSize + 3 * g.sharedSize(tokens: g.tokens, context)
      + 2 * g.sharedSize(tokens: g.block, context)
    forEachSplit(context, scratch: scratch) { unit, split, p in
      let place = HeadPlace(unit: unit, split: split, geometry: g, inputs: inputs)
      let deltas = p + 2 * scoreSize
      var memory = deltas + deltaSize
      let keys = KeyOperands(
        keysTransposed: exponentials == nil
          ? place.shared(place.keys, isTransposed: true, g, context, &memory) : nil,
        valuesTransposed: place.shared(place.values, isTransposed: true, g, context, &memory),
        keys: place.shared(place.keys, isTransposed: false, g, context, &memory))
      // The last block comes first: it sees all of the split's keys and writes what the others add to.
      for index in split.blocks.reversed() {
        let queries = g.queries(ofBlock: index)
        let y = place.output(output, query: queries.lowerBound)
        let dy = place.output(gradient, query: queries.lowerBound)
        for row in 0..<queries.count {
          deltas[row] = context.kernels.pointee.dot(
            y + row * g.width, dy + row * g.width, g.headWidth)
        }
        var blockMemory = memory
        let block = QueryBlock(
          queries: queries, split: split.index, isFirst: index == split.blocks.upperBound - 1,
          q: place.queryOperand(from: queries.lowerBound),
          dy: MatrixOperand(dy, stride: g.width), deltas: deltas, p: p, dp: p + scoreSize,
          geometry: g, context, memory: &blockMemory)
        let visible = g.keys(ofBlock: index)
        for first in stride(from: 0, to: visible, by: g.keyTile) {
          backward(
            block, first..<min(visible, first + g.keyTile), keys, place, unit: unit,
            into: gradients,
            context.kernels
          )
        }
      }
    }
    gradients.sum(over: splits, g, context)
    if let biases = gradients.biases { bias?.finish(biases, context) }
    inputs.keysValues.slot?.adopt(gradients.keysValues.tensor, in: context)
    if !inputs.isFused { inputs.queries.slot?.adopt(gradients.queries, in: context) }
  }

  /// A block of queries and a tile of keys: dV += P̃ᵀ dy, dQ += dS K, dK += dSᵀ Q.
  private func backward(
    _ block: QueryBlock, _ tile: Range<Int>, _ operands: KeyOperands, _ place: HeadPlace, unit: Int,
    into gradients: Gradients, _ kernels: UnsafePointer<fpt_kernels>
  ) {
    let g = geometry
    let queries = block.queries
    let stride = g.scoreStride(keys: g.keyTile)
    let head = 0..<g.headWidth
    let keyGradients = gradients.keysValues(ofSplit: block.split)
    let seen = g.isCausal ? g.visibleKeys(query: queries.lowerBound) - tile.lowerBound : nil
    let columns = seen.map { CausalSkip.columns(seenByFirst: $0) }
    operands.keysTransposed?.gemm(
      rows: queries.count, columns: tile, kRange: head, a: block.q,
      into: MatrixTarget(block.p, stride: stride), alpha: g.scale, causal: columns)
    operands.valuesTransposed.gemm(
      rows: queries.count, columns: tile, kRange: head, a: block.dy,
      into: MatrixTarget(block.dp, stride: stride), causal: columns)
    for row in 0..<queries.count {
      scoreGradient(
        block.p + row * stride, block.dp + row * stride, delta: block.deltas[row], tile, unit: unit,
        query: queries.lowerBound + row, split: block.split, into: gradients.biases, kernels)
    }
    let earlier = seen.map { CausalSkip.beginOfK(seenByFirst: $0) }
    func add(
      _ scores: UnsafeMutablePointer<Float>, times b: SharedB, toColumn column: Int
    ) {
      let target = place.gradient(
        keyGradients.tensor, column, token: tile.lowerBound, tokens: g.tokens)
      b.gemm(
        rows: tile.count, columns: head, kRange: 0..<queries.count,
        a: MatrixOperand(scores, stride: stride, isTransposed: true),
        into: MatrixTarget(
          target, stride: keyGradients.tensor.width, accumulates: !block.isFirst), causal: earlier)
    }
    add(block.p, times: block.sharedDY, toColumn: keyGradients.valueColumn)
    add(block.dp, times: block.sharedQ, toColumn: keyGradients.keyColumn)
    operands.keys.gemm(
      rows: queries.count, columns: head, kRange: tile,
      a: MatrixOperand(block.dp, stride: stride),
      into: MatrixTarget(
        place.gradient(
          gradients.queries, inputs.queryColumn, token: queries.lowerBound, tokens: g.queryTokens),
        stride: place.queryStride, accumulates: tile.lowerBound > 0),
      causal: seen.map { .endOfK(seenByFirst: $0) })
  }

  /// The softmax backward of one query: `p` holds scores and then dropped probabilities, `dp` their gradient and then that of q ·
  /// k.
  @inline(__always)
  private func scoreGradient(
    _ p: UnsafeMutablePointer<Float>, _ dp: UnsafeMutablePointer<Float>, delta: Float,
    _ tile: Range<Int>, unit: Int, query: Int, split: Int, into biases: Tensor?,
    _ kernels: UnsafePointer<fpt_kernels>
  ) {
    let g = geometry
    let row = unit * g.queryTokens + query
    if exponentials == nil { bias?.add(to: p, unit: unit, query: query, keys: tile) }
    kernels.pointee.score_gradient(
      p, dp, exponentials.map { UnsafePointer($0.pointer + row * $0.width + tile.lowerBound) },
      max(0, min(tile.count, g.visibleKeys(query: query) - tile.lowerBound)),
      g.padded(tile.count), softmaxStatistics.pointer + 2 * row,
      mask.map { UnsafePointer($0[row].bytes + tile.lowerBound / 8) }, mask?.scale ?? 1, delta,
      g.scale)
    if let biases {
      bias?.gather(dp, unit: unit, query: query, split: split, keys: tile, into: biases)
    }
  }
}

/// The gradient of the output, and the tensors that receive those of the inputs.
private struct Gradients {
  /// Gradients of keys and values, side by side.
  struct KeysValues {
    /// The gradients: [examples, tokens, …].
    let tensor: Tensor
    let keyColumn: Int
    let valueColumn: Int
  }

  let output: Tensor
  /// Gradients of the last split and, in the end, of all splits.
  let keysValues: KeysValues
  /// Gradients of each of the other splits.
  private let earlier: [KeysValues]
  let queries: Tensor
  /// Gradients of relative positions, for each split of each head of each example; nil if they are frozen.
  let biases: Tensor?

  init(
    output: Tensor, _ inputs: AttentionInputs, _ g: AttentionGeometry, biases: Tensor?,
    _ context: ComputeContext
  ) {
    self.output = output
    self.biases = biases
    keysValues = KeysValues(
      tensor: context.uninitialized(inputs.keysValues.shape), keyColumn: inputs.keyColumn,
      valueColumn: inputs.valueColumn)
    queries =
      inputs.isFused ? keysValues.tensor : context.uninitialized(inputs.queries.shape)
    earlier = (1..<g.splits).map { _ in
      KeysValues(
        tensor: context.uninitialized([g.examples, g.tokens, 2 * g.width]), keyColumn: 0,
        valueColumn: g.width)
    }
  }

  func keysValues(ofSplit split: Int) -> KeysValues {
    split < earlier.count ? earlier[split] : keysValues
  }

  /// Adds the gradients of the other splits to those of the last split.
  func sum(over splits: [QuerySplit], _ g: AttentionGeometry, _ context: ComputeContext) {
    guard !earlier.isEmpty else { return }
    let sum = keysValues.tensor
    context.parallel(chunks: g.examples * g.tokens, of: 64) { rows in
      for row in rows {
        for (split, gradient) in zip(splits, earlier) where row % g.tokens < split.keys {
          context.kernels.pointee.add(
            sum.pointer + row * sum.width + keysValues.keyColumn,
            gradient.tensor.pointer + row * 2 * g.width, 2 * g.width)
        }
      }
    }
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
  let queries: Range<Int>
  let split: Int
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

  init(
    queries: Range<Int>, split: Int, isFirst: Bool, q: MatrixOperand, dy: MatrixOperand,
    deltas: UnsafeMutablePointer<Float>, p: UnsafeMutablePointer<Float>,
    dp: UnsafeMutablePointer<Float>, geometry: AttentionGeometry, _ context: ComputeContext,
    memory: inout UnsafeMutablePointer<Float>
  ) {
    self.queries = queries
    self.split = split
    self.isFirst = isFirst
    self.q = q
    self.dy = dy
    self.deltas = deltas
    self.p = p
    self.dp = dp
    func shared(_ operand: MatrixOperand) -> SharedB {
      SharedB(
        operand, k: queries.count, columns: geometry.headWidth, context.gemmKernels,
        memory: &memory)
    }
    sharedDY = shared(dy)
    sharedQ = shared(q)
  }
}
