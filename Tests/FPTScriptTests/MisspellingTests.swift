import Testing

@testable import FPTScript

/// A small generator with a seed, so that a failure can be repeated.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite struct MisspellingTests {
  /// One edit of a word: a letter dropped, doubled, replaced, or two neighbours swapped.
  static func edits(_ word: String, using random: inout SplitMix64) -> [String] {
    let letters = Array(word)
    let index = Int.random(in: letters.indices, using: &random)
    let other = "qzjxkv".randomElement(using: &random) ?? "q"
    var dropped = letters
    dropped.remove(at: index)
    var replaced = letters
    replaced[index] = other
    var inserted = letters
    inserted.insert(other, at: index)
    var swapped = letters
    if index + 1 < letters.count { swapped.swapAt(index, index + 1) }
    return [dropped, replaced, inserted, swapped].map { String($0) }
      .filter { $0 != word && $0.first?.isLetter == true }
  }

  /// Every name in the quickstart, misspelt twice: valid still, or the right word is suggested.
  @Test func everyMisspellingIsUnderstood() throws {
    var random = SplitMix64(state: 20_210_309)
    let path = "experiments/quickstart.fpt"
    let text = try Repository.text(path)
    let tasks = try Repository.text("experiments/common/tasks.fpt")
    var lexer = Lexer(text, file: 0)
    lexer.run(reporting: DiagnosticList())
    var count = 0
    for token in lexer.tokens where token.kind == .name {
      let word = String(decoding: lexer.bytes[token.range], as: UTF8.self)
      for edit in Self.edits(word, using: &random).shuffled(using: &random).prefix(2) {
        var bytes = lexer.bytes
        bytes.replaceSubrange(token.range, with: Array(edit.utf8))
        let result = check(
          path: path,
          loader: InMemorySources([
            path: String(decoding: bytes, as: UTF8.self), "experiments/common/tasks.fpt": tasks,
          ]))
        count += 1
        guard !result.errors.isEmpty else { continue }
        // Where the name was misspelt at its declaration, that is what its users are offered.
        let suggestions = result.errors.flatMap(\.suggestions)
        let line = text.utf8.prefix(token.range.lowerBound).count { $0 == 10 } + 1
        #expect(
          suggestions.contains(word) || suggestions.contains(edit),
          "line \(line): \(word) as \(edit)\n\(result.rendered)")
      }
    }
    #expect(count > 200)
  }

  @Test(arguments: [
    ("kitten", "sitting", 3), ("ab", "ba", 1), ("", "abc", 3), ("same", "same", 0),
    ("layernrom", "layernorm", 1),
  ])
  func distances(_ a: String, _ b: String, _ distance: Int) {
    #expect(Suggestions.distance(Array(a.utf8), Array(b.utf8)) == distance)
    #expect(Suggestions.distance(Array(b.utf8), Array(a.utf8)) == distance)
  }

  @Test func suggestionsAreFewAndNear() {
    let candidates = ["steps", "step", "stops", "stem", "batch", "stepss"]
    #expect(Suggestions.near("stepp", among: candidates) == ["steps", "step"])
    #expect(Suggestions.near("xyz", among: candidates).isEmpty)
    #expect(Suggestions.near("aa", among: ["ab", "ac", "ad", "ae"]) == ["ab", "ac", "ad"])
  }
}
