import FPTSchema

/// What the pieces of an experiment file are, so that whoever shows one can tell them apart.
///
/// Any text has a highlighting, also one with errors: the lexer decides, and no parser.
package enum SourceHighlight {
  package enum Role: String, Sendable, Hashable, CaseIterable {
    /// Blanks and marks between other pieces.
    case plain
    /// Lines that begin with `//`.
    case comment
    /// Lines that begin with `///`.
    case prose
    case string
    case number
    /// What a declaration begins with, and words such as `with` and `where`.
    case keyword
    /// The name that a declaration gives.
    case declared
    /// What is called, such as `BERT` in `BERT(…)`.
    case call
    /// What a value is given to: `steps` in `steps: 400`.
    case field
    /// Any other name.
    case name
  }

  package struct Span: Sendable, Hashable {
    package var text: String
    package var role: Role
  }

  /// The text in pieces, which together are the whole of it.
  ///
  /// - Complexity: linear in the text.
  package static func spans(of text: String) -> [Span] {
    var lexer = Lexer(text, file: 0)
    lexer.run(reporting: DiagnosticList())
    let tokens = lexer.tokens.filter { $0.kind != .end }
    var pieces = lexer.comments.map { (range: $0, role: Role.comment) }
    for (index, token) in tokens.enumerated() {
      guard let role = role(of: index, in: tokens, lexer.bytes) else { continue }
      pieces.append((token.range, role))
    }
    pieces.sort { $0.range.lowerBound < $1.range.lowerBound }
    var spans: [Span] = []
    func add(_ range: Range<Int>, _ role: Role) {
      guard !range.isEmpty else { return }
      let text = String(decoding: lexer.bytes[range], as: UTF8.self)
      if spans.last?.role == role {
        spans[spans.count - 1].text += text
      } else {
        spans.append(Span(text: text, role: role))
      }
    }
    var end = 0
    for piece in pieces where piece.range.lowerBound >= end {
      add(end..<piece.range.lowerBound, .plain)
      add(piece.range, piece.role)
      end = piece.range.upperBound
    }
    add(end..<lexer.bytes.count, .plain)
    return spans
  }

  private static let words: Set<String> = [
    "with", "where", "set", "skip", "axes", "all", "nothing", "except", "until", "against", "in",
    "and", "or", "not", "within", "true", "false",
  ]

  /// Nil for marks.
  private static func role(of index: Int, in tokens: [Token], _ bytes: [UInt8]) -> Role? {
    let token = tokens[index]
    switch token.kind {
    case .prose: return .prose
    case .number: return .number
    case .string: return follows(kindAt: index - 1, in: tokens, bytes) ? .declared : .string
    case .name: break
    default: return nil
    }
    if isKind(at: index, in: tokens, bytes) { return .keyword }
    if follows(kindAt: index - 1, in: tokens, bytes) { return .declared }
    let next = tokens.indices.contains(index + 1) ? tokens[index + 1] : nil
    switch next?.kind {
    case .colon?: return .field
    case .leftParenthesis?: return .call
    default: break
    }
    let word = String(decoding: bytes[token.range], as: UTF8.self)
    return words.contains(word) ? .keyword : .name
  }

  private static func follows(kindAt index: Int, in tokens: [Token], _ bytes: [UInt8]) -> Bool {
    index >= 0 && isKind(at: index, in: tokens, bytes)
  }

  /// Whether a declaration begins with a token: a word for a kind with a name or a block behind it.
  private static func isKind(at index: Int, in tokens: [Token], _ bytes: [UInt8]) -> Bool {
    let token = tokens[index]
    guard token.kind == .name, token.range.count <= 10, tokens.indices.contains(index + 1),
      DeclarationKind(rawValue: String(decoding: bytes[token.range], as: UTF8.self)) != nil
    else { return false }
    return [.name, .string].contains(tokens[index + 1].kind)
      && (token.startsLine
        || index > 0 && [.semicolon, .rightBrace].contains(tokens[index - 1].kind))
  }
}
