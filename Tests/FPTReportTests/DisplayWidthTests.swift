import Testing

@testable import FPTReport

@Suite("Display width")
struct DisplayWidthTests {
  @Test(
    "columns of a text",
    arguments: [
      ("", 0), ("accuracy", 8), ("± 0.2", 5), ("−", 1), ("┌─┐", 3), ("⣀⡠", 2),
      ("é", 1), ("e\u{301}", 1), ("日本語", 6), ("한국", 4), ("\u{1112}\u{1161}\u{11AB}", 2),
      ("ｆ", 2), ("👍", 2), ("👩‍🔬", 2), ("🇨🇭", 2), ("❤\u{FE0F}", 2), ("❤", 1),
      ("a\u{200B}b", 2), ("\u{1B}[1m", 3), ("क्ष", 2),
    ])
  func columns(text: String, width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }

  @Test(
    "cutting keeps within the limit and says that it cut",
    arguments: [
      ("accuracy", 8, "accuracy"), ("accuracy", 5, "accu…"), ("日本語", 5, "日本…"),
      ("日本語", 4, "日…"), ("ab", 1, "…"), ("ab", 0, ""), ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
    ])
  func truncation(text: String, limit: Int, expected: String) {
    let cut = text.truncated(toColumns: limit)
    #expect(cut == expected)
    #expect(DisplayWidth.of(cut) <= limit)
  }

  @Test("padding counts columns, not characters")
  func padding() {
    #expect("日本".padded(toColumns: 6) == "日本  ")
    #expect("日本".paddedLeft(toColumns: 6) == "  日本")
    #expect("long".padded(toColumns: 2) == "long")
  }

  @Test(
    "no control or direction character survives",
    arguments: [
      ("plain text", "plain text"), ("\u{1B}[2Jgone", "␛[2Jgone"), ("a\u{7}b", "a␇b"),
      ("a\nb\tc\r", "a b c "), ("\u{9B}31m", "\u{FFFD}31m"), ("\u{7F}", "␡"),
      ("user\u{202E}txt.exe", "usertxt.exe"), ("\r\n", "  "), ("a\u{2028}b", "a b"),
    ])
  func visible(text: String, expected: String) {
    #expect(text.visible == expected)
  }
}
