import CKernels

/// The forward and backward pass of last-token attention.
///
/// One thread computes what belongs to the tokens of an example. What belongs to queries is one GEMM over all examples for each
/// head.
struct LastTokenPass {
  let geometry: AttentionGeometry
  let queries: Variable
  let x: Variable
  let keys: LinearWeight
  let values: LinearWeight
  let mask: DropoutMask?
  let bias: AttentionBias?
  let context: ComputeContext
  /// The absorbed queries Wk q: [B, heads, inputs].
  let absorbedQueries: Tensor
  /// exp(score − largest) before dropout: [B, heads, T in whole vectors].
  let exponentials: Tensor
  /// The largest score, and 1 / Σ exp(score − largest): [B, heads, 2].
  let softmaxStatistics: Tensor

  init(
    geometry: AttentionGeometry, queries: Variable, x: Variable, keys: LinearWeight,
    values: LinearWeight, mask: DropoutMask?, bias: AttentionBias?, _ context: ComputeContext
  ) {
    let (examples, heads) = (geometry.examples, geometry.heads)
    self.geometry = geometry
    self.queries = queries
    self.x = x
    self.keys = keys
    self.values = values
    self.mask = mask
    self.bias = bias
    self.context = context
    absorbedQueries = context.uninitialized([examples, heads, x.value.width])
    exponentials = context.uninitialized([examples, heads, geometry.padded(geometry.tokens)])
    softmaxStatistics = context.uninitialized([examples, heads, 2])
  }

  /// Width of a token before any projection.
  var inputs: Int { x.value.width }
  /// Floats from one row of scores to the next.
  var scoreStride: Int { geometry.scoreStride(keys: geometry.tokens) }
  /// Floats of memory for this many rows of scores, in whole cache lines.
  func scoreSize(rows: Int) -> Int { (rows * scoreStride + 15) / 16 * 16 }

  func forward(into output: Tensor, probabilities: Tensor?) {
    let g = geometry
    for head in 0..<g.heads {
      let query = queries.value.pointer + head * g.headWidth
      gemm(
        keys.of(head, g).backwardOperands(MatrixOperand(query, stride: g.width)),
        into: absorbedQueries, column: head * inputs, columns: inputs)
    }
    // [B, heads, inputs]: Σ P̃ x, the tokens weighted by a head's dropped probabilities; [B, heads]: Σ P̃.
    let mixed = context.uninitialized([g.examples, g.heads, inputs])
    let shares = context.uninitialized([g.examples, g.heads])
    context.matmulOperations += 4 * g.examples * g.heads * g.tokens * inputs
    let scoreSize = self.scoreSize(rows: g.heads)
    context.parallel(g.examples, scratch: scoreSize + sharedSize) { example, weights in
      let first = example * g.heads
      let memory = weights + scoreSize
      tokens(example, isTransposed: true, memory).gemm(
        rows: g.heads, columns: 0..<g.tokens, kRange: 0..<inputs,
        a: MatrixOperand(absorbedQueries.pointer + first * inputs, stride: inputs),
        into: MatrixTarget(weights, stride: scoreStride), alpha: g.scale)
      for head in 0..<g.heads {
        let (row, weight) = (first + head, weights + head * scoreStride)
        bias?.add(to: weight, unit: row, query: 0, keys: 0..<g.tokens)
        exponentiate(
          weight, count: g.tokens, padded: g.padded(g.tokens), mask: mask, row: row,
          softmaxStatistics: softmaxStatistics,
          saved: exponentials.pointer + row * exponentials.width,
          shown: probabilities.map { $0.pointer + row * g.tokens }, context.kernels)
        shares.pointer[row] =
          context.kernels.pointee.sum(weight, g.tokens) * softmaxStatistics.pointer[2 * row + 1]
      }
      let target = mixed.pointer + first * inputs
      tokens(example, isTransposed: false, memory).gemm(
        rows: g.heads, columns: 0..<inputs, kRange: 0..<g.tokens,
        a: MatrixOperand(weights, stride: scoreStride),
        into: MatrixTarget(target, stride: inputs))
      for head in 0..<g.heads {
        context.kernels.pointee.scale(
          target + head * inputs, softmaxStatistics.pointer[2 * (first + head) + 1], inputs)
      }
    }
    for head in 0..<g.heads {
      let weight = values.of(head, g)
      let a = MatrixOperand(
        mixed.pointer + head * inputs, stride: g.heads * inputs)
      gemm(weight.operands(a), into: output, column: head * g.headWidth, columns: g.headWidth)
      guard let bias = weight.biasPointer else { continue }
      context.parallel(chunks: g.examples, of: 64) { examples in
        for example in examples {
          let y = output.pointer + example * g.width + head * g.headWidth
          let share = shares.pointer[example * g.heads + head]
          for i in 0..<g.headWidth { y[i] += bias[i] * share }
        }
      }
    }
  }

  /// One head's GEMM over all examples, into some columns of a tensor that has a row for each example.
  func gemm(_ operands: GEMMOperands, into tensor: Tensor, column: Int, columns: Int) {
    let stride = tensor.count / max(1, geometry.examples)
    context.gemm(
      rows: geometry.examples, columns: columns, operands: [operands],
      into: MatrixTarget(tensor.pointer + column, stride: stride))
  }

  /// Floats of memory for an example's tokens as a B operand.
  var sharedSize: Int {
    let g = geometry
    return max(
      SharedB.size(k: inputs, columns: g.tokens, context.gemmKernels),
      SharedB.size(k: g.tokens, columns: inputs, context.gemmKernels))
  }

  /// An example's tokens as a B operand, valid as long as the memory.
  func tokens(
    _ example: Int, isTransposed: Bool, _ memory: UnsafeMutablePointer<Float>
  ) -> SharedB {
    let g = geometry
    var place = memory
    return SharedB(
      MatrixOperand(
        x.value.pointer + example * g.tokens * inputs, stride: inputs,
        isTransposed: isTransposed),
      k: isTransposed ? inputs : g.tokens, columns: isTransposed ? g.tokens : inputs,
      context.gemmKernels, memory: &place)
  }
}

extension LinearWeight {
  /// The outputs of one head.
  func of(_ head: Int, _ geometry: AttentionGeometry) -> LinearWeight {
    let first = outputs.lowerBound + head * geometry.headWidth
    return LinearWeight(
      matrix, bias: bias, layout: layout, outputs: first..<first + geometry.headWidth)
  }
}
