import FPTCatalog
import FPTTestSettings
import Testing

@testable import FPTScript

@Suite struct FuzzTests {
  private func seeds() throws -> [String] {
    try [
      Repository.text("experiments/quickstart.fpt"), Repository.fixture("table1.fpt"),
      Repository.fixture("rothermel.fpt"),
    ]
  }

  /// Nothing to assert but that it returns, and that spans lie inside their sources.
  private func survive(_ text: String) {
    let result = check(
      path: "main.fpt",
      loader: InMemorySources(["main.fpt": text, "common/tasks.fpt": "task mnist = MNIST()"]),
      schema: .current)
    for label in result.diagnostics.flatMap(\.labels) {
      #expect(result.sources.indices.contains(label.span.file))
      #expect(label.span.range.upperBound <= result.sources[label.span.file].text.utf8.count)
    }
    #expect(!result.diagnostics.isEmpty || result.experiment != nil)
    _ = DiagnosticRenderer(sources: result.sources).render(result.diagnostics)
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func mutationsOfValidFiles(_ seed: UInt64) throws {
    var random = SplitMix64(state: seed)
    let texts = try seeds().map { Array($0.utf8) }
    let marks = Array("{}[]()=:;,.\"-%/\n 0a\\".utf8)
    for round in 0..<100 {
      var bytes = texts[round % texts.count]
      for _ in 0..<Int.random(in: 1...8, using: &random) where !bytes.isEmpty {
        let index = Int.random(in: bytes.indices, using: &random)
        let end = min(bytes.count, index + Int.random(in: 1...40, using: &random))
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes.removeSubrange(index..<end)
        case 1: bytes.insert(contentsOf: Array(bytes[index..<end]), at: index)
        case 2: bytes[index] = marks.randomElement(using: &random) ?? 0
        case 3: bytes[index] = UInt8.random(in: 0...255, using: &random)
        default: bytes.insert(marks.randomElement(using: &random) ?? 0, at: index)
        }
      }
      survive(String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test func everyPrefixOfAFile() throws {
    let bytes = Array(try Repository.fixture("rothermel.fpt").utf8)
    for length in stride(from: 0, through: bytes.count, by: 13) {
      survive(String(decoding: bytes[..<length], as: UTF8.self))
    }
  }

  @Test func randomBytes() {
    var random = SplitMix64(state: 7)
    for _ in 0..<100 {
      let bytes = (0..<500).map { _ in UInt8.random(in: 0...255, using: &random) }
      survive(String(decoding: bytes, as: UTF8.self))
    }
  }

  static let hostile = [
    "[", "{", "(", "\"", "///\n", "a.", "- ", "not ", "$ ", "x = ", "model m = a with {",
    "run r { axes { seed: 0..<19999 } }\n", "freeze a = a except [", "train t { steps: x }\n",
    "model a = b with { init: random }\n", "use \"main.fpt\"\n", "]", "a: [", "\u{1F600} ",
    "skip where not (", "profile p { train.steps: 3 }\n", "e\u{301}", "\0",
    "param a = b\n", "table \"t\" { of: r.m }\n", "set { } where a == b\n", "0..<", "[[1],\n",
  ]

  /// Bytes of hostile text that one test reads.
  static let size = LongTests.areAsked ? 250_000 : 60_000

  /// Linear in the text: a megabyte takes well under a second in release, and a debug build, on
  /// a busy machine, gets this long for a quarter of it.
  private func survivesInTime(_ text: String, _ name: String) {
    let clock = ContinuousClock()
    let duration = clock.measure { survive(text) }
    #expect(duration < .seconds(10), "\(name): \(duration)")
  }

  @Test(arguments: hostile)
  func muchOfAnything(_ unit: String) {
    let count = Self.size / unit.utf8.count
    survivesInTime(
      "experiment e { fpt: 1 }\n" + String(repeating: unit, count: count), unit.debugDescription)
  }

  /// Text with a number in each line, so that no two lines are the same.
  static let numbered: [(prefix: String, line: @Sendable (Int) -> String, count: Int)] = [
    ("", { "model m\($0) = m\($0 + 1) with { init: random }" }, 6_000),
    ("", { "train t\($0) { steps: s\($0) }" }, 6_000),
    ("", { "profile p\($0) { seed: 0..<20000 }" }, 5_000),
    ("", { "run r\($0) { axes { seed: 0..<20000; task: [] } }" }, 4_000),
    ("run r { axes {\n", { "train.batch\($0): [1]" }, 6_000),
    ("run r { axes { seed: 0..<3 }\n", { "set { train.batch: \($0 + 1) } where seed == 1" }, 6_000),
    ("profile p {\n", { "x\($0).length: 3" }, 6_000),
    ("task x = BitXOR(\n", { "a\($0): 1," }, 12_000),
  ]

  @Test(arguments: numbered.indices)
  func manyDifferentLines(_ index: Int) {
    let (prefix, line, count) = Self.numbered[index]
    let text = "experiment e { fpt: 1 }\n" + prefix + (0..<count).map(line).joined(separator: "\n")
    survivesInTime(text, prefix + line(0))
  }

  /// Each run has the next one read on the way; a thousand of them would need a stack of their own.
  @Test func runsThatBeginWithEachOther() {
    let runs = (0..<1_000).map {
      "run r\($0) { axes { seed: 0..<1 } model.weights: r\($0 + 1)(seed: 0); keep: [weights] }"
    }
    let result = checked("experiment e { fpt: 1 }\n" + runs.joined(separator: "\n"))
    #expect(result.errors.map(\.code).contains(.derivedTooOften), "\(result.rendered.prefix(500))")
  }

  /// Found by mutation: a dotted name where a declaration belongs was looked up for ever.
  @Test func dottedNameIsNoDeclaration() {
    let result = checked("arm a { model: x.y; freeze: nothing }\nprofile p { task: [b.c] }")
    #expect(result.errors.map(\.code) == [.wrongType, .unknownOverride], "\(result.rendered)")
  }
}
