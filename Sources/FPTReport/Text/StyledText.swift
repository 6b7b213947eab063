/// The style of a piece of text on a terminal with color.
struct TextStyle: Hashable {
  enum Color: Int, Hashable {
    case red = 31
    case green, yellow, blue, magenta, cyan
  }

  var isBold = false
  var isItalic = false
  var isDim = false
  var isUnderlined = false
  var color: Color?

  static let plain = TextStyle()
  static let bold = TextStyle(isBold: true)
  static let dim = TextStyle(isDim: true)

  /// The escape sequence that sets this style from a reset terminal; empty for plain text.
  var escape: String {
    var codes: [Int] = []
    if isBold { codes.append(1) }
    if isDim { codes.append(2) }
    if isItalic { codes.append(3) }
    if isUnderlined { codes.append(4) }
    if let color { codes.append(color.rawValue) }
    guard !codes.isEmpty else { return "" }
    return "\u{1B}[" + codes.map(String.init).joined(separator: ";") + "m"
  }
}

/// One line, or one paragraph before wrapping: pieces of text, each in one style.
struct StyledText: Hashable, ExpressibleByStringLiteral {
  struct Span: Hashable {
    var text: String
    var style: TextStyle
  }

  private(set) var spans: [Span] = []

  init() {}

  init(_ text: String, _ style: TextStyle = .plain) {
    append(text, style)
  }

  init(stringLiteral text: String) {
    self.init(text)
  }

  var width: Int { spans.reduce(0) { $0 + DisplayWidth.of($1.text) } }
  var isEmpty: Bool { spans.isEmpty }
  var text: String { spans.map(\.text).joined() }

  /// Adds text, made safe to print.
  mutating func append(_ text: String, _ style: TextStyle = .plain) {
    guard !text.isEmpty else { return }
    if let last = spans.last, last.style == style {
      spans[spans.count - 1].text += text.visible
    } else {
      spans.append(Span(text: text.visible, style: style))
    }
  }

  mutating func append(_ other: StyledText) {
    for span in other.spans { append(span.text, span.style) }
  }

  static func + (left: StyledText, right: StyledText) -> StyledText {
    var result = left
    result.append(right)
    return result
  }

  func padded(toColumns width: Int) -> StyledText {
    self + StyledText(String(repeating: " ", count: max(0, width - self.width)))
  }

  func paddedLeft(toColumns width: Int) -> StyledText {
    StyledText(String(repeating: " ", count: max(0, width - self.width))) + self
  }

  /// The line as bytes for a terminal; without color there is no escape sequence at all.
  ///
  /// Spaces at the end are dropped: they would only show in a diff.
  func encoded(color: Bool) -> String {
    guard color else {
      var plain = text
      while plain.last == " " { plain.removeLast() }
      return plain
    }
    return spans.map { span in
      let escape = span.style.escape
      return escape.isEmpty ? span.text : escape + span.text + "\u{1B}[0m"
    }.joined()
  }
}
