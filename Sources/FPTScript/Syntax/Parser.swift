import FPTSchema

/// Recursive descent over the grammar of the language manual, one function a rule.
///
/// After an error the parser skips to the next field or declaration, so that each mistake is
/// reported once and all of them in one go. Time is linear in the file; nesting is capped.
struct Parser {
  static let deepestNesting = 64
  /// Beyond these, with no known kind before them, a file is given up: it is none of ours.
  static let mostUnknownDeclarations = 8

  let text: String
  let file: Int
  let bytes: [UInt8]
  let tokens: [Token]
  let comments: [SourceSpan]
  var position = 0
  var depth = 0
  /// Set where the rest of the file is given up, because it nests too deep.
  var isAbandoned = false
  var unknownDeclarations = 0
  let diagnostics: DiagnosticList
  /// Open brackets and parentheses in the innermost block: inside them, a new line ends nothing.
  var bracketDepth = 0
  /// True where commas separate the elements of the innermost brackets, and not arguments.
  var isInList = false
  /// Names of declarations that could not be read; what refers to them is not reported again.
  private(set) var poisoned: Set<String> = []
  /// Kinds of declarations that could not be read: any name of such a kind may be theirs.
  private(set) var hiddenKinds: Set<DeclarationKind> = []
  /// Where blocks end whose closing brace is missing, by their opening brace.
  private(set) var missingBraces: [Int: Int] = [:]
  /// Tokens so far that were reported and read as what they were meant for.
  private(set) var damageCount = 0
  /// Tokens so far that were reported and stand for nothing.
  private(set) var foreignCount = 0
  /// True behind a reported token of the same line: what follows from it is not reported again.
  private var isLineDamaged = false
  /// The token the last grammar error was about: it is reported once.
  private var lastErrorPosition = -1

  init(_ text: String, file: Int, diagnostics: DiagnosticList) {
    self.text = text
    self.file = file
    self.diagnostics = diagnostics
    var lexer = Lexer(text, file: file)
    lexer.run(reporting: diagnostics)
    bytes = lexer.bytes
    tokens = lexer.tokens
    comments = lexer.comments.map { SourceSpan(file: file, range: $0) }
    isLineDamaged = tokens[0].isDamaged
    missingBraces = unclosedBlocks()
  }

  // MARK: Tokens

  var token: Token { tokens[min(position, tokens.count - 1)] }

  func token(after count: Int) -> Token { tokens[min(max(0, position + count), tokens.count - 1)] }

  var isAtEnd: Bool { token.kind == .end }

  mutating func advance() {
    guard position < tokens.count - 1 else { return }
    if token.isDamaged { damageCount += 1 }
    if token.kind == .foreign { foreignCount += 1 }
    position += 1
    if token.startsLine { isLineDamaged = false }
    if token.isDamaged { isLineDamaged = true }
  }

  /// Errors so far, and what was wrong but could be read: where it grows, something is not as it was meant.
  var faults: Int { diagnostics.errorCount + damageCount }

  mutating func take(_ kind: Token.Kind) -> Bool {
    guard token.kind == kind else { return false }
    advance()
    return true
  }

  func source(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  func span(_ token: Token) -> SourceSpan { SourceSpan(file: file, range: token.range) }

  /// From a start to the end of the last token taken.
  func span(from start: Int) -> SourceSpan {
    let end = position > 0 ? tokens[position - 1].range.upperBound : start
    return SourceSpan(file: file, range: start..<max(start, end))
  }

  func isWord(_ word: StaticString, _ token: Token) -> Bool {
    guard token.kind == .name, token.range.count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { $0.elementsEqual(bytes[token.range]) }
  }

  func isWord(_ word: StaticString) -> Bool { isWord(word, token) }

  func kind(of token: Token) -> DeclarationKind? {
    guard token.kind == .name, token.range.count <= 10 else { return nil }
    return DeclarationKind(rawValue: source(token.range))
  }

  /// True where a line begins a declaration: no field begins with a kind and one of these.
  func startsDeclaration(after count: Int = 0) -> Bool {
    startsDeclaration(at: position + count)
  }

  func startsDeclaration(at index: Int) -> Bool {
    guard index + 1 < tokens.count, tokens[index].startsLine, kind(of: tokens[index]) != nil else {
      return false
    }
    let next = tokens[index + 1]
    switch next.kind {
    case .name, .string, .equals: return !next.startsLine
    // Inside a block it is a block of a part: `train { … }` in a profile.
    case .leftBrace: return !next.startsLine && (depth == 0 || column(of: tokens[index]) == 0)
    default: return false
    }
  }

  /// Bytes between the start of a line and the first token of it.
  func column(of token: Token) -> Int {
    var start = token.range.lowerBound
    while start > 0, bytes[start - 1] == UInt8(ascii: " ") || bytes[start - 1] == UInt8(ascii: "\t")
    {
      start -= 1
    }
    return token.range.lowerBound - start
  }

  /// The name of a token in a message.
  func described(_ token: Token) -> String {
    switch token.kind {
    case .end: "the end of the file"
    case .string: "a string"
    case .number: "the number \(quotedForMessage(source(token.range)))"
    case .prose: "prose"
    default: quotedForMessage(source(token.range))
    }
  }

  /// Reports a grammar error, once for each token.
  mutating func expected(
    _ what: String, suggestions: [String] = [], help: String? = nil,
    also labels: [Diagnostic.Label] = []
  ) {
    guard position != lastErrorPosition, !isAbandoned else { return }
    lastErrorPosition = position
    guard !isLineDamaged else { return }
    if token.flaw != nil { return reportFlaw() }
    diagnostics.report(
      .unexpectedToken, "expected \(what), found \(described(token))", at: span(token),
      also: labels, help: help, suggestions: suggestions)
  }

  /// Reports a slip that was understood: the rest of the line is read as though it were right.
  ///
  /// One that somebody has from another language stands for all places of the file where it is made.
  mutating func reportSlip(
    _ what: String, at span: SourceSpan, help: String, habit: String? = nil
  ) {
    guard !isAbandoned, !isLineDamaged else { return }
    lastErrorPosition = position
    diagnostics.report(
      .unexpectedToken, what, at: span, help: help,
      once: habit.map { .habit($0, file: file) })
  }

  /// Reports what is wrong with the number here.
  mutating func reportFlaw() {
    let token = self.token
    guard let flaw = token.flaw, !isLineDamaged else { return }
    isLineDamaged = true
    lastErrorPosition = position
    let text = source(token.range)
    if poisoned.contains(text) { return diagnostics.noteError() }
    let message: String
    switch flaw {
    case .unit(let length):
      message = "\(quotedForMessage(String(text.dropFirst(length)))) is no unit of a number"
    case .noDigitBehindPoint: message = "a digit is missing after the point"
    case .noDigitBeforePoint: message = "a digit is missing before the point"
    }
    diagnostics.report(
      .malformedNumber, message, at: span(token), help: NumberSlips.help(for: text, flaw))
  }

  mutating func reportUnclosed(_ opening: Token, _ closing: String) {
    guard position != lastErrorPosition, !isAbandoned else { return }
    lastErrorPosition = position
    // A string that goes on to the end of its line has taken the closing mark with it.
    let last = position > 0 ? tokens[position - 1] : token
    if last.kind == .string, last.isDamaged { return }
    guard !isLineDamaged || token.startsLine || isAtEnd else { return }
    let mark = source(opening.range)
    diagnostics.report(
      .unclosedBracket, "this `\(mark)` is never closed", at: span(opening),
      "a `\(closing)` is missing")
  }

  /// Counts one level of nesting; false, and the file is given up, where there are too many.
  mutating func descend() -> Bool {
    depth += 1
    guard depth > Self.deepestNesting else { return true }
    if !isAbandoned {
      isAbandoned = true
      diagnostics.report(
        .nestingTooDeep,
        "this is nested more than \(Self.deepestNesting) levels deep", at: span(token))
      position = tokens.count - 1
    }
    return false
  }

  mutating func ascend() { depth -= 1 }

  mutating func poison(_ name: String) { poisoned.insert(name) }

  mutating func hide(_ kind: DeclarationKind) { hiddenKinds.insert(kind) }

  // MARK: Names

  mutating func name() -> Name {
    let text = source(token.range)
    let name = Name(text: token.isDamaged ? Lexer.nameMeant(by: text) : text, span: span(token))
    advance()
    return name
  }

  /// `name ('.' name)*`, at a name.
  mutating func path() -> Path {
    let start = token.range.lowerBound
    var segments: [Name] = []
    if token.kind == .string {
      let span = span(token)
      segments.append(Name(text: stringValue(), span: span, isQuoted: true))
    } else {
      segments.append(name())
    }
    while token.kind == .dot, !token.startsLine {
      advance()
      guard token.kind == .name, !token.startsLine else {
        expected("a name after the dot")
        break
      }
      segments.append(name())
    }
    return Path(segments: segments, span: span(from: start))
  }

  /// The value of a string literal.
  mutating func stringValue() -> String {
    let token = self.token
    advance()
    if bytes[token.range.lowerBound] != UInt8(ascii: "\"") {
      // Other quotes, reported already: what stands between them is what was meant.
      let scalars = source(token.range).unicodeScalars.filter { !Lexer.otherQuotes.contains($0) }
      return String(String.UnicodeScalarView(scalars))
    }
    var literal = bytes[token.range].dropFirst()
    if token.isDamaged, literal.starts(with: "\"\"".utf8) {
      return String(decoding: literal.dropFirst(2).dropLast(3), as: UTF8.self)
    }
    if !token.isDamaged { literal = literal.dropLast() }
    guard literal.contains(UInt8(ascii: "\\")) else {
      return String(decoding: literal, as: UTF8.self)
    }
    return unescaped(literal)
  }

  private mutating func unescaped(_ literal: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    var index = literal.startIndex
    while index < literal.endIndex {
      let byte = literal[index]
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        index += 1
        continue
      }
      let start = index
      index += 1
      guard index < literal.endIndex else { break }
      let mark = literal[index]
      index += 1
      switch mark {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): result.append(mark)
      case UInt8(ascii: "n"): result.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "u"):
        let end = literal[index...].firstIndex(of: UInt8(ascii: "}")) ?? literal.endIndex
        let digits = String(decoding: literal[index..<end].dropFirst(), as: UTF8.self)
        let isOpened = index < end && literal[index] == UInt8(ascii: "{")
        index = min(end + 1, literal.endIndex)
        if isOpened, digits.utf8.count <= 6, let value = UInt32(digits, radix: 16),
          let scalar = Unicode.Scalar(value)
        {
          if value == 0 {
            diagnostics.report(
              .unknownEscape, "\(quotedForMessage(source(start..<index))) is NUL",
              at: SourceSpan(file: file, range: start..<index),
              help: "no results file can hold it; take it out")
          }
          result.append(contentsOf: String(Character(scalar)).utf8)
        } else {
          reportEscape(start..<index)
        }
      default: reportEscape(start..<index)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private mutating func reportEscape(_ range: Range<Int>) {
    diagnostics.report(
      .unknownEscape, "\(quotedForMessage(source(range))) is not an escape",
      at: SourceSpan(file: file, range: range), help: "a string knows \\\" \\\\ \\n and \\u{…}")
  }
}
