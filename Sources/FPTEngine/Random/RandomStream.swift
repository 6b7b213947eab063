/// A named stream of random numbers: an array of values that exists in full and is only looked at.
///
/// Layout, fixed for good: the Philox key is the 64-bit seed, low word first; the counter is the 64-bit hash of the
/// stream's name (low word, high word), the 32-bit step, and the 32-bit block. One step of a stream therefore
/// holds 2³² blocks of four words.
public struct RandomStream: Sendable, Hashable {
  /// The seed, low word first.
  public let key: SIMD2<UInt32>
  /// The hash of the name.
  public let nameHash: UInt64
  /// The step whose values are read.
  public let step: UInt32

  /// The stream called `name` of a seed, at a step.
  ///
  /// - Parameters:
  ///   - seed: the seed of the cell.
  ///   - name: what the numbers are for, such as `data order`; unrelated names give independent streams.
  ///   - step: the training step, epoch or example that the numbers belong to.
  public init(seed: UInt64, name: String, step: UInt32 = 0) {
    self.init(seed: seed, nameHash: Self.hash(ofName: name), step: step)
  }

  /// The stream whose name has the given hash: spares hashing the name again at every step.
  @inlinable
  public init(seed: UInt64, nameHash: UInt64, step: UInt32) {
    self.key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed &>> 32))
    self.nameHash = nameHash
    self.step = step
  }

  /// The same stream at another step.
  @inlinable
  public func at(step: UInt32) -> RandomStream {
    RandomStream(key: key, nameHash: nameHash, step: step)
  }

  @inlinable
  init(key: SIMD2<UInt32>, nameHash: UInt64, step: UInt32) {
    self.key = key
    self.nameHash = nameHash
    self.step = step
  }

  /// Four random words: block `index` of this step.
  @inlinable @inline(__always)
  public func block(_ index: UInt32) -> SIMD4<UInt32> {
    let counter = SIMD4(
      UInt32(truncatingIfNeeded: nameHash), UInt32(truncatingIfNeeded: nameHash &>> 32), step, index
    )
    return Philox.round10(counter: counter, key: key)
  }

  /// The 64-bit hash of a stream's name: FNV-1a over its UTF-8 bytes, then the finalizer of SplitMix64.
  ///
  /// FNV-1a alone leaves the high bits of short names alike; the finalizer is a bijection, so it adds no collisions.
  public static func hash(ofName name: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 {
      hash ^= UInt64(byte)
      hash = hash &* 0x0000_0100_0000_01B3
    }
    hash = (hash ^ (hash &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ (hash &>> 27)) &* 0x94D0_49BB_1331_11EB
    return hash ^ (hash &>> 31)
  }
}
