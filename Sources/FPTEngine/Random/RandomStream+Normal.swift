extension RandomStream {
  /// The two standard normals of block `index`, by Box and Muller's method in double precision.
  ///
  /// u₁ is in (0, 1] and u₂ in [0, 1), both multiples of 2⁻⁵³; the results are √(−2 ln u₁)·cos 2πu₂ and
  /// √(−2 ln u₁)·sin 2πu₂, at most 8.6 in magnitude and within 1e-15 relative of the exact radius and angle.
  /// Only IEEE operations and this package's own logarithm and sine are used, so no bit depends on the C library.
  public func normals(inBlock index: UInt32) -> SIMD2<Double> {
    let words = block(index)
    let radiusBits = (UInt64(words.y) &<< 32 | UInt64(words.x)) &>> 11
    let angleBits = (UInt64(words.w) &<< 32 | UInt64(words.z)) &>> 11
    let u1 = Double(radiusBits &+ 1) * 0x1p-53
    let u2 = Double(angleBits) * 0x1p-53
    let radius = (-2 * ScalarElementary.logarithm(u1)).squareRoot()
    let angle = ScalarElementary.sineAndCosine(turns: u2)
    return SIMD2(radius * angle.cosine, radius * angle.sine)
  }

  /// Fills a buffer with normals: elements 2k and 2k + 1 come from block k after the first.
  ///
  /// - Parameters:
  ///   - values: the buffer; every element is written.
  ///   - firstBlock: the block of the first two elements.
  ///   - mean: the mean.
  ///   - standardDeviation: the standard deviation; scaled and shifted in double precision, then rounded once.
  public func fillNormal(
    _ values: UnsafeMutableBufferPointer<Float>, fromBlock firstBlock: UInt32 = 0,
    mean: Double = 0, standardDeviation: Double = 1
  ) {
    var index = firstBlock
    var position = 0
    while position < values.count {
      let pair = normals(inBlock: index)
      values[position] = Float(mean + standardDeviation * pair.x)
      if position &+ 1 < values.count {
        values[position &+ 1] = Float(mean + standardDeviation * pair.y)
      }
      index = index &+ 1
      position = position &+ 2
    }
  }
}
