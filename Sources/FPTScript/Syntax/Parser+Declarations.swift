import FPTSchema

extension Parser {
  /// A whole file: `file := (prose
  /// declaration)*`.
  mutating func parseFile() -> SyntaxFile {
    var items: [SyntaxFile.Item] = []
    var isForeign = true
    if let name = foreignFormat {
      diagnostics.report(
        .unknownKind, "this reads like \(name), not like an experiment file", at: span(token),
        help: "`fpt-script new mine.fpt` writes an experiment to begin with")
      return SyntaxFile(items: [], comments: comments)
    }
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

  /// Some other kind of file: one more diagnostic stands for all that would follow.
  private mutating func tooManyUnknownDeclarations() {
    diagnostics.report(
      .unknownKind, "this does not read like an experiment file; the rest is not looked at",
      at: span(token), help: "`fpt-script new mine.fpt` writes one to begin with")
    position = tokens.count - 1
  }

  var atItemStart: Bool {
    token.kind == .prose || startsDeclaration()
      || (token.startsLine && token.kind == .name && self.token(after: 1).kind != .colon
        && self.token(after: 1).kind != .dot)
  }

  /// One declaration: `declaration := kind (name | string)? ('=' expression)? block?`.
  private mutating func declaration() -> Declaration {
    let faults = self.faults
    let kindSpan = span(token)
    let kind = self.kind(of: token) ?? .param
    advance()
    var declaration = Declaration(kind: kind, kindSpan: kindSpan, isWhole: true)
    if !token.startsLine {
      while token.kind == .foreign, !self.token(after: 1).startsLine { advance() }
      declaration.name = declaredName(kind)
      if takeEquals(declaration) {
        if token.startsLine || isAtEnd {
          expected("a value after `=`, on the same line", help: "for example `= nothing`")
          declaration.value = Expression(node: .missing, span: self.span(from: kindSpan.lowerBound))
        } else {
          declaration.value = expression()
        }
      }
    }
    if token.kind == .leftBrace { declaration.block = block(.declaration(kind)) }
    if !isAtEnd, !token.startsLine, token.kind != .semicolon, token.kind != .prose {
      afterValue(declaration.value, inBlock: false)
      declaration.value?.node = .missing
      while !isAtEnd, !atItemStart { skipToken() }
    }
    declaration.isWhole = self.faults == faults
    if declaration.name == nil { hide(kind) }
    return declaration
  }

  /// The name of a declaration; nil where none stands here.
  private mutating func declaredName(_ kind: DeclarationKind) -> Name? {
    if token.kind == .number, token.flaw != nil, !token.startsLine {
      let name = Name(text: source(token.range), span: span(token))
      reportSlip(
        "\(quotedForMessage(name.text)) is no name", at: name.span,
        help: "a name begins with a letter, as in `x\(name.text)`")
      poison(name.text)
      advance()
      return name
    }
    if token.kind == .string {
      let span = span(token)
      return Name(text: stringValue(), span: span, isQuoted: true)
    }
    guard token.kind == .name else { return nil }
    let first = token
    let name = name()
    guard token.kind == .name, !token.startsLine, !isWord("with") else { return name }
    // Words in a row, which only quotes keep together.
    var offset = 0
    while self.token(after: offset).kind == .name, !self.token(after: offset).startsLine {
      offset += 1
    }
    let next = self.token(after: offset)
    guard !next.startsLine, next.kind == .leftBrace || next.kind == .equals else { return name }
    for _ in 0..<offset { advance() }
    let span = span(from: first.range.lowerBound)
    let text = source(span.range)
    hide(kind)
    diagnostics.report(
      .unexpectedToken, "expected one name after `\(kind.rawValue)`, found several words", at: span,
      help: "a name of several words stands in quotes: `\(kind.rawValue) \"\(text)\"`")
    return Name(text: text, span: span, isQuoted: true)
  }

  /// Takes the `=` of a declaration, or what stands in its place; true where a value follows.
  private mutating func takeEquals(_ declaration: Declaration) -> Bool {
    let kind = declaration.kind
    let mark = token
    guard [.equals, .equal, .colon].contains(mark.kind), !mark.startsLine else { return false }
    guard let name = declaration.name else {
      expected(
        "a name after `\(kind.rawValue)`",
        help: "a declaration has a name: `\(kind.rawValue) NAME "
          + (Self.blockKinds.contains(kind) ? "{ … }`" : "= …`"))
      while !isAtEnd, !atItemStart { skipToken() }
      return false
    }
    advance()
    let isBlock = token.kind == .leftBrace && !token.startsLine
    if Self.blockKinds.contains(kind), isBlock || (mark.kind == .colon && token.startsLine) {
      reportSlip(
        "expected `{` after \(quotedForMessage(name.text)), found \(described(mark))",
        at: span(mark),
        help: "a block stands right behind the name: `\(kind.rawValue) \(name.text) { … }`",
        habit: "mark before block")
      // Indented lines, as in other languages, are the block that was meant.
      if !isBlock { while !isAtEnd, !atItemStart { skipToken() } }
      return false
    }
    if mark.kind != .equals {
      reportSlip(
        "expected `=` after \(quotedForMessage(name.text)), found \(described(mark))",
        at: span(mark), help: "declarations take `=`, and their fields `:`",
        habit: "declaration without equals")
    }
    return true
  }

  private static let blockKinds: Set<DeclarationKind> = [
    .experiment, .train, .arm, .run, .table, .plot, .profile,
  ]

  /// The kinds of entries that a block accepts.
  enum BlockPlace: Equatable {
    case declaration(DeclarationKind)
    case axes, with, rule
  }

  /// `block := '{' (field | section | rule)* '}'`, at the brace.
  mutating func block(_ place: BlockPlace) -> Block {
    let faults = self.faults
    let opening = token
    let end = missingBraces[position]
    let outer = (bracketDepth, isInList)
    (bracketDepth, isInList) = (0, false)
    defer { (bracketDepth, isInList) = outer }
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
      if isAtEnd || startsDeclaration() || end.map({ position >= $0 }) ?? false {
        reportUnclosed(opening, "}")
        break
      }
      if token.startsLine, token.kind == .name,
        ["end", "done", "fi", "endif"].contains(source(token.range)),
        self.token(after: 1).startsLine
      {
        reportSlip(
          "a block ends with `}`, found \(described(token))", at: span(token),
          help: "write `}` in its place", habit: "end")
        advance()
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
      isWhole: self.faults == faults)
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
    guard
      token.kind == .name || (place == .declaration(.profile) && startsQuotedPath)
        || startsQuotedField
    else {
      expected(
        "a field, as in `name: value`", help: token.kind == .closedRange ? groupHelp : fieldHelp)
      recover(from: start)
      return nil
    }
    if startsQuotedField {
      reportSlip(
        "a field stands without quotes, found a string", at: span(token),
        help: "write `\(source(token.range.dropFirst().dropLast())): …`, without a comma behind it",
        habit: Self.quotedField)
    }
    if isWord("if") || isWord("for") || isWord("when"), self.token(after: 1).kind == .name,
      let advice = ForeignWords.statement(source(token.range))
    {
      expected("a field, as in `name: value`", help: advice)
      recover(from: start)
      return nil
    }
    let path = path()
    if token.kind == .equals {
      reportEquals(after: path.text)
      advance()
    } else if token.kind == .equal, !token.startsLine {
      reportEquals(after: path.text)
      advance()
    } else if !take(.colon) {
      if token.kind == .leftBrace, !token.startsLine {
        return section(path, in: place, from: start)
      }
      if token.startsLine || token.kind == .rightBrace {
        if !tokens[start..<position].contains(where: \.isDamaged) {
          diagnostics.report(
            .unexpectedToken, "expected `:` and a value after \(quotedForMessage(path.text))",
            at: path.span, help: "write `\(path.text): …`")
        }
        return nil
      }
      expected(
        "`:` after \(quotedForMessage(path.text))",
        suggestions: Suggestions.near(path.text, among: ["skip"]), help: "write `\(path.text): …`")
      recover(from: start)
      return nil
    }
    if token.kind == .leftBrace, !token.startsLine, path.segments.count == 1,
      case .declaration(.run) = place, let word = sectionMeant(by: path.text)
    {
      reportSlip(
        "expected `{` after `\(word)`, found `:`", at: path.span,
        help: "a section has no colon: `\(word) { … }`")
      if word == "axes" { return .axes(block(.axes), path.span) }
    }
    guard !token.startsLine, token.kind != .rightBrace, token.kind != .semicolon else {
      let isList = token.kind == .minus
      expected(
        "a value after `\(path.text):`",
        help: isList
          ? "a list stands in brackets behind its field: `\(path.text): [a, b]`"
          : "the value stands on the same line")
      // A list of other formats, one element a line.
      while isList, token.kind == .minus, token.startsLine {
        repeat { skipToken() } while !isAtEnd && !token.startsLine && token.kind != .rightBrace
      }
      return .field(
        Field(path: path, value: Expression(node: .missing, span: path.span)))
    }
    let foreign = foreignCount
    var value = expression()
    if foreignCount > foreign { value.node = .missing }
    if token.kind == .comma, !token.startsLine, startsEntry(after: 1) {
      reportSlip(
        "expected a new line, `;` or `}`, found `,`", at: span(token), help: Self.commaHelp,
        habit: diagnostics.isKnown(.habit(Self.quotedField, file: file))
          ? Self.quotedField : "comma behind field")
      advance()
    } else if !endsEntry {
      afterValue(value, inBlock: true)
      // Half of an expression is no value of another type.
      value.node = .missing
      recover(from: start)
    }
    return .field(Field(path: path, value: value))
  }

  /// Fields as JSON has them, their commas included.
  private static let quotedField = "quoted field"
  static let commaHelp = "no comma stands behind a field"

  private var fieldHelp: String {
    token.kind == .minus ? "a list stands in brackets: `[a, b]`" : "a block has fields, one a line"
  }

  /// True where an entry of a block can begin, or none follows.
  private func startsEntry(after offset: Int) -> Bool {
    let first = token(after: offset)
    if first.startsLine || first.kind == .rightBrace || first.kind == .end { return true }
    guard first.kind == .name || first.kind == .string else { return false }
    return [.colon, .dot, .equals].contains(token(after: offset + 1).kind)
  }

  /// True at `"steps": …`, a field as JSON writes it.
  private var startsQuotedField: Bool {
    token.kind == .string && !token.isDamaged && self.token(after: 1).kind == .colon
      && !self.token(after: 1).startsLine
  }

  mutating func reportEquals(after name: String) {
    reportSlip(
      "expected `:` after \(quotedForMessage(name)), found \(described(token))", at: span(token),
      help: Self.colonHelp, habit: "equals in a field")
  }

  /// A block in a block: the axes of a run under another name, or what is no section at all.
  private mutating func section(
    _ path: Path, in place: BlockPlace, from start: Int
  ) -> Block.Entry? {
    let word = path.text
    guard case .declaration(let kind) = place else {
      expected("`:` after \(quotedForMessage(word))", help: "write `\(word): …`")
      recover(from: start)
      return nil
    }
    let meant = kind == .run ? sectionMeant(by: word) : nil
    let field = self.token(after: 1).kind == .name ? source(self.token(after: 1).range) : "field"
    diagnostics.report(
      .unexpectedToken, "\(kind.withArticle) has no section \(quotedForMessage(word))",
      at: path.span,
      help: meant == nil
        ? kind == .profile
          ? "write a path for each value: `\(word).\(field): …`"
          : "a field has a value: `\(word): …`" : nil,
      suggestions: meant.map { [$0] } ?? [])
    // A misspelt section is read as the one that was meant.
    if meant == "axes" { return .axes(block(.axes), path.span) }
    recover(from: start)
    return nil
  }

  private func sectionMeant(by word: String) -> String? {
    word == "axes" ? word : Suggestions.near(word, among: ["axes", "set"]).first
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
    } else if isWord("if") || isWord("when") || isWord("for"), !token.startsLine {
      reportSlip(
        "expected `where` and a condition, found \(described(token))", at: span(token),
        help: "write `where` in its place", habit: "where")
      advance()
      rule.condition = condition()
    } else {
      let near =
        token.kind == .name ? Suggestions.near(source(token.range), among: ["where"]) : []
      expected(
        "`where` and a condition", suggestions: near, help: "for example `where arm == full`")
    }
    if diagnostics.errorCount > errors || !endsEntry {
      if diagnostics.errorCount == errors {
        let near =
          token.kind == .name ? Suggestions.near(source(token.range), among: ["and", "or"]) : []
        expected(
          "`and`, `or` or a new line", suggestions: near,
          help: "conditions are joined with `and` and `or`")
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
