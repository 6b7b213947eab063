/// Philox 4×32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw (SC 2011).
///
/// A pure function from a 128-bit counter and a 64-bit key to 128 random bits: there is no state to carry, so the same
/// place in a stream has the same value in any order, on any thread and after any resume.
public enum Philox {
  /// Ten rounds of Philox 4×32 on one counter.
  ///
  /// - Parameters:
  ///   - counter: the four counter words, lowest first.
  ///   - key: the two key words, lowest first.
  /// - Returns: four independent 32-bit words.
  @inlinable @inline(__always)
  public static func round10(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var x0 = counter.x
    var x1 = counter.y
    var x2 = counter.z
    var x3 = counter.w
    var k0 = key.x
    var k1 = key.y
    // Scalars rather than SIMD4: a loop over counters then vectorizes across counters, which needs no shuffles.
    for _ in 0..<10 {
      let first = UInt64(x0) &* 0xD251_1F53
      let second = UInt64(x2) &* 0xCD9E_8D57
      x0 = UInt32(truncatingIfNeeded: second &>> 32) ^ x1 ^ k0
      x1 = UInt32(truncatingIfNeeded: second)
      x2 = UInt32(truncatingIfNeeded: first &>> 32) ^ x3 ^ k1
      x3 = UInt32(truncatingIfNeeded: first)
      k0 = k0 &+ 0x9E37_79B9
      k1 = k1 &+ 0xBB67_AE85
    }
    return SIMD4(x0, x1, x2, x3)
  }
}
