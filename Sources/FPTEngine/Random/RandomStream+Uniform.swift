extension RandomStream {
  /// Value `index` of this step as a word: word `index mod 4` of block `index / 4`.
  @inlinable @inline(__always)
  public func word(at index: Int) -> UInt32 {
    block(UInt32(truncatingIfNeeded: index &>> 2))[index & 3]
  }

  /// Value `index` of this step as a float in [0, 1), a multiple of 2⁻²⁴.
  @inlinable @inline(__always)
  public func uniform(at index: Int) -> Float {
    Self.uniform(word(at: index))
  }

  /// The float in [0, 1) that a random word stands for: its upper 24 bits times 2⁻²⁴, without rounding.
  @inlinable @inline(__always)
  public static func uniform(_ word: UInt32) -> Float {
    Float(Int32(truncatingIfNeeded: word &>> 8)) * 0x1p-24
  }

  /// Fills a buffer with the words from `start`, which is rounded down to a multiple of four.
  ///
  /// Bulk users such as dropout cut their work at multiples of four, so that threads share no block.
  public func fill(_ words: UnsafeMutableBufferPointer<UInt32>, from start: Int = 0) {
    forEachBlock(count: words.count, from: start) { words[$0] = $1 }
  }

  /// Fills a buffer with uniform floats in [0, 1), the values from `start`, which is rounded down to a multiple of four.
  public func fillUniform(_ values: UnsafeMutableBufferPointer<Float>, from start: Int = 0) {
    forEachBlock(count: values.count, from: start) { values[$0] = Self.uniform($1) }
  }

  @inline(__always)
  private func forEachBlock(count: Int, from start: Int, _ store: (Int, UInt32) -> Void) {
    var next = UInt32(truncatingIfNeeded: start &>> 2)
    var position = 0
    while position &+ 4 <= count {
      let words = block(next)
      store(position, words.x)
      store(position &+ 1, words.y)
      store(position &+ 2, words.z)
      store(position &+ 3, words.w)
      next = next &+ 1
      position = position &+ 4
    }
    if position < count {
      let words = block(next)
      for lane in 0..<(count &- position) { store(position &+ lane, words[lane]) }
    }
  }
}
