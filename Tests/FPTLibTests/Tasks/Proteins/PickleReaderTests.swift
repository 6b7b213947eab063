import FPTLib
import Testing

@Suite("Pickles, read without running them")
struct PickleReaderTests {
  static func read(_ bytes: [UInt8]) throws -> PickleValue {
    try bytes.withUnsafeBytes { bytes in
      Result { () throws(PickleProblem) in try PickleReader.read(bytes) }
    }.get()
  }

  @Test(
    "plain values",
    arguments: [
      ("\u{80}\u{02}K\u{05}.", PickleValue.integer(5)),
      ("\u{80}\u{02}J\u{FE}\u{FF}\u{FF}\u{FF}.", .integer(-2)),
      ("\u{80}\u{02}\u{8A}\u{02}\u{00}\u{FF}.", .integer(-256)),
      ("\u{80}\u{02}\u{8A}\u{00}.", .integer(0)),
      ("\u{80}\u{02}N.", .none),
      ("\u{80}\u{02}\u{88}.", .boolean(true)),
      ("\u{80}\u{02}X\u{02}\u{00}\u{00}\u{00}hi.", .text("hi")),
      (
        "\u{80}\u{02}}(U\u{01}aK\u{01}U\u{01}bK\u{02}u.",
        .dictionary(["a": .integer(1), "b": .integer(2)])
      ),
    ])
  func plain(latin1: String, expected: PickleValue) throws {
    let bytes = latin1.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    #expect(try Self.read(bytes) == expected)
  }

  @Test(
    "programs are refused, whatever they name",
    arguments: [
      "cos\nsystem\n(U\u{02}lstR.", "cbuiltins\neval\n(U\u{01}1tR.",
      "\u{80}\u{04}\u{8C}\u{02}os\u{8C}\u{06}system\u{93}\u{8C}\u{02}ls\u{85}R.",
      "cnumpy\nload\n.", "cnumpy.core.multiarray\nscalar.__globals__\n.", "(ios\nsystem\n.",
      "\u{80}\u{02}\u{82}\u{01}.", "\u{80}\u{02}N\u{81}.",
    ])
  func programs(latin1: String) {
    let bytes = latin1.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    #expect(throws: PickleProblem.self) { try Self.read(bytes) }
  }

  @Test("the refusal says what was named")
  func refusal() {
    do {
      _ = try Self.read(Array("cos\nsystem\n(U\u{02}lstR.".utf8))
      Issue.record("read")
    } catch {
      let text = (error as? PickleProblem)?.text ?? ""
      #expect(text.contains("`os.system`"), "\(error)")
    }
  }

  @Test("no bytes at all crash it", arguments: [1, 2, 3, 4])
  func noise(seed: UInt64) {
    // Instructions rather than any bytes, so that it gets somewhere.
    let codes =
      Array("}](()tuseqrhjcR.bNKMJGXUTCB01".utf8) + [0x80, 0x85, 0x86, 0x87, 0x8A, 0x94, 0x93]
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    for _ in 0..<20_000 {
      var bytes: [UInt8] = []
      for _ in 0..<24 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let draw = Int(state >> 33)
        bytes.append(
          draw % 3 == 0 ? UInt8(truncatingIfNeeded: draw / 3) : codes[draw / 3 % codes.count])
      }
      _ = try? Self.read(bytes)
    }
  }
}
