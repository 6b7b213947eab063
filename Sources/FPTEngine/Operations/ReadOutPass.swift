import CVectorKernels

/// One attention of last tokens on its way forward and back.
///
/// What belongs to tokens is computed an example at a time, each by one thread; what belongs to queries, a head at a time, in
/// products over all examples.
struct ReadOutPass {
  let geometry: ReadOutGeometry
  let queries: Variable
  let x: Variable
  let keys: LinearWeight
  let values: LinearWeight
  let mask: DropoutMask?
  let bias: AttentionBias?
  let context: ComputeContext
  /// [B, heads, inputs]: what each head's query asks of a token, Wk q.
  let asked: Tensor
  /// [B, heads, scoreStride]
  let scores: Tensor
  /// [B, heads, 2]: the largest score and the inverse of the sum of exponentials.
  let normalizers: Tensor

  init(
    geometry: ReadOutGeometry, queries: Variable, x: Variable, keys: LinearWeight,
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
    asked = context.uninitialized([examples, heads, geometry.inputs])
    scores = context.uninitialized([examples, heads, geometry.scoreStride])
    normalizers = context.uninitialized([examples, heads, 2])
  }

  func forward(into output: Tensor, probabilities: Tensor?) {
    let g = geometry
    for head in 0..<g.heads {
      let query = queries.value.pointer + head * g.headWidth
      multiply(
        keys.of(head, g).backwardTerm(MatrixFactor(query, stride: g.width)),
        into: asked, column: head * g.inputs, columns: g.inputs)
    }
    // [B, heads, inputs]: tokens weighted with a head's dropped probabilities, and [B, heads]: the sum of these.
    let mixed = context.uninitialized([g.examples, g.heads, g.inputs])
    let shares = context.uninitialized([g.examples, g.heads])
    context.productOperations += 4 * g.rows * g.tokens * g.inputs
    let scoreSize = g.scoreSize(rows: g.heads)
    context.parallel(g.examples, scratch: scoreSize + factorSize) { example, weights in
      let first = example * g.heads
      let memory = weights + scoreSize
      tokens(example, isTransposed: true, memory).multiply(
        rows: g.heads, columns: 0..<g.tokens, inner: 0..<g.inputs,
        left: MatrixFactor(asked.pointer + first * g.inputs, stride: g.inputs),
        into: MatrixTarget(scores.pointer + first * g.scoreStride, stride: g.scoreStride),
        alpha: g.scale)
      for head in 0..<g.heads {
        let (row, weight) = (first + head, weights + head * g.scoreStride)
        exponentiate(row, into: weight, probabilities: probabilities)
        shares.pointer[row] = fpt_sum(weight, g.tokens) * normalizers.pointer[2 * row + 1]
      }
      let target = mixed.pointer + first * g.inputs
      tokens(example, isTransposed: false, memory).multiply(
        rows: g.heads, columns: 0..<g.inputs, inner: 0..<g.tokens,
        left: MatrixFactor(weights, stride: g.scoreStride),
        into: MatrixTarget(target, stride: g.inputs))
      for head in 0..<g.heads {
        fpt_scale(
          target + head * g.inputs, normalizers.pointer[2 * (first + head) + 1], g.inputs)
      }
    }
    for head in 0..<g.heads {
      let weight = values.of(head, g)
      let left = MatrixFactor(
        mixed.pointer + head * g.inputs, stride: g.heads * g.inputs)
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

  /// From the scores of one head to what tokens are weighted with, but for the sum that they share.
  private func exponentiate(
    _ row: Int, into weights: UnsafeMutablePointer<Float>, probabilities: Tensor?
  ) {
    let g = geometry
    let kept = scores.pointer + row * g.scoreStride
    let normalizer = normalizers.pointer + 2 * row
    bias?.add(to: kept, unit: row, query: 0, keys: 0..<g.tokens)
    weights.update(from: kept, count: g.tokens)
    mask?.draw(row: row, from: 0, to: g.tokens)
    if let probabilities {
      // They are shown before dropout.
      let shown = probabilities.pointer + row * g.tokens
      fpt_exponentiate(weights, g.tokens, g.padded, nil, 1, normalizer)
      shown.update(from: weights, count: g.tokens)
      fpt_scale(shown, normalizer[1], g.tokens)
      mask?[row].apply(from: weights, to: weights, width: g.tokens)
      return
    }
    fpt_exponentiate(
      weights, g.tokens, g.padded, mask.map { UnsafePointer($0[row].bytes) }, mask?.scale ?? 1,
      normalizer)
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
      SharedFactor.size(inner: g.inputs, columns: g.tokens, context.kernels),
      SharedFactor.size(inner: g.tokens, columns: g.inputs, context.kernels))
  }

  /// An example's tokens as a right factor, for as long as the memory is.
  func tokens(
    _ example: Int, isTransposed: Bool, _ memory: UnsafeMutablePointer<Float>
  ) -> SharedFactor {
    let g = geometry
    var place = memory
    return SharedFactor(
      MatrixFactor(
        x.value.pointer + example * g.tokens * g.inputs, stride: g.inputs,
        isTransposed: isTransposed),
      inner: isTransposed ? g.inputs : g.tokens, columns: isTransposed ? g.tokens : g.inputs,
      context.kernels, memory: &place)
  }
}

extension LinearWeight {
  /// The outputs of one head.
  func of(_ head: Int, _ geometry: ReadOutGeometry) -> LinearWeight {
    let part = geometry.range(ofHead: head)
    return LinearWeight(
      matrix, bias: bias, layout: layout,
      outputs: outputs.lowerBound + part.lowerBound..<outputs.lowerBound + part.upperBound)
  }
}
