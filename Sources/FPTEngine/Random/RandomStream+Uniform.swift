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
    fillWords(UnsafeMutableRawBufferPointer(words), from: start)
  }

  /// Fills a buffer with uniform floats in [0, 1), the values from `start`, which is rounded down to a multiple of four.
  public func fillUniform(_ values: UnsafeMutableBufferPointer<Float>, from start: Int = 0) {
    let memory = UnsafeMutableRawBufferPointer(values)
    // In pieces that stay in the first-level cache between the two passes.
    let piece = 4_096
    var position = 0
    while position < values.count {
      let count = min(piece, values.count &- position)
      let bytes = UnsafeMutableRawBufferPointer(
        rebasing: memory[position &* 4..<(position &+ count) &* 4])
      fillWords(bytes, from: (start & ~3) &+ position)
      for index in 0..<count {
        let word = bytes.load(fromByteOffset: index &* 4, as: UInt32.self)
        values[position &+ index] = Self.uniform(word)
      }
      position = position &+ count
    }
  }

  /// Writes whole words from the block of word `start` on, sixteen at a time.
  private func fillWords(_ memory: UnsafeMutableRawBufferPointer, from start: Int) {
    let lowWords = SIMD3(
      UInt32(truncatingIfNeeded: nameHash), UInt32(truncatingIfNeeded: nameHash &>> 32), step)
    var blocks = SIMD4<UInt64>(repeating: UInt64(truncatingIfNeeded: start &>> 2))
    blocks = blocks &+ SIMD4(0, 1, 2, 3)
    var offset = 0
    while offset < memory.count {
      let (front, back) = Philox.fourBlocks(lowWords: lowWords, blocks: blocks, key: key)
      if offset &+ 64 <= memory.count {
        for lane in 0..<4 {
          let place = offset &+ 16 &* lane
          memory.storeBytes(of: front[lane].littleEndian, toByteOffset: place, as: UInt64.self)
          memory.storeBytes(of: back[lane].littleEndian, toByteOffset: place &+ 8, as: UInt64.self)
        }
      } else {
        for word in 0..<(memory.count &- offset) / 4 {
          let pair = word & 2 == 0 ? front[word &>> 2] : back[word &>> 2]
          let bits = UInt32(truncatingIfNeeded: word & 1 == 0 ? pair : pair &>> 32)
          memory.storeBytes(of: bits, toByteOffset: offset &+ 4 &* word, as: UInt32.self)
        }
      }
      blocks = blocks &+ SIMD4(repeating: 4)
      offset = offset &+ 64
    }
  }
}
