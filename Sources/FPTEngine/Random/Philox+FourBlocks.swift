extension Philox {
  /// Four blocks of Philox 4×32-10 whose counters differ in the highest word only, one block a lane.
  ///
  /// Each lane is a 32-bit word in 64 bits: the product of two of them is then one vector instruction on every x86-64, with
  /// no shuffle anywhere. More than twice as fast as four calls of `round10`, and the same bits.
  /// - Returns: the words of each block, packed as they lie in memory: words 0 and 1, and words 2 and 3.
  @inlinable @inline(__always)
  static func fourBlocks(
    lowWords: SIMD3<UInt32>, blocks: SIMD4<UInt64>, key: SIMD2<UInt32>
  ) -> (SIMD4<UInt64>, SIMD4<UInt64>) {
    let low = SIMD4<UInt64>(repeating: 0xFFFF_FFFF)
    let firstFactor = SIMD4<UInt64>(repeating: 0xD251_1F53)
    let secondFactor = SIMD4<UInt64>(repeating: 0xCD9E_8D57)
    var x0 = SIMD4<UInt64>(repeating: UInt64(lowWords.x))
    var x1 = SIMD4<UInt64>(repeating: UInt64(lowWords.y))
    var x2 = SIMD4<UInt64>(repeating: UInt64(lowWords.z))
    var x3 = blocks & low
    var k0 = key.x
    var k1 = key.y
    for _ in 0..<10 {
      let first = (x0 & low) &* firstFactor
      let second = (x2 & low) &* secondFactor
      x0 = (second &>> 32) ^ x1 ^ SIMD4(repeating: UInt64(k0))
      x1 = second & low
      x2 = (first &>> 32) ^ x3 ^ SIMD4(repeating: UInt64(k1))
      x3 = first & low
      k0 = k0 &+ 0x9E37_79B9
      k1 = k1 &+ 0xBB67_AE85
    }
    return (x0 | x1 &<< 32, x2 | x3 &<< 32)
  }
}
