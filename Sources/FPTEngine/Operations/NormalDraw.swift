extension Tape {
  /// Draws normal values with mean zero for the examples of this pass.
  ///
  /// The values are a function of seed, stream, step and the example's position in the batch, whatever the micro-batches are.
  /// Evaluation has streams of its own, so it draws other values than the training step of the same number.
  ///
  /// - Parameters:
  ///   - examples: examples of this pass.
  ///   - width: values for each example.
  ///   - standardDeviation: the standard deviation of the values.
  ///   - name: the name of the random stream.
  /// - Returns: [examples, width]
  public func normalValues(
    examples: Int, width: Int, standardDeviation: Double, stream name: String
  ) -> Tensor {
    let values = context.uninitialized([examples, width])
    let stream = RandomStream(
      seed: randomness.seed, name: (isTraining ? "" : "evaluation/") + name, step: randomness.step)
    // Whole blocks of two normals for each example.
    let pairs = (width + 1) / 2
    let firstPair = randomness.firstExample * pairs
    context.parallel(examples) { example in
      let row = values.pointer + example * width
      for pair in 0..<pairs {
        let block = UInt32(truncatingIfNeeded: firstPair + example * pairs + pair)
        let normals = stream.normals(inBlock: block) * standardDeviation
        row[2 * pair] = Float(normals.x)
        if 2 * pair + 1 < width { row[2 * pair + 1] = Float(normals.y) }
      }
    }
    return values
  }
}
