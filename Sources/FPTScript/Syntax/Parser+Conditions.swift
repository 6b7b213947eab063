extension Parser {
  /// Comparisons joined by `and`, `or`, `not`; `and` binds closer than `or`.
  ///
  /// Nil after an error.
  mutating func condition() -> Condition? {
    guard descend() else {
      ascend()
      return nil
    }
    defer { ascend() }
    var alternatives: [Condition] = []
    repeat {
      var parts: [Condition] = []
      repeat {
        guard let part = negation() else { return nil }
        parts.append(part)
      } while takeWord("and") || takeForeign("&&", "&")
      alternatives.append(parts.count == 1 ? parts[0] : .all(parts))
    } while takeWord("or") || takeForeign("||", "|")
    return alternatives.count == 1 ? alternatives[0] : .any(alternatives)
  }

  private mutating func takeWord(_ word: StaticString) -> Bool {
    guard isWord(word) else { return false }
    advance()
    return true
  }

  /// Takes a mark of other languages, which is reported already.
  private mutating func takeForeign(_ marks: String...) -> Bool {
    guard token.kind == .foreign, marks.contains(source(token.range)) else { return false }
    advance()
    return true
  }

  private mutating func negation() -> Condition? {
    var isNegated = false
    while takeWord("not") || takeForeign("!") { isNegated.toggle() }
    let result: Condition?
    if token.kind == .leftParenthesis {
      let opening = token
      advance()
      result = condition()
      if result != nil, !take(.rightParenthesis) {
        reportUnclosed(opening, ")")
        return nil
      }
    } else {
      result = comparison()
    }
    return isNegated ? result.map { .not($0) } : result
  }

  /// One comparison: `axis == value`, `axis != value` or `axis in [values]`.
  private mutating func comparison() -> Condition? {
    guard token.kind == .name else {
      expected("the name of an axis")
      return nil
    }
    let path = path()
    let kind: Condition.Comparison
    if take(.equal) {
      kind = .equal
    } else if take(.notEqual) {
      kind = .notEqual
    } else if takeWord("in") {
      kind = .within
    } else if token.kind == .equals || isWord("is") || isWord("equals") || isWord("eq") {
      reportSlip(
        "expected `==`, `!=` or `in` after \(quotedForMessage(path.text)), found \(described(token))",
        at: span(token), help: "a comparison is written `==`", habit: "comparison")
      advance()
      kind = .equal
    } else {
      expected(
        "`==`, `!=` or `in` after \(quotedForMessage(path.text))",
        suggestions: token.kind == .name
          ? Suggestions.near(source(token.range), among: ["in"]) : [],
        help: "for example `\(path.text) == …`")
      return nil
    }
    let value = expression()
    if case .missing = value.node { return nil }
    return .comparison(path, kind, value)
  }
}
