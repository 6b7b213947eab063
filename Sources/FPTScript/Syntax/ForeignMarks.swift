/// Marks of other languages, editors and keyboards, with what the language has in their place.
///
/// The one table of them: the lexer, the parser and the list of mistakes read it.
enum ForeignMarks {
  /// What a mark is read as, once it is reported.
  struct Meaning {
    var kind: Token.Kind
    var help: String
  }

  static let comments = "comments begin with `//`, and prose with `///`"
  static let quotes = "strings stand between straight double quotes: \"…\""
  private static let fields = "fields take `:`, and `=` stands in declarations"
  private static let comparisons = "values are compared with `==`, `!=` and `in [a, b]`"
  private static let arithmetic =
    "nothing is computed in a file: write the result, as in `1e-3` or `200`"

  /// Pairs of ASCII marks that stand for one of the language.
  static let pairs: [(text: StaticString, meaning: Meaning)] = [
    ("=>", Meaning(kind: .colon, help: fields)),
    ("->", Meaning(kind: .colon, help: fields)),
    (":=", Meaning(kind: .colon, help: fields)),
    ("<>", Meaning(kind: .notEqual, help: comparisons)),
  ]

  /// What a mark outside of ASCII stands for; nil for one that stands for nothing.
  static func meaning(of scalar: Unicode.Scalar) -> Meaning? {
    func plain(_ kind: Token.Kind, _ text: String) -> Meaning {
      Meaning(kind: kind, help: "write `\(text)` in its place")
    }
    return switch scalar {
    case "…": Meaning(kind: .closedRange, help: "write three full stops in its place, or `..<`")
    case "→", "⇒", "←": Meaning(kind: .colon, help: fields)
    case "≠": Meaning(kind: .notEqual, help: comparisons)
    case "：": plain(.colon, ":")
    case "，", "、": plain(.comma, ",")
    case "；": plain(.semicolon, ";")
    case "（": plain(.leftParenthesis, "(")
    case "）": plain(.rightParenthesis, ")")
    case "［", "【": plain(.leftBracket, "[")
    case "］", "】": plain(.rightBracket, "]")
    case "｛": plain(.leftBrace, "{")
    case "｝": plain(.rightBrace, "}")
    case "＝": plain(.equals, "=")
    case "％": plain(.percent, "%")
    case _ where isDash(scalar): plain(.minus, "-")
    default: nil
    }
  }

  /// Dashes that look like a minus, the mathematical one included.
  static func isDash(_ scalar: Unicode.Scalar) -> Bool {
    (0x2010...0x2015).contains(scalar.value) || scalar.value == 0x2212
  }

  /// What to write in the place of marks that stand for none of the language's; nil where nobody knows.
  static func help(for text: String) -> String? {
    switch text {
    case "&&", "&": "conditions are joined with `and`"
    case "||", "|": "conditions are joined with `or`"
    case "!": "a condition is turned round with `not`, a comparison with `!=`"
    case "<", ">", "<=", ">=", "≤", "≥": comparisons
    case "+": "elements stand between commas; \(arithmetic)"
    case "*", "/", "^", "**", "×", "·", "÷", "^-": arithmetic
    case "$", "@", "?", "~": "names stand as they are, without a mark before or behind them"
    case "±": "several things are listed in brackets, as in `[mean, std]`"
    default: nil
    }
  }
}
