import Testing

@testable import FPTReport

@Suite("Wrapping")
struct WrappingTests {
  @Test(
    "lines break at spaces, and inside a word only where it must",
    arguments: [
      ("one two three", 9, ["one two", "three"]),
      ("one two three", 7, ["one two", "three"]),
      ("one two three", 6, ["one", "two", "three"]),
      ("  one  two  ", 20, ["one two"]),
      ("abcdefgh", 3, ["abc", "def", "gh"]),
      ("a abcdefgh b", 4, ["a", "abcd", "efgh", "b"]),
      ("日本語 日本", 5, ["日本", "語", "日本"]),
      ("", 5, [""]),
    ])
  func breaks(text: String, width: Int, lines: [String]) {
    #expect(StyledText(text).wrapped(toColumns: width).map(\.text) == lines)
  }

  @Test("no line is too wide and no character is lost, at any width", arguments: 1...40)
  func everyWidth(width: Int) {
    var text = StyledText("A frozen ")
    text.append("pre", .bold)
    text.append("trained transformer, 凍結 weights & naïve cafés ")
    text.append("👩‍🔬 done", .dim)
    let lines = text.wrapped(toColumns: width)
    // A wide character cannot be cut: it alone may stand on a line of one column.
    #expect(lines.allSatisfy { $0.width <= max(width, 2) })
    let letters = { (text: String) in text.filter { $0 != " " } }
    #expect(letters(lines.map(\.text).joined()) == letters(text.text))
  }

  @Test("a word keeps its styles when it wraps")
  func styles() {
    var text = StyledText("ab ")
    text.append("cd", .bold)
    text.append("ef")
    let lines = text.wrapped(toColumns: 5)
    #expect(lines.map { $0.encoded(color: true) } == ["ab", "\u{1B}[1mcd\u{1B}[0mef"])
    #expect(lines.map { $0.encoded(color: false) } == ["ab", "cdef"])
  }
}
