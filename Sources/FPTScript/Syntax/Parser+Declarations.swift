import FPTSchema

extension Parser {
  /// A whole file: `file := (prose
  /// declaration)*`.
  mutating func parseFile() -> SyntaxFile {
    var items: [SyntaxFile.Item] = []
    var isForeign = true
    while !isAtEnd {
      if isForeign, unknownDeclarations > Self.mostUnknownDeclarations {
        tooManyUnknownDeclarations()
      } else if token.kind == .prose {
        items.append(.prose(prose()))
      } else if kind(of: token) != nil {
        isForeign = false
        items.append(.declaration(declaration()))
      } else if token.kind == .semicolon {
        advance()
      } else {
        unknownDeclaration()
      }
    }
    return SyntaxFile(items: items, comments: comments)
  }

  /// `path=expression`, as it is written after `--set`.
  mutating func parseOverride() -> Field? {
    guard token.kind == .name || startsQuotedPath else {
      expected("a path, as in `train.steps=50`")
      return nil
    }
    let path = path()
    guard take(.equals) else {
      expected("`=` and a value, as in `train.steps=50`")
      return nil
    }
    guard !isAtEnd else {
      expected("a value after `=`")
      return nil
    }
    let value = expression()
    if !isAtEnd { expected("the end of the value") }
    return Field(path: path, value: value)
  }

  private mutating func prose() -> SyntaxFile.Prose {
    let start = token.range.lowerBound
    var lines: [String] = []
    var lastEnd = start
    while token.kind == .prose {
      // A blank line between two prose lines separates two cells.
      let gap = bytes[lastEnd..<token.range.lowerBound]
      if !lines.isEmpty, gap.count(where: { $0 == UInt8(ascii: "\n") }) > 1 { break }
      var line = bytes[token.range].dropFirst(3)
      if line.first == UInt8(ascii: " ") { line = line.dropFirst() }
      while line.last == UInt8(ascii: "\r") { line = line.dropLast() }
      lines.append(String(decoding: line, as: UTF8.self))
      lastEnd = token.range.upperBound
      advance()
    }
    return SyntaxFile.Prose(text: lines.joined(separator: "\n"), span: span(from: start))
  }

  /// Something that begins with no known kind: reported, and skipped as a whole.
  private mutating func unknownDeclaration() {
    unknownDeclarations += 1
    if token.kind == .name {
      let word = source(token.range)
      let kinds = DeclarationKind.allCases.map(\.rawValue)
      let isValue = ["let", "var", "const", "val", "def"].contains(word)
      let near = isValue ? ["param"] : Suggestions.near(word, among: kinds)
      var help = near.isEmpty ? "declarations begin with \(kinds.joined(separator: ", "))" : nil
      // What is most often a block under a name of its own.
      let isBlock = self.token(after: 1).kind == .leftBrace && !self.token(after: 1).startsLine
      if isBlock, near.isEmpty {
        help = "a kind stands before the name, as in `arm \(word) { … }`"
      }
      diagnostics.report(
        .unknownKind, "no declaration begins with \(quotedForMessage(word))", at: span(token),
        help: help, suggestions: near)
      let next = self.token(after: 1)
      if !next.startsLine {
        if next.kind == .name { poison(source(next.range)) }
        if next.kind == .string, !next.isDamaged {
          poison(source(next.range.dropFirst().dropLast()))
        }
      }
    } else {
      expected("a declaration")
    }
    repeat { skipToken() } while !isAtEnd && !atItemStart
  }

  /// Some other kind of file: one more diagnostic stands for all that would follow.
  private mutating func tooManyUnknownDeclarations() {
    diagnostics.report(
      .unknownKind, "this does not read like an experiment file; the rest is not looked at",
      at: span(token), help: "`fpt-script new` writes one to begin with")
    position = tokens.count - 1
  }

  private var atItemStart: Bool {
    token.kind == .prose || startsDeclaration()
      || (token.startsLine && token.kind == .name && self.token(after: 1).kind != .colon
        && self.token(after: 1).kind != .dot)
  }

  /// One declaration: `declaration := kind (name
  /// string)? ('=' expression)? block?`.
  private mutating func declaration() -> Declaration {
    let errors = diagnostics.errorCount
    let kindSpan = span(token)
    let kind = self.kind(of: token) ?? .param
    advance()
    var declaration = Declaration(kind: kind, kindSpan: kindSpan, isWhole: true)
    if !token.startsLine {
      if token.kind == .name {
        declaration.name = name()
      } else if token.kind == .string {
        let span = span(token)
        declaration.name = Name(text: stringValue(), span: span, isQuoted: true)
      }
      if take(.equals) {
        if token.startsLine || isAtEnd {
          expected("a value after `=`, on the same line")
          declaration.value = Expression(node: .missing, span: self.span(from: kindSpan.lowerBound))
        } else {
          declaration.value = expression()
        }
      }
    }
    if token.kind == .leftBrace { declaration.block = block(.declaration(kind)) }
    if !isAtEnd, !token.startsLine, token.kind != .semicolon, token.kind != .prose {
      afterValue(declaration.value, inBlock: false)
      while !isAtEnd, !atItemStart { skipToken() }
    }
    declaration.isWhole = diagnostics.errorCount == errors
    return declaration
  }

  /// The kinds of entries that a block accepts.
  enum BlockPlace: Equatable {
    case declaration(DeclarationKind)
    case axes, with, rule
  }

  /// `block := '{' (field | section | rule)* '}'`, at the brace.
  mutating func block(_ place: BlockPlace) -> Block {
    let errors = diagnostics.errorCount
    let opening = token
    let outerBrackets = bracketDepth
    bracketDepth = 0
    defer { bracketDepth = outerBrackets }
    advance()
    var entries: [Block.Entry] = []
    guard descend() else {
      ascend()
      return Block(entries: [], span: span(opening), isWhole: false)
    }
    defer { ascend() }
    while true {
      if take(.rightBrace) { break }
      if take(.semicolon) { continue }
      if isAtEnd || startsDeclaration() {
        reportUnclosed(opening, "}")
        break
      }
      if token.kind == .prose {
        diagnostics.report(
          .misplacedProse, "prose stands between declarations, not inside one", at: span(token),
          help: "write `//` for a comment")
        while token.kind == .prose { advance() }
        continue
      }
      if let entry = entry(place) { entries.append(entry) }
    }
    return Block(
      entries: entries, span: span(from: opening.range.lowerBound),
      isWhole: diagnostics.errorCount == errors)
  }

  private mutating func entry(_ place: BlockPlace) -> Block.Entry? {
    let start = position
    if case .declaration = place {
      if isWord("axes"), self.token(after: 1).kind == .leftBrace {
        let span = span(token)
        advance()
        return .axes(block(.axes), span)
      }
      if isWord("set"), self.token(after: 1).kind == .leftBrace { return .rule(rule()) }
      if isWord("skip"), self.token(after: 1).kind == .name { return .rule(rule()) }
    }
    guard token.kind == .name || (place == .declaration(.profile) && startsQuotedPath) else {
      expected("a field, as in `name: value`")
      recover(from: start)
      return nil
    }
    let path = path()
    if token.kind == .equals {
      expected("`:` after \(quotedForMessage(path.text))", help: Self.colonHelp)
      advance()
    } else if !take(.colon) {
      if token.kind == .leftBrace, path.segments.count == 1, case .declaration(.run) = place {
        let word = path.text
        diagnostics.report(
          .unexpectedToken, "a run has no section \(quotedForMessage(word))", at: path.span,
          suggestions: Suggestions.near(word, among: ["axes", "set"]))
      } else {
        expected(
          "`:` after \(quotedForMessage(path.text))",
          suggestions: Suggestions.near(path.text, among: ["skip"]))
      }
      recover(from: start)
      return nil
    }
    guard !token.startsLine, token.kind != .rightBrace, token.kind != .semicolon else {
      expected("a value after `\(path.text):`")
      return .field(
        Field(path: path, value: Expression(node: .missing, span: path.span)))
    }
    var value = expression()
    if !endsEntry {
      // Half of a comparison is no value of another type.
      if comparisonHelp != nil { value.node = .missing }
      afterValue(value, inBlock: true)
      recover(from: start)
    }
    return .field(Field(path: path, value: value))
  }

  /// True at `"language, frozen".label`: names in quotes have fields, too.
  private var startsQuotedPath: Bool {
    token.kind == .string && !token.isDamaged && self.token(after: 1).kind == .dot
      && !self.token(after: 1).startsLine
  }

  static let colonHelp = "fields take `:`, and `=` stands in declarations"

  private var endsEntry: Bool {
    token.startsLine || token.kind == .semicolon || token.kind == .rightBrace || isAtEnd
  }

  /// Reports what stands where a value should have ended.
  private mutating func afterValue(_ value: Expression?, inBlock: Bool) {
    let near =
      token.kind == .name
      ? Suggestions.near(source(token.range), among: ["except", "with", "until"]) : []
    expected(
      inBlock ? "a new line, `;` or `}`" : "a new line", suggestions: near,
      help: inBlock && token.kind == .comma
        ? "no comma stands behind a field" : inBlock ? comparisonHelp : nil)
  }

  /// One rule of a run: `'set' block 'where' condition
  /// 'skip' 'where' condition`.
  private mutating func rule() -> Rule {
    let start = token.range.lowerBound
    let errors = diagnostics.errorCount
    let startPosition = position
    let isSet = isWord("set")
    advance()
    var rule = Rule(settings: nil, condition: nil, span: span(from: start))
    if isSet { rule.settings = block(.rule) }
    if isWord("where") {
      advance()
      rule.condition = condition()
    } else {
      let near =
        token.kind == .name ? Suggestions.near(source(token.range), among: ["where"]) : []
      expected("`where` and a condition", suggestions: near)
    }
    if diagnostics.errorCount > errors || !endsEntry {
      if diagnostics.errorCount == errors {
        let near =
          token.kind == .name ? Suggestions.near(source(token.range), among: ["and", "or"]) : []
        expected("`and`, `or` or a new line", suggestions: near)
      }
      rule.condition = nil
      if !endsEntry { recover(from: startPosition) }
    }
    rule.span = span(from: start)
    return rule
  }

  // MARK: Recovery

  /// Skips to what may begin the next entry of the block.
  mutating func recover(from start: Int) {
    if position == start { skipToken() }
    while !isAtEnd, token.kind != .rightBrace, token.kind != .semicolon, !token.startsLine {
      skipToken()
    }
  }

  /// Skips one token or, at an opening bracket, everything up to the closing one.
  mutating func skipToken() {
    var open = 0
    repeat {
      switch token.kind {
      case .leftBrace, .leftBracket, .leftParenthesis: open += 1
      case .rightBrace, .rightBracket, .rightParenthesis: open -= 1
      default: break
      }
      advance()
    } while open > 0 && !isAtEnd && !startsDeclaration()
  }
}

extension SourceSpan {
  var lowerBound: Int { range.lowerBound }
}
