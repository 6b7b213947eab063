import FPTSchema

/// What begins like no declaration: a slip in its first word, or a file of another format.
extension Parser {
  /// Something that begins with no known kind: reported, and skipped as a whole.
  mutating func unknownDeclaration() {
    unknownDeclarations += 1
    if token.kind == .name {
      let word = source(token.range)
      let next = self.token(after: 1)
      let second = next.startsLine ? nil : next
      let advice = unknownDeclarationAdvice(word, second)
      if !token.isDamaged {
        diagnostics.report(
          .unknownKind, "no declaration begins with \(quotedForMessage(word))", at: span(token),
          help: advice.help, suggestions: advice.names)
      }
      switch second?.kind {
      case .name: poison(source(next.range))
      case .string where !next.isDamaged: poison(source(next.range.dropFirst().dropLast()))
      default: break
      }
      // Its own name, where the kind before it was forgotten.
      poison(Lexer.nameMeant(by: word))
    } else if token.kind == .rightBrace {
      expected("a declaration", help: "no block is open that this closes: take it out")
    } else {
      expected("a declaration", help: Self.kindsHelp)
    }
    repeat { skipToken() } while !isAtEnd && !atItemStart
  }

  private static let kindsHelp =
    "declarations begin with \(DeclarationKind.allCases.map(\.rawValue).joined(separator: ", "))"

  /// What may have been meant by a word that begins no declaration.
  private func unknownDeclarationAdvice(
    _ word: String, _ second: Token?
  ) -> (names: [String], help: String?) {
    if let statement = ForeignWords.statement(word) { return ([], statement) }
    if second?.kind == .leftBrace {
      let near = Suggestions.near(word, among: DeclarationKind.allCases.map(\.rawValue))
      if !near.isEmpty { return (near, nil) }
      return ([], "a kind stands before the name, as in `\(kindOfBlock) \(word) { … }`")
    }
    if second?.kind == .equals {
      return ([], "a kind stands before the name, as in `task \(word) = …` or `param \(word) = …`")
    }
    if let kind = ForeignWords.kind(word) {
      return ([kind.rawValue], kind == .use ? "`use \"common/tasks.fpt\"` reads another file" : nil)
    }
    let near = Suggestions.near(word, among: DeclarationKind.allCases.map(\.rawValue))
    if near.isEmpty, second?.kind == .name, word.first?.isUppercase == true {
      return ([], "prose begins each line with `///`, and a comment with `//`")
    }
    return (near, near.isEmpty ? Self.kindsHelp : nil)
  }

  /// The kind whose block begins behind the next token, by its first field.
  private var kindOfBlock: String {
    switch source(self.token(after: 2).range) {
    case "axes", "measure", "keep": "run"
    case "optimizer", "steps", "batch", "schedule": "train"
    case "of", "rows", "columns": "table"
    case "fpt", "title": "experiment"
    default: "arm"
    }
  }

  /// The name of another format that a file is in; nil where some declaration begins in it.
  var foreignFormat: String? {
    let second = self.token(after: 1)
    guard !isAtEnd else { return nil }
    switch token.kind {
    case .leftBrace where second.kind == .string || second.kind == .rightBrace: return "JSON"
    case .leftBracket where second.kind == .string || second.kind == .leftBrace: return "JSON"
    case .leftBracket where second.kind == .name: return hasDeclarations ? nil : "TOML"
    case .name where second.kind == .colon && !second.startsLine:
      return hasDeclarations ? nil : "YAML"
    case .name where isWord("import") || isWord("from") || isWord("def") || isWord("class"):
      return !hasDeclarations && second.kind == .name ? "Python" : nil
    default: return nil
    }
  }

  private var hasDeclarations: Bool {
    tokens.indices.contains { startsDeclaration(at: $0) && tokens[$0 + 1].kind != .equals }
  }
}
