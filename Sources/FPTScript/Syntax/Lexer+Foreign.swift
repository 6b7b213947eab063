/// What other languages and editors write, read as what it was meant for and reported once for each habit.
extension Lexer {
  /// Beyond these it is no experiment file, and one more diagnostic says so instead of hundreds.
  private static let mostHabits = 8

  /// Quotation marks of word processors and other languages.
  static let otherQuotes: [Unicode.Scalar] = ["“", "”", "„", "‘", "’", "«", "»", "'", "`"]
  private static let encodedQuotes = otherQuotes.map { Array(String($0).utf8) }

  // MARK: Comments

  /// Skips a comment of another language; false where none begins here.
  mutating func foreignComment(startsLine: Bool, _ diagnostics: DiagnosticList) -> Bool {
    let start = position
    let opening: String
    var closing: [UInt8] = []
    switch bytes[position] {
    // A comment of other languages, or a heading.
    case UInt8(ascii: "#"): opening = "#"
    case UInt8(ascii: "%") where startsLine: opening = "%"
    case UInt8(ascii: "-") where byte(1) == UInt8(ascii: "-"): opening = "--"
    case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "*"):
      (opening, closing) = ("/*", Array("*/".utf8))
    case UInt8(ascii: "<") where bytes[position...].starts(with: "<!--".utf8):
      (opening, closing) = ("<!--", Array("-->".utf8))
    default: return false
    }
    let end = closing.isEmpty ? nil : self.end(of: closing, from: opening.utf8.count)
    if let end {
      position = end
    } else {
      while let next = byte(), !isLineEnd(next) { position += 1 }
    }
    var shown = start
    while shown < position, !isLineEnd(bytes[shown], at: shown - position) { shown += 1 }
    report(
      "\(quotedForMessage(opening)) means nothing here", start..<shown, help: ForeignMarks.comments,
      once: opening, diagnostics)
    return true
  }

  /// The position behind the first such bytes.
  private mutating func end(of closing: [UInt8], from offset: Int) -> Int? {
    guard !neverClosed.contains(closing) else { return nil }
    var index = position + offset
    while index + closing.count <= bytes.count {
      if bytes[index] == closing[0], bytes[index...].starts(with: closing) {
        return index + closing.count
      }
      index += 1
    }
    neverClosed.insert(closing)
    return nil
  }

  /// A string between three quotes; false where it is none, or never closed.
  mutating func tripleQuotes(_ diagnostics: DiagnosticList) -> Bool {
    let mark = Array("\"\"\"".utf8)
    guard bytes[position...].starts(with: mark), let end = end(of: mark, from: 3) else {
      return false
    }
    let range = position..<end
    let hasLines = bytes[range].contains(UInt8(ascii: "\n"))
    let shown = hasLines ? position..<(position + 3) : range
    report(
      "three quotes mean nothing here", shown,
      help: hasLines
        ? "prose stands between declarations, each line with `///` before it"
        : "a string has one quote on each side: \"…\"", once: "\"\"\"", diagnostics)
    emit(.string, length: range.count, isDamaged: true)
    return true
  }

  // MARK: Marks

  /// Two marks that stand for one of the language; false where there are none.
  mutating func foreignPair(_ diagnostics: DiagnosticList) -> Bool {
    for (text, meaning) in ForeignMarks.pairs {
      let matches = text.withUTF8Buffer { bytes[position...].starts(with: $0) }
      guard matches else { continue }
      report(
        "\(quotedForMessage("\(text)")) means nothing here", position..<(position + 2),
        help: meaning.help, once: "\(text)", diagnostics)
      emit(meaning.kind, length: 2, isDamaged: true)
      return true
    }
    return false
  }

  /// A run of characters that mean nothing here, or one that stands for a mark of the language.
  mutating func unknown(_ diagnostics: DiagnosticList) {
    if let length = otherQuotesLength() {
      report(
        "these quotes mean nothing here", position..<(position + length), help: ForeignMarks.quotes,
        once: "quotes", diagnostics)
      return emit(.string, length: length, isDamaged: true)
    }
    let word = foreignWordLength(from: 0)
    if word > 0 {
      reportForeignWord(length: word, diagnostics)
      return emit(.name, length: word, isDamaged: true)
    }
    guard let first = scalar(at: 0) else { return position += 1 }
    let length = first.utf8.count
    let text = String(Character(first))
    if let meaning = ForeignMarks.meaning(of: first) {
      report(
        "\(quotedForMessage(text)) means nothing here", position..<(position + length),
        help: meaning.help, once: text, diagnostics)
      return emit(meaning.kind, length: length, isDamaged: true)
    }
    unknownRun(from: length, diagnostics)
  }

  private mutating func unknownRun(from first: Int, _ diagnostics: DiagnosticList) {
    var length = first
    while let next = scalar(at: length), isUnknown(next) { length += next.utf8.count }
    let range = position..<(position + length)
    let text = String(decoding: bytes[range], as: UTF8.self)
    if text.unicodeScalars.allSatisfy(\.isUnseen), let scalar = text.unicodeScalars.first {
      report(
        "\(scalar.unseenName) means nothing here", range, help: scalar.replacement,
        once: scalar.unseenName, diagnostics)
      position = range.upperBound
      return
    }
    let isQuote = text.unicodeScalars.contains { Self.otherQuotes.contains($0) }
    report(
      "\(quotedForMessage(text)) means nothing here", range,
      help: isQuote ? ForeignMarks.quotes : ForeignMarks.help(for: text), once: text, diagnostics)
    emit(.foreign, length: length, isDamaged: true)
  }

  private func isUnknown(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return UInt8(scalar.value).isMeaningless }
    return !scalar.isOfForeignWord && ForeignMarks.meaning(of: scalar) == nil
      && !Self.otherQuotes.contains(scalar)
  }

  /// The length of a word between such quotes, opened here and closed on the same line; nil where there is none.
  private func otherQuotesLength() -> Int? {
    let rest = bytes[position...]
    guard let opening = Self.encodedQuotes.first(where: { rest.starts(with: $0) }) else {
      return nil
    }
    var offset = opening.count
    // As long as names and paths are; prose with an apostrophe in it is no string.
    while offset < 256, let next = byte(offset), !isLineEnd(next, at: offset) {
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

  /// The length of a dash that is no minus; nil where there is none.
  func dashLength(at offset: Int) -> Int? {
    guard let scalar = scalar(at: offset), ForeignMarks.isDash(scalar) else { return nil }
    return scalar.utf8.count
  }

  func reportDash(length: Int, _ diagnostics: DiagnosticList) {
    let range = position..<(position + length)
    let text = String(decoding: bytes[range], as: UTF8.self)
    let meant = String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { ForeignMarks.isDash($0) ? "-" : $0 }))
    diagnostics.report(
      .unexpectedCharacter, "the dash in \(quotedForMessage(text)) is no minus",
      at: SourceSpan(file: file, range: range), help: "write `\(meant)`")
  }

  // MARK: Words

  /// The length of a name with what only other languages allow in one: other letters, dashes, marks that cannot be seen.
  func foreignWordLength(from start: Int) -> Int {
    var length = start
    while let next = scalar(at: length) {
      let size = next.utf8.count
      if next.isASCII {
        let byte = UInt8(next.value)
        let isDash =
          byte == UInt8(ascii: "-") && length > 0 && self.byte(length + 1)?.isNameStart == true
        guard byte.isNamePart && length > start || isDash else { break }
      } else if next.isUnseen {
        guard length > 0, self.byte(length + size)?.isNamePart == true,
          !next.properties.isWhitespace
        else { break }
      } else if !next.isOfForeignWord {
        break
      }
      length += size
    }
    return length
  }

  mutating func reportForeignWord(length: Int, _ diagnostics: DiagnosticList) {
    let range = position..<(position + length)
    let text = String(decoding: bytes[range], as: UTF8.self)
    if let unseen = text.unicodeScalars.first(where: \.isUnseen) {
      return report(
        "\(unseen.unseenName) means nothing here", range, help: unseen.replacement, once: text,
        diagnostics)
    }
    let name = Self.nameMeant(by: text)
    report(
      "\(quotedForMessage(text)) is no name", range,
      help: "a name has the letters a to z, digits and `_`"
        + (name == text ? "" : ", as in \(quotedForMessage(name))"), once: text, diagnostics)
  }

  /// The nearest name that the language allows; the word itself where nothing would be left.
  static func nameMeant(by word: String) -> String {
    var name = ""
    for scalar in word.unicodeScalars {
      if scalar == "-" {
        name += "_"
      } else if scalar.isASCII {
        name.unicodeScalars.append(scalar)
      }
    }
    return name.utf8.first?.isNameStart == true ? name : word
  }

  // MARK: Reports

  private mutating func report(
    _ message: String, _ range: Range<Int>, help: String?, once habit: String?,
    _ diagnostics: DiagnosticList
  ) {
    let span = SourceSpan(file: file, range: range)
    let subject = habit.map { DiagnosticList.Subject.habit($0, file: file) }
    let isKnown = subject.map(diagnostics.isKnown) ?? false
    guard isKnown || habits < Self.mostHabits else {
      return diagnostics.report(
        .unexpectedCharacter, "more characters mean nothing from here on", at: span,
        help: "is this an experiment file? `fpt-script new` writes one to begin with",
        once: .foreignText(file: file))
    }
    if !isKnown { habits += 1 }
    diagnostics.report(
      .unexpectedCharacter, message, at: span,
      help: help ?? "the language has letters, digits and the marks `{ } [ ] ( ) : ; , = . - % \"`",
      once: subject)
  }

  /// The character at an offset from here; nil at the end.
  private func scalar(at offset: Int) -> Unicode.Scalar? {
    guard let first = byte(offset) else { return nil }
    if first < 0x80 { return Unicode.Scalar(first) }
    let end = min(bytes.count, position + offset + 4)
    var rest = bytes[(position + offset)..<end].makeIterator()
    var decoder = UTF8()
    if case .scalarValue(let scalar) = decoder.decode(&rest) { return scalar }
    return "\u{FFFD}"
  }
}

extension Unicode.Scalar {

  /// Letters and pictures outside of ASCII, which belong to a word.
  fileprivate var isOfForeignWord: Bool {
    guard !isASCII else { return false }
    return switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber,
      .otherSymbol:
      true
    default: false
    }
  }

  fileprivate var replacement: String {
    properties.isWhitespace
      ? "put an ordinary space in its place" : "take it out; it cannot be seen"
  }
}
