import FPTEngine
import FPTLib
import Testing

@Suite("Patterns over parameter names")
struct NamePatternTests {
  @Test(arguments: [
    ("h.0.ln_1.weight", "h.0.ln_1.weight", true), ("h.0.ln_1.weight", "h.0.ln_1.weights", false),
    ("h.*.ln_1.weight", "h.11.ln_1.weight", true), ("h.*.ln_1.weight", "h.0.ln_1.bias", false),
    ("h.*.ln_1.weight", "x.h.0.ln_1.weight", false), ("*ln_1*", "h.0.ln_1.weight", true),
    ("*", "", true), ("*", "anything.at.all", true), ("**", "a", true), ("", "", true),
    ("", "a", false), ("a*a", "a", false), ("a*a", "aa", true), ("*ab*ab*", "abab", true),
    ("*ab*ab*", "abba", false), ("*aba*aba", "ababa", false), ("*aba*ba", "ababa", true),
    ("*aba*ba", "abaxba", true),
    ("a*b*c", "abc", true), ("a*b*c", "acb", false), ("*.bias", "a.bias", true),
    ("*.bias", "bias", false), ("ä*", "äther", true), ("?", "a", false), (".", "a", false),
  ])
  func table(pattern: String, name: String, matches: Bool) {
    #expect(NamePattern(pattern).matches(name) == matches)
  }

  /// What a pattern means, by its definition.
  private func naive(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
    guard let first = pattern.first else { return name.isEmpty }
    if first == UInt8(ascii: "*") {
      return naive(pattern.dropFirst(), name) || (!name.isEmpty && naive(pattern, name.dropFirst()))
    }
    return name.first == first && naive(pattern.dropFirst(), name.dropFirst())
  }

  @Test("agree with the definition on every short pattern and name")
  func exhaustive() {
    func words(_ alphabet: String, upTo length: Int) -> [String] {
      var all = [""]
      var last = [""]
      for _ in 0..<length {
        last = last.flatMap { word in alphabet.map { word + String($0) } }
        all += last
      }
      return all
    }
    let names = words("ab", upTo: 5)
    for pattern in words("ab*", upTo: 4) {
      let compiled = NamePattern(pattern)
      for name in names
      where compiled.matches(name) != naive(Array(pattern.utf8)[...], Array(name.utf8)[...]) {
        Issue.record("\(pattern) on \(name)")
      }
    }
  }

  @Test("a long hostile pattern takes no exponential time", .timeLimit(.minutes(1)))
  func hostile() {
    let pattern = String(repeating: "*a", count: 200) + "*b"
    #expect(!NamePattern(pattern).matches(String(repeating: "a", count: 2_000)))
  }
}
