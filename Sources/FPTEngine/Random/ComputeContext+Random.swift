extension ComputeContext {
  /// Floats that one thread draws at a time: whole blocks of both kinds of numbers.
  private static let drawnFloats = 1 << 14

  /// Fills a tensor with normals on all threads: the values of ``RandomStream/fillNormal(_:fromBlock:mean:standardDeviation:)``.
  ///
  /// - Parameters:
  ///   - tensor: the tensor; every element is written.
  ///   - stream: where the values come from.
  ///   - mean: the mean.
  ///   - standardDeviation: the standard deviation.
  public func fillNormal(
    _ tensor: Tensor, from stream: RandomStream, mean: Double = 0, standardDeviation: Double = 1
  ) {
    parallel(chunks: tensor.count, of: Self.drawnFloats) { range in
      stream.fillNormal(
        UnsafeMutableBufferPointer(rebasing: tensor.elements[range]),
        fromBlock: UInt32(truncatingIfNeeded: range.lowerBound / 2), mean: mean,
        standardDeviation: standardDeviation)
    }
  }

  /// Fills a tensor with uniform numbers on [−bound, bound) on all threads.
  ///
  /// - Parameters:
  ///   - tensor: the tensor; every element is written.
  ///   - stream: where the values come from.
  ///   - bound: half the width of the interval; scaled in double precision, then rounded once.
  public func fillUniform(_ tensor: Tensor, from stream: RandomStream, bound: Double) {
    parallel(chunks: tensor.count, of: Self.drawnFloats) { range in
      let values = UnsafeMutableBufferPointer(rebasing: tensor.elements[range])
      stream.fillUniform(values, from: range.lowerBound)
      for index in values.indices {
        values[index] = Float((Double(values[index]) * 2 - 1) * bound)
      }
    }
  }
}
