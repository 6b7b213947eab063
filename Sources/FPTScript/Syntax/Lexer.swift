/// Cuts a file into tokens, in one pass over its bytes.
struct Lexer {
  let bytes: [UInt8]
  let file: Int
  private(set) var tokens: [Token] = []
  private(set) var comments: [Range<Int>] = []
  private var position = 0
  private var startsLine = true
  /// The number of runs of unknown characters so far.
  private var unknownRuns = 0
  /// Beyond these it is no experiment file, and one more diagnostic says so instead of hundreds.
  private static let mostUnknownRuns = 8

  init(_ text: String, file: Int) {
    bytes = Array(text.utf8)
    self.file = file
  }

  mutating func run(reporting diagnostics: DiagnosticList) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    while position < bytes.count { scan(diagnostics) }
    tokens.append(Token(kind: .end, range: bytes.count..<bytes.count, startsLine: true))
  }

  private func byte(_ offset: Int = 0) -> UInt8? {
    let index = position + offset
    return index < bytes.count ? bytes[index] : nil
  }

  private mutating func emit(_ kind: Token.Kind, length: Int, isDamaged: Bool = false) {
    let end = min(position + length, bytes.count)
    tokens.append(
      Token(kind: kind, range: position..<end, startsLine: startsLine, isDamaged: isDamaged))
    position = end
    startsLine = false
  }

  private mutating func scan(_ diagnostics: DiagnosticList) {
    let first = bytes[position]
    switch first {
    case UInt8(ascii: "\n"):
      startsLine = true
      position += 1
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
    case UInt8(ascii: "/") where byte(1) == first: comment()
    case UInt8(ascii: "\""): string(diagnostics)
    case _ where first.isDigit: number(diagnostics)
    case _ where first.isNameStart:
      var length = 1
      while let next = byte(length), next.isNamePart { length += 1 }
      emit(.name, length: length)
    default: mark(first, diagnostics)
    }
  }

  private mutating func mark(_ first: UInt8, _ diagnostics: DiagnosticList) {
    switch first {
    case UInt8(ascii: "{"): emit(.leftBrace, length: 1)
    case UInt8(ascii: "}"): emit(.rightBrace, length: 1)
    case UInt8(ascii: "["): emit(.leftBracket, length: 1)
    case UInt8(ascii: "]"): emit(.rightBracket, length: 1)
    case UInt8(ascii: "("): emit(.leftParenthesis, length: 1)
    case UInt8(ascii: ")"): emit(.rightParenthesis, length: 1)
    case UInt8(ascii: ","): emit(.comma, length: 1)
    case UInt8(ascii: ":"): emit(.colon, length: 1)
    case UInt8(ascii: ";"): emit(.semicolon, length: 1)
    case UInt8(ascii: "-"): emit(.minus, length: 1)
    case UInt8(ascii: "%"): emit(.percent, length: 1)
    case UInt8(ascii: "=") where byte(1) == first: emit(.equal, length: 2)
    case UInt8(ascii: "="): emit(.equals, length: 1)
    case UInt8(ascii: "!") where byte(1) == UInt8(ascii: "="): emit(.notEqual, length: 2)
    case UInt8(ascii: ".") where byte(1) == first && byte(2) == UInt8(ascii: "<"):
      emit(.halfOpenRange, length: 3)
    case UInt8(ascii: ".") where byte(1) == first && byte(2) == first:
      emit(.closedRange, length: 3)
    case UInt8(ascii: "."): emit(.dot, length: 1)
    default: unknown(diagnostics)
    }
  }

  /// A run of characters that mean nothing here is reported once.
  private mutating func unknown(_ diagnostics: DiagnosticList) {
    if let length = otherQuotesLength() {
      diagnostics.report(
        .unexpectedCharacter, "these quotes mean nothing here",
        at: SourceSpan(file: file, range: position..<(position + length)),
        help: "strings stand between straight double quotes: \"…\"")
      return emit(.string, length: length, isDamaged: true)
    }
    let start = position
    position += 1
    if bytes[start] == UInt8(ascii: "#") {
      // A comment of other languages, or a heading: the whole line is meant.
      while let next = byte(), next != UInt8(ascii: "\n") { position += 1 }
    } else {
      while let next = byte(), next >= 0x80 || next.isMeaningless { position += 1 }
    }
    unknownRuns += 1
    let span = SourceSpan(file: file, range: start..<position)
    guard unknownRuns <= Self.mostUnknownRuns else {
      if unknownRuns == Self.mostUnknownRuns + 1 {
        diagnostics.report(
          .unexpectedCharacter, "more characters mean nothing from here on", at: span,
          help: "is this an experiment file? `fpt-script new` writes one to begin with")
      }
      return
    }
    if bytes[start] == UInt8(ascii: "#") {
      return diagnostics.report(
        .unexpectedCharacter, "`#` means nothing here", at: span,
        help: "comments begin with `//`, and prose with `///`")
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if text.unicodeScalars.allSatisfy(\.isUnseen), let first = text.unicodeScalars.first {
      return diagnostics.report(
        .unexpectedCharacter, "\(first.unseenName) means nothing here", at: span,
        help: first.properties.isWhitespace
          ? "put an ordinary space in its place" : "take it out; it cannot be seen")
    }
    let isQuote = text.unicodeScalars.contains { Self.otherQuotes.contains($0) }
    diagnostics.report(
      .unexpectedCharacter, "\(quotedForMessage(text)) means nothing here", at: span,
      help: isQuote ? "strings stand between straight double quotes: \"…\"" : nil)
  }

  /// Quotation marks of word processors and other languages.
  static let otherQuotes: [Unicode.Scalar] = ["“", "”", "„", "‘", "’", "«", "»", "'"]
  private static let encodedQuotes = otherQuotes.map { Array(String($0).utf8) }

  /// The length of a word between such quotes, opened here and closed on the same line; nil where there is none.
  private func otherQuotesLength() -> Int? {
    let rest = bytes[position...]
    guard let opening = Self.encodedQuotes.first(where: { rest.starts(with: $0) }) else {
      return nil
    }
    var offset = opening.count
    // As long as names and paths are; prose with an apostrophe in it is no string.
    while offset < 256, let next = byte(offset), next != UInt8(ascii: "\n") {
      let here = bytes[(position + offset)...]
      if let closing = Self.encodedQuotes.first(where: { here.starts(with: $0) }),
        opening.count > 1 ? closing.count > 1 : closing == opening
      {
        return offset + closing.count
      }
      offset += 1
    }
    return nil
  }

  private mutating func comment() {
    let start = position
    let isProse = startsLine && byte(2) == UInt8(ascii: "/")
    while let next = byte(), next != UInt8(ascii: "\n") { position += 1 }
    let range = start..<position
    if isProse {
      tokens.append(Token(kind: .prose, range: range, startsLine: true))
    } else {
      comments.append(range)
    }
  }

  private mutating func string(_ diagnostics: DiagnosticList) {
    var length = 1
    var isClosed = false
    while let next = byte(length), next != UInt8(ascii: "\n") {
      length += 1
      if next == UInt8(ascii: "\\"), let escaped = byte(length), escaped != UInt8(ascii: "\n") {
        length += 1
      } else if next == UInt8(ascii: "\"") {
        isClosed = true
        break
      }
    }
    if !isClosed {
      if byte(length - 1) == UInt8(ascii: "\r"), length > 1 { length -= 1 }
      diagnostics.report(
        .unterminatedString, "this string has no closing quote",
        at: SourceSpan(file: file, range: position..<(position + length)),
        help: "a string ends on the line it begins on")
    }
    emit(.string, length: length, isDamaged: !isClosed)
  }

  /// Digits, fraction and exponent; letters that follow directly belong to the token as a unit.
  private mutating func number(_ diagnostics: DiagnosticList) {
    var length = digits(from: 0)
    var isMalformed = false
    if byte(length) == UInt8(ascii: "."), byte(length + 1) != UInt8(ascii: ".") {
      let fraction = digits(from: length + 1)
      isMalformed = fraction == length + 1
      length = fraction
    }
    if let mark = byte(length), mark | 0x20 == UInt8(ascii: "e") {
      var exponent = length + 1
      if byte(exponent) == UInt8(ascii: "-") || byte(exponent) == UInt8(ascii: "+") {
        exponent += 1
      }
      let end = digits(from: exponent)
      if end > exponent { length = end }
    }
    let bare = length
    while let next = byte(length), next.isNamePart { length += 1 }
    let span = SourceSpan(file: file, range: position..<(position + length))
    if length > bare {
      let unit = String(
        decoding: bytes[(position + bare)..<(position + length)], as: UTF8.self)
      diagnostics.report(
        .malformedNumber, "\(quotedForMessage(unit)) is no unit of a number", at: span,
        help: "numbers are written 100_000, 1e-3 or 10%")
      isMalformed = true
    } else if isMalformed {
      diagnostics.report(
        .malformedNumber, "a digit is missing after the point", at: span,
        help: "write 1.0 or 1")
    }
    emit(.number, length: length, isDamaged: isMalformed)
  }

  private func digits(from offset: Int) -> Int {
    var end = offset
    while let next = byte(end), next.isDigit || (next == UInt8(ascii: "_") && end > offset) {
      end += 1
    }
    return end
  }
}

extension UInt8 {
  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

  var isNameStart: Bool {
    let lower = self | 0x20
    return self == UInt8(ascii: "_") || (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z"))
  }

  var isNamePart: Bool { isNameStart || isDigit }

  /// ASCII that starts no token of the language, blanks excepted.
  fileprivate var isMeaningless: Bool {
    if self < 0x20 || self == 0x7F {
      return self != UInt8(ascii: "\n") && self != UInt8(ascii: "\r") && self != UInt8(ascii: "\t")
    }
    return "#$&'*+<>?@\\^`|~".utf8.contains(self)
  }
}

/// Text between backticks, shortened and with control characters spelled out.
package func quotedForMessage(_ text: String) -> String {
  var result = ""
  var count = 0
  for scalar in text.unicodeScalars {
    if count == 48 {
      result += "…"
      break
    }
    count += 1
    if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.isUnseen {
      result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return "`\(result)`"
}

extension Unicode.Scalar {
  /// Marks that show nothing of themselves: other spaces than the ordinary one, and marks of no width.
  var isUnseen: Bool {
    isDirectional || (properties.isWhitespace && self != " ")
      || properties.generalCategory == .format
  }

  /// What a mark is called that nobody sees.
  var unseenName: String {
    let number = String(value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - number.utf8.count)) + number
    let name =
      switch value {
      case 0xA0: "a no-break space"
      case 0x202F: "a narrow no-break space"
      case 0x3000: "an ideographic space"
      case 0x200B: "a space of no width"
      case 0x200C, 0x200D: "a joiner of no width"
      case 0xFEFF: "a byte order mark"
      case 0xAD: "a soft hyphen"
      default: properties.isWhitespace ? "an unusual space" : "a mark that shows nothing"
      }
    return "\(name) (\(code))"
  }

  /// Marks that reorder the text around them, and could so disguise a line.
  var isDirectional: Bool {
    (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
      || value == 0x200E || value == 0x200F || value == 0x2028 || value == 0x2029
  }
}
