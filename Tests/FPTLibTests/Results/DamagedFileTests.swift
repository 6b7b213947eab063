import FPTLib
import Foundation
import Testing

@Suite struct DamagedFileTests {
  let folder: ResultsTestFolder
  let original: [UInt8]
  let digest: ContentDigest

  init() throws {
    folder = try ResultsTestFolder()
    let tree = SampleResults.cell(SampleResults.hashA).tree.stamped()
    digest = ContentDigest(of: tree)
    try ResultFile.write(tree, to: folder.file("a.h5"))
    original = try bytes(of: folder.file("a.h5"))
  }

  /// The error of reading a file of these bytes; nil where it reads well.
  private func error(reading bytes: [UInt8]) throws -> ResultFileError? {
    let path = folder.file("damaged.h5")
    try Data(bytes).write(to: URL(filePath: path))
    do throws(ResultFileError) {
      let tree = try ResultFile.read(path)
      // What reads well must be what was written, except for what the digest leaves out.
      #expect(ContentDigest(of: tree) == digest)
      return nil
    } catch {
      return error
    }
  }

  @Test func truncatedFiles() throws {
    for length in stride(from: 0, to: original.count, by: original.count / 40) {
      let error = try error(reading: Array(original.prefix(length)))
      #expect(error != nil, "cut to \(length) bytes")
    }
  }

  @Test func flippedBits() throws {
    // A global heap has no checksum, and libhdf5 1.10.8 itself goes down over some damage there, which no code in its
    // process can prevent. Everywhere else damage must end as an error.
    let heaps = globalHeaps()
    #expect(!heaps.isEmpty)
    let seed: UInt64 = 2
    print("seed \(seed)")
    var generator = LinearCongruential(state: seed)
    var (tried, found) = (0, 0)
    while tried < 300 {
      var bytes = original
      let position = Int.random(in: 0..<bytes.count, using: &generator)
      if heaps.contains(where: { $0.contains(position) }) { continue }
      bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      tried += 1
      if try error(reading: bytes) != nil { found += 1 }
    }
    print("\(found) of \(tried) flips reported, the others change nothing that is read")
    #expect(found > 30)
  }

  private func globalHeaps() -> [Range<Int>] {
    let signature = Array("GCOL".utf8)
    return original.indices.filter { original[$0...].starts(with: signature) }.map { start in
      let size = original[(start + 8)..<(start + 16)].reversed().reduce(0) { $0 << 8 | Int($1) }
      return start..<(start + size)
    }
  }

  @Test func everyFlipInValuesIsNamed() throws {
    // 1, 2, 3, 4 as float32: the values of head.weight.
    let pattern: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40, 0, 0, 0x80, 0x40]
    let start = try #require(
      original.indices.first { original[$0...].starts(with: pattern) })
    for offset in pattern.indices {
      var bytes = original
      bytes[start + offset] ^= 1
      let error = try #require(try error(reading: bytes))
      #expect("\(error)".contains("/weights/trained/head.weight@sha256"))
    }
  }

  struct LinearCongruential: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }
}
