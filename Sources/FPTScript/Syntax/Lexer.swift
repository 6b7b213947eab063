/// Cuts a file into tokens, in one pass over its bytes.
struct Lexer {
  let bytes: [UInt8]
  let file: Int
  private(set) var tokens: [Token] = []
  private(set) var comments: [Range<Int>] = []
  var position = 0
  private var startsLine = true
  /// Marks that close a comment or string of other languages, and that do not come any more.
  var neverClosed: Set<[UInt8]> = []
  /// Different things so far that mean nothing.
  var habits = 0

  init(_ text: String, file: Int) {
    bytes = Array(text.utf8)
    self.file = file
  }

  mutating func run(reporting diagnostics: DiagnosticList) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    while position < bytes.count { scan(diagnostics) }
    tokens.append(Token(kind: .end, range: bytes.count..<bytes.count, startsLine: true))
  }

  func byte(_ offset: Int = 0) -> UInt8? {
    let index = position + offset
    return index < bytes.count ? bytes[index] : nil
  }

  mutating func emit(
    _ kind: Token.Kind, length: Int, isDamaged: Bool = false, flaw: Token.Flaw? = nil
  ) {
    let end = min(position + length, bytes.count)
    tokens.append(
      Token(
        kind: kind, range: position..<end, startsLine: startsLine, isDamaged: isDamaged, flaw: flaw)
    )
    position = end
    startsLine = false
  }

  private mutating func scan(_ diagnostics: DiagnosticList) {
    let first = bytes[position]
    switch first {
    case UInt8(ascii: "\n"):
      startsLine = true
      position += 1
    case UInt8(ascii: "\r"):
      // By itself it ends a line, as in very old files.
      if byte(1) != UInt8(ascii: "\n") { startsLine = true }
      position += 1
    case UInt8(ascii: " "), UInt8(ascii: "\t"): position += 1
    case UInt8(ascii: "/") where byte(1) == first: comment(diagnostics)
    case UInt8(ascii: "\""):
      if !tripleQuotes(diagnostics) { string(diagnostics) }
    case _ where first.isDigit: number(diagnostics)
    case UInt8(ascii: ".") where startsFraction: number(diagnostics)
    case _ where first.isNameStart: name(diagnostics)
    default:
      if !foreignComment(startsLine: startsLine, diagnostics) { mark(first, diagnostics) }
    }
  }

  /// Letters, digits and `_`; what other languages allow in a name is read with it, and reported.
  private mutating func name(_ diagnostics: DiagnosticList) {
    var length = 1
    while let next = byte(length), next.isNamePart { length += 1 }
    let word = foreignWordLength(from: length)
    if word > length {
      reportForeignWord(length: word, diagnostics)
      return emit(.name, length: word, isDamaged: true)
    }
    emit(.name, length: length)
  }

  /// True at `.5`, which is neither a path nor a range.
  private var startsFraction: Bool {
    guard let next = byte(1), next.isDigit else { return false }
    guard position > 0 else { return true }
    let last = bytes[position - 1]
    return !last.isNamePart && last != UInt8(ascii: ".") && last != UInt8(ascii: "\"")
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
    case UInt8(ascii: ";"): emit(.semicolon, length: 1)
    case UInt8(ascii: "%"): emit(.percent, length: 1)
    case UInt8(ascii: "=") where byte(1) == first: emit(.equal, length: 2)
    case _ where foreignPair(diagnostics): break
    case UInt8(ascii: "="): emit(.equals, length: 1)
    case UInt8(ascii: ":"): emit(.colon, length: 1)
    case UInt8(ascii: "-"): emit(.minus, length: 1)
    case UInt8(ascii: "!") where byte(1) == UInt8(ascii: "="): emit(.notEqual, length: 2)
    case UInt8(ascii: ".") where byte(1) == first && byte(2) == UInt8(ascii: "<"):
      emit(.halfOpenRange, length: 3)
    case UInt8(ascii: ".") where byte(1) == first && byte(2) == first:
      emit(.closedRange, length: 3)
    case UInt8(ascii: "."): emit(.dot, length: 1)
    default: unknown(diagnostics)
    }
  }

  private mutating func comment(_ diagnostics: DiagnosticList) {
    let start = position
    let isProse = startsLine && byte(2) == UInt8(ascii: "/")
    while let next = byte(), !isLineEnd(next) { position += 1 }
    let range = start..<position
    reportNUL(in: range, "a comment", diagnostics)
    if isProse {
      tokens.append(Token(kind: .prose, range: range, startsLine: true))
    } else {
      comments.append(range)
    }
  }

  private mutating func string(_ diagnostics: DiagnosticList) {
    var length = 1
    var isClosed = false
    while let next = byte(length), !isLineEnd(next, at: length) {
      length += 1
      if next == UInt8(ascii: "\\"), let escaped = byte(length), !isLineEnd(escaped, at: length) {
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
    reportNUL(in: position..<min(position + length, bytes.count), "a string", diagnostics)
    emit(.string, length: length, isDamaged: !isClosed)
  }

  /// Reports the first NUL in what may have any other letter: no file of results could hold the script.
  private func reportNUL(in range: Range<Int>, _ what: String, _ diagnostics: DiagnosticList) {
    guard let place = bytes[range].firstIndex(of: 0) else { return }
    diagnostics.report(
      .unexpectedCharacter, "NUL stands in \(what)",
      at: SourceSpan(file: file, range: place..<place + 1),
      help: "no results file can hold it; take it out, as by `tr -d '\\0'`")
  }

  /// True for a byte that ends a line, a carriage return only by itself.
  func isLineEnd(_ byte: UInt8, at offset: Int = 0) -> Bool {
    byte == UInt8(ascii: "\n")
      || (byte == UInt8(ascii: "\r") && self.byte(offset + 1) != UInt8(ascii: "\n"))
  }

  /// Digits, fraction and exponent; letters that follow directly belong to the token as a unit.
  private mutating func number(_ diagnostics: DiagnosticList) {
    var length = digits(from: 0)
    var flaw: Token.Flaw?
    if length == 0 { flaw = .noDigitBeforePoint }
    if byte(length) == UInt8(ascii: "."), byte(length + 1) != UInt8(ascii: ".") {
      let fraction = digits(from: length + 1)
      if fraction == length + 1 { flaw = .noDigitBehindPoint }
      length = fraction
    }
    var isDamaged = false
    if let mark = byte(length), mark | 0x20 == UInt8(ascii: "e") {
      var exponent = length + 1
      if byte(exponent) == UInt8(ascii: "-") || byte(exponent) == UInt8(ascii: "+") {
        exponent += 1
      } else if let dash = dashLength(at: exponent), digits(from: exponent + dash) > exponent + dash
      {
        exponent += dash
        isDamaged = true
      }
      let end = digits(from: exponent)
      if end > exponent { length = end }
    }
    let bare = length
    while let next = byte(length), next.isNamePart { length += 1 }
    if length > bare { flaw = .unit(after: bare) }
    if isDamaged { reportDash(length: length, diagnostics) }
    emit(.number, length: length, isDamaged: isDamaged, flaw: isDamaged ? nil : flaw)
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
  var isMeaningless: Bool {
    if self < 0x20 || self == 0x7F {
      return self != UInt8(ascii: "\n") && self != UInt8(ascii: "\r") && self != UInt8(ascii: "\t")
    }
    return "#$&'*+/<>?@\\^`|~!".utf8.contains(self)
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
