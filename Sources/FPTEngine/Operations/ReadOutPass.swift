import CVectorKernels

/// One attention of last tokens on its way forward and back.
///
/// What belongs to tokens is computed an example at a time, each by one thread; what belongs to queries, a head at a time, in
/// products over all examples.
struct ReadOutPass {
  let geometry: AttentionGeometry
  let queries: Variable
  let x: Variable
  let keys: LinearWeight
  let values: LinearWeight
  let mask: DropoutMask?
  let bias: AttentionBias?
  let context: ComputeContext
  /// [B, heads, inputs]: what each head's query asks of a token, Wk q.
  let asked: Tensor
  /// [B, heads, T in whole vectors]: of scores, before dropout.
  let exponentials: Tensor
  /// [B, heads, 2]: the largest score and the inverse of the sum of exponentials.
  let normalizers: Tensor

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
    asked = context.uninitialized([examples, heads, x.value.width])
    exponentials = context.uninitialized([examples, heads, geometry.padded(geometry.tokens)])
    normalizers = context.uninitialized([examples, heads, 2])
  }

  /// Numbers of a token, before any projection.
  var inputs: Int { x.value.width }
  /// Floats from one row of scores to the next.
  var scoreStride: Int { geometry.scoreStride(keys: geometry.tokens) }
  /// Floats of memory for so many rows of scores, in whole cache lines.
  func scoreSize(rows: Int) -> Int { (rows * scoreStride + 15) / 16 * 16 }

  func forward(into output: Tensor, probabilities: Tensor?) {
    let g = geometry
    for head in 0..<g.heads {
      let query = queries.value.pointer + head * g.headWidth
      multiply(
        keys.of(head, g).backwardTerm(MatrixFactor(query, stride: g.width)),
        into: asked, column: head * inputs, columns: inputs)
    }
    // [B, heads, inputs]: tokens weighted with a head's dropped probabilities, and [B, heads]: the sum of these.
    let mixed = context.uninitialized([g.examples, g.heads, inputs])
    let shares = context.uninitialized([g.examples, g.heads])
    context.productOperations += 4 * g.examples * g.heads * g.tokens * inputs
    let scoreSize = self.scoreSize(rows: g.heads)
    context.parallel(g.examples, scratch: scoreSize + factorSize) { example, weights in
      let first = example * g.heads
      let memory = weights + scoreSize
      tokens(example, isTransposed: true, memory).multiply(
        rows: g.heads, columns: 0..<g.tokens, inner: 0..<inputs,
        left: MatrixFactor(asked.pointer + first * inputs, stride: inputs),
        into: MatrixTarget(weights, stride: scoreStride), alpha: g.scale)
      for head in 0..<g.heads {
        let (row, weight) = (first + head, weights + head * scoreStride)
        bias?.add(to: weight, unit: row, query: 0, keys: 0..<g.tokens)
        exponentiate(
          weight, count: g.tokens, padded: g.padded(g.tokens), mask: mask, row: row,
          normalizers: normalizers, kept: exponentials.pointer + row * exponentials.width,
          shown: probabilities.map { $0.pointer + row * g.tokens })
        shares.pointer[row] = fpt_sum(weight, g.tokens) * normalizers.pointer[2 * row + 1]
      }
      let target = mixed.pointer + first * inputs
      tokens(example, isTransposed: false, memory).multiply(
        rows: g.heads, columns: 0..<inputs, inner: 0..<g.tokens,
        left: MatrixFactor(weights, stride: scoreStride),
        into: MatrixTarget(target, stride: inputs))
      for head in 0..<g.heads {
        fpt_scale(
          target + head * inputs, normalizers.pointer[2 * (first + head) + 1], inputs)
      }
    }
    for head in 0..<g.heads {
      let weight = values.of(head, g)
      let left = MatrixFactor(
        mixed.pointer + head * inputs, stride: g.heads * inputs)
      multiply(weight.term(left), into: output, column: head * g.headWidth, columns: g.headWidth)
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

  /// One head's product over all examples, into some columns of a tensor with a row for each of them.
  func multiply(_ term: ProductTerm, into tensor: Tensor, column: Int, columns: Int) {
    let stride = tensor.count / max(1, geometry.examples)
    context.multiply(
      rows: geometry.examples, columns: columns, terms: [term],
      into: MatrixTarget(tensor.pointer + column, stride: stride))
  }

  /// Floats of memory for an example's tokens as a right factor.
  var factorSize: Int {
    let g = geometry
    return max(
      SharedFactor.size(inner: inputs, columns: g.tokens, context.kernels),
      SharedFactor.size(inner: g.tokens, columns: inputs, context.kernels))
  }

  /// An example's tokens as a right factor, for as long as the memory is.
  func tokens(
    _ example: Int, isTransposed: Bool, _ memory: UnsafeMutablePointer<Float>
  ) -> SharedFactor {
    let g = geometry
    var place = memory
    return SharedFactor(
      MatrixFactor(
        x.value.pointer + example * g.tokens * inputs, stride: inputs,
        isTransposed: isTransposed),
      inner: isTransposed ? inputs : g.tokens, columns: isTransposed ? g.tokens : inputs,
      context.kernels, memory: &place)
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
