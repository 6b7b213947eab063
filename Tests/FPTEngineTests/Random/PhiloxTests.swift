import FPTEngine
import Testing

@Suite("Philox 4×32-10")
struct PhiloxTests {
  struct KnownAnswer: Sendable, CustomTestStringConvertible {
    var counter: SIMD4<UInt32>
    var key: SIMD2<UInt32>
    var expected: SIMD4<UInt32>
    var testDescription: String { "counter \(counter) key \(key)" }
  }

  /// The three `philox4x32 10` lines of Random123's tests/kat_vectors.
  static let published = [
    KnownAnswer(
      counter: SIMD4(0, 0, 0, 0), key: SIMD2(0, 0),
      expected: SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
    KnownAnswer(
      counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max),
      expected: SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)),
    KnownAnswer(
      counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
      key: SIMD2(0xa409_3822, 0x299f_31d0),
      expected: SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)),
  ]

  @Test("gives the published answers", arguments: published)
  func knownAnswer(_ answer: KnownAnswer) {
    #expect(Philox.round10(counter: answer.counter, key: answer.key) == answer.expected)
  }

  @Test("a stream's layout is seed, name, step, block")
  func layout() {
    let seed: UInt64 = 0x0123_4567_89ab_cdef
    let hash = RandomStream.hash(ofName: "data order")
    let stream = RandomStream(seed: seed, name: "data order", step: 7)
    let counter = SIMD4(
      UInt32(truncatingIfNeeded: hash), UInt32(truncatingIfNeeded: hash >> 32), 7, 9)
    let key = SIMD2<UInt32>(0x89ab_cdef, 0x0123_4567)
    #expect(stream.block(9) == Philox.round10(counter: counter, key: key))
    #expect(RandomStream(seed: seed, name: "data order").at(step: 7) == stream)
  }

  /// These values are part of every stored result: changing one means raising the numerics version.
  @Test("the hash of names is pinned")
  func pinnedHashes() {
    #expect(RandomStream.hash(ofName: "") == 0xf52a_15e9_a9b5_e89b)
    #expect(RandomStream.hash(ofName: "data order") == 0x1eb1_6f6a_2bb6_ecb7)
    let names = (0..<10_000).map { "dropout.\($0)" }
    #expect(Set(names.map(RandomStream.hash(ofName:))).count == names.count)
  }
}
