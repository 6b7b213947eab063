/// What stands behind a value, where it should have ended.
extension Parser {
  /// Reports what stands where a value should have ended.
  mutating func afterValue(_ value: Expression?, inBlock: Bool) {
    let near =
      token.kind == .name
      ? Suggestions.near(source(token.range), among: ["except", "with", "until"]) : []
    expected(
      inBlock ? "a new line, `;` or `}`" : "a new line", suggestions: near,
      help: near.isEmpty ? helpBehind(value, inBlock: inBlock) : nil)
  }

  /// What to write where a value goes on that should have ended.
  private func helpBehind(_ value: Expression?, inBlock: Bool) -> String? {
    let here = source(token.range)
    guard let value else {
      return token.kind == .leftBracket ? nil : "a declaration has a name, and then `=` or a block"
    }
    let text = source(value.span.range)
    if inBlock, token.kind == .name, self.token(after: 1).kind == .colon {
      return "fields on one line have `;` between them: `\(text); \(here): …`"
    }
    switch (value.node, token.kind) {
    case (.number(let number), .number) where here.utf8.count == 3 && number.integer != nil:
      return "digits are grouped with `_`: write `\(text)_\(here)`"
    case (.number, .name) where comparisonHelp == nil:
      return "a number has no unit but `%`: write `\(text)`"
    case (_, .comma):
      return isElement(self.token(after: 1))
        ? "a list stands in brackets: `[\(rowOfElements(from: text))]`"
        : inBlock ? Self.commaHelp : "no comma stands behind a declaration"
    case (.selector, .name), (.selector, .leftBracket), (.selector, .minus):
      return "all but some groups are frozen with `all except [input, output]`"
    case (.path(let path), .leftBracket):
      return Self.negations.contains(path.text)
        ? "all but some groups are frozen with `all except [input, output]`"
        : "a call takes parentheses: `\(path.text)(…)`"
    case (.path, .name) where comparisonHelp == nil || !inBlock:
      return "words in a row stand in quotes: `\"\(wordsInARow(from: value.span))\"`"
    default: return inBlock ? comparisonHelp : nil
    }
  }

  private static let negations: Set = ["only", "not", "everything", "but", "without", "train"]

  private func isElement(_ token: Token) -> Bool {
    [.name, .number, .string].contains(token.kind) && !token.startsLine
  }

  /// The elements of a list without brackets, from its first one.
  private func rowOfElements(from first: String) -> String {
    var elements = [first]
    var offset = 0
    while self.token(after: offset).kind == .comma, isElement(self.token(after: offset + 1)),
      offset < 24
    {
      elements.append(source(self.token(after: offset + 1).range))
      offset += 2
    }
    return elements.joined(separator: ", ")
  }

  /// Words from the beginning of a value to the last one on the line.
  private func wordsInARow(from span: SourceSpan) -> String {
    var end = span.range.upperBound
    var offset = 0
    while isElement(self.token(after: offset)), offset < 24 {
      end = self.token(after: offset).range.upperBound
      offset += 1
    }
    return source(span.range.lowerBound..<end)
  }
}
