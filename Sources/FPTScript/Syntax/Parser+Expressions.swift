extension Parser {
  /// True where a token can go on with the expression before it: a new line ends a field unless
  /// brackets are open.
  private var continues: Bool { bracketDepth > 0 || !token.startsLine }

  mutating func expression() -> Expression {
    let start = token.range.lowerBound
    guard descend() else {
      ascend()
      return Expression(node: .missing, span: span(token))
    }
    defer { ascend() }
    var result = primary()
    var chain = 0
    while isWord("with"), continues {
      advance()
      guard token.kind == .leftBrace else {
        expected("`{` after `with`")
        break
      }
      let block = block(.with)
      result = Expression(node: .with(result, block), span: span(from: start))
      chain += 1
      guard descend() else { break }
    }
    depth -= chain
    return comparison(of: result)
  }

  /// `expression ('against' expression)?`, behind the first one.
  private mutating func comparison(of left: Expression) -> Expression {
    guard isWord("against"), continues, token(after: 1).kind != .colon else { return left }
    advance()
    guard [.name, .string, .number, .minus].contains(token.kind), continues else {
      expected("a point after `against`, as in `random against language`")
      return Expression(node: .missing, span: left.span)
    }
    let right = primary()
    return Expression(
      node: .comparison(left, right), span: span(from: left.span.lowerBound))
  }

  /// What is compared with another word than the language's.
  var comparisonHelp: String? {
    guard
      token.kind == .minus
        || (token.kind == .name && Self.otherComparisons.contains(source(token.range)))
    else { return nil }
    return "two points are compared with `against`, as in `random against language`"
  }

  private static let otherComparisons: Set = ["vs", "versus", "minus", "to", "and"]

  private mutating func primary() -> Expression {
    let start = token
    switch token.kind {
    case .number, .minus: return numberOrRange()
    case .string:
      let value = stringValue()
      return Expression(node: .text(value), span: span(start))
    case .leftBracket: return list()
    case .name: return named()
    default:
      expected("a value")
      return Expression(node: .missing, span: span(start))
    }
  }

  // MARK: Numbers

  private mutating func numberOrRange() -> Expression {
    let lower = number()
    return range(from: lower)
  }

  private mutating func range(from lower: Expression) -> Expression {
    if token.kind == .dot, self.token(after: 1).kind == .dot, !token.startsLine {
      return rangeOfTwoDots(from: lower)
    }
    guard token.kind == .halfOpenRange || token.kind == .closedRange else { return lower }
    let isClosed = token.kind == .closedRange
    advance()
    let upper: Expression
    if token.kind == .name {
      let path = path()
      upper = Expression(node: .path(path), span: path.span)
    } else if token.kind == .number || token.kind == .minus {
      upper = number()
    } else {
      expected("the end of the range")
      return Expression(node: .missing, span: lower.span)
    }
    return Expression(
      node: .range(lower, upper, isClosed: isClosed), span: span(from: lower.span.lowerBound))
  }

  /// `0..2`, which other languages have and which says nothing of its end.
  private mutating func rangeOfTwoDots(from lower: Expression) -> Expression {
    advance()
    advance()
    let hasEnd = token.kind == .number && !token.startsLine
    let (first, last) = (source(lower.span.range), hasEnd ? source(token.range) : "2")
    if hasEnd { advance() }
    let span = span(from: lower.span.lowerBound)
    diagnostics.report(
      .unexpectedToken, "a range is written with `..<` or `...`", at: span,
      help: "`\(first)..<\(last)` leaves out \(last), and `\(first)...\(last)` has it")
    return Expression(node: .missing, span: span)
  }

  /// A number: `'-'? number unit?`.
  mutating func number() -> Expression {
    let start = token
    let isNegative = take(.minus)
    guard token.kind == .number else {
      expected("a number")
      return Expression(node: .missing, span: span(start))
    }
    let digits = source(token.range).filter { $0 != "_" }
    let isDamaged = token.isDamaged
    advance()
    let isPercent = token.kind == .percent && !token.startsLine
    if isPercent { advance() }
    let span = span(from: start.range.lowerBound)
    guard !isDamaged else { return Expression(node: .missing, span: span) }
    guard let magnitude = Double(digits), magnitude.isFinite else {
      diagnostics.report(.malformedNumber, "this number is too large", at: span)
      return Expression(node: .missing, span: span)
    }
    let value = isNegative ? -magnitude : magnitude
    let literal = Expression.NumberLiteral(
      value: isPercent ? value / 100 : value,
      integer: isPercent ? nil : Int(isNegative ? "-" + digits : digits) ?? Int(exactly: value),
      isPercent: isPercent,
      text: (isNegative ? "-" : "") + digits + (isPercent ? "%" : ""))
    return Expression(node: .number(literal), span: span)
  }

  // MARK: Lists

  private mutating func list() -> Expression {
    let start = token.range.lowerBound
    let (elements, isWhole) = bracketed { $0.expression() }
    guard isWhole else { return Expression(node: .missing, span: span(from: start)) }
    return Expression(node: .list(elements), span: span(from: start))
  }

  /// Elements between brackets, separated by commas or new lines; `isWhole` only if it was closed.
  private mutating func bracketed<Element>(
    _ element: (inout Parser) -> Element
  ) -> (elements: [Element], isWhole: Bool) {
    let opening = token
    advance()
    bracketDepth += 1
    defer { bracketDepth -= 1 }
    var elements: [Element] = []
    while true {
      if take(.rightBracket) { return (elements, true) }
      if isAtEnd || token.kind == .rightBrace || token.kind == .semicolon || startsDeclaration()
        || startsField
      {
        reportUnclosed(opening, "]")
        return (elements, false)
      }
      let before = position
      elements.append(element(&self))
      if position == before { skipToken() }
      if take(.comma) || token.kind == .rightBracket || token.startsLine { continue }
      if token.kind == .rightBrace || token.kind == .semicolon || isAtEnd { continue }
      let isElement = [.name, .string, .number].contains(token.kind)
      expected(
        "`,` or `]`", suggestions: nearContinuation,
        help: comparisonHelp
          ?? (isElement && nearContinuation.isEmpty ? "is a comma missing before it?" : nil))
      // Go on after the next separator of this list.
      while !isAtEnd, !token.startsLine {
        if token.kind == .comma || token.kind == .rightBracket || token.kind == .rightBrace
          || token.kind == .semicolon
        {
          break
        }
        skipToken()
      }
      _ = take(.comma)
    }
  }

  private var nearContinuation: [String] {
    guard token.kind == .name else { return [] }
    return Suggestions.near(source(token.range), among: ["except", "with", "until"])
  }

  /// True where a new line begins with `name:` or `a.b:`, which no element of a list does.
  private var startsField: Bool {
    guard token.startsLine, token.kind == .name else { return false }
    var offset = 1
    while self.token(after: offset).kind == .dot, self.token(after: offset + 1).kind == .name,
      offset < 16
    {
      offset += 2
    }
    return self.token(after: offset).kind == .colon
  }

  // MARK: Names, calls, selectors

  private mutating func named() -> Expression {
    let start = token.range.lowerBound
    if isWord("true") || isWord("false") {
      let value = isWord("true")
      advance()
      return Expression(node: .boolean(value), span: span(from: start))
    }
    let path = path()
    if path.text == "within", token.kind == .number || token.kind == .minus, !token.startsLine {
      let margin = number()
      return Expression(node: .margin(margin), span: span(from: start))
    }
    if path.segments.count == 1, token.kind == .leftParenthesis, !token.startsLine {
      return call(path.segments[0])
    }
    if token.kind == .halfOpenRange || token.kind == .closedRange {
      return range(from: Expression(node: .path(path), span: path.span))
    }
    let isBase = path.text == "nothing" || path.text == "all"
    guard isBase || ((isWord("except") || isWord("until")) && continues) else {
      return Expression(node: .path(path), span: path.span)
    }
    return selector(path)
  }

  /// `call := Name '(' argument, … ')'`, at the parenthesis.
  private mutating func call(_ name: Name) -> Expression {
    let opening = token
    advance()
    bracketDepth += 1
    defer { bracketDepth -= 1 }
    var call = Expression.Call(name: name, arguments: [], isWhole: false)
    while true {
      if take(.rightParenthesis) {
        call.isWhole = true
        break
      }
      if isAtEnd || token.kind == .rightBrace || token.kind == .semicolon
        || token.kind == .rightBracket || startsDeclaration()
      {
        reportUnclosed(opening, ")")
        break
      }
      let before = position
      call.arguments.append(argument())
      if position == before { skipToken() }
      if take(.comma) || token.kind == .rightParenthesis { continue }
      if token.startsLine || isAtEnd || token.kind == .rightBrace || token.kind == .semicolon
        || token.kind == .rightBracket
      {
        reportUnclosed(opening, ")")
        break
      }
      expected("`,` or `)`", suggestions: nearContinuation)
      while !isAtEnd, !token.startsLine, token.kind != .comma, token.kind != .rightParenthesis,
        token.kind != .rightBrace, token.kind != .semicolon
      {
        skipToken()
      }
      if !take(.comma), token.kind != .rightParenthesis { break }
    }
    return Expression(node: .call(call), span: span(from: name.span.lowerBound))
  }

  private mutating func argument() -> Expression.Argument {
    let separator = self.token(after: 1).kind
    guard token.kind == .name, separator == .colon || separator == .equals else {
      return Expression.Argument(label: nil, value: expression())
    }
    let label = name()
    if separator == .equals {
      expected("`:` after \(quotedForMessage(label.text))", help: Self.colonHelp)
    }
    advance()
    return Expression.Argument(label: label, value: expression())
  }

  /// `('except' '[' group, … ']')* ('until' number)?`, after the base.
  private mutating func selector(_ base: Path) -> Expression {
    let start = base.span.lowerBound
    var selector = Expression.Selector(base: base, exceptions: [], until: nil)
    var isWhole = true
    while isWord("except"), continues {
      advance()
      guard token.kind == .leftBracket else {
        expected(
          "`[` and parameter groups after `except`",
          help: token.kind == .name ? "write `except [\(source(token.range))]`" : nil)
        isWhole = false
        break
      }
      let (groups, closed) = bracketed { $0.group() }
      selector.exceptions += groups.compactMap { $0 }
      isWhole = isWhole && closed && !groups.contains { $0 == nil }
    }
    if isWord("until"), continues {
      advance()
      selector.until = number()
    }
    let span = span(from: start)
    return Expression(node: isWhole ? .selector(selector) : .missing, span: span)
  }

  /// A group: `group := name ('(' 'layers' ':' (range
  /// 'first' n
  /// 'last' n) ')')?
  /// string`.
  private mutating func group() -> Expression.Group? {
    let start = token
    if token.kind == .string {
      let text = stringValue()
      let name = Name(text: text, span: span(start), isQuoted: true)
      return Expression.Group(name: name, layers: nil, span: span(start))
    }
    guard token.kind == .name else {
      expected("a parameter group")
      return nil
    }
    let name = name()
    guard token.kind == .leftParenthesis, !token.startsLine else {
      return Expression.Group(name: name, layers: nil, span: name.span)
    }
    let opening = token
    advance()
    guard isWord("layers") else {
      let near =
        token.kind == .name ? Suggestions.near(source(token.range), among: ["layers"]) : []
      expected("`layers:`", suggestions: near)
      skipGroup()
      return nil
    }
    advance()
    guard take(.colon) else {
      expected("`:` after `layers`")
      skipGroup()
      return nil
    }
    let layers: Expression.Group.Layers
    if isWord("first") {
      advance()
      layers = .first(number())
    } else if isWord("last") {
      advance()
      layers = .last(number())
    } else if token.kind == .number {
      layers = .range(numberOrRange())
    } else {
      let near =
        token.kind == .name ? Suggestions.near(source(token.range), among: ["first", "last"]) : []
      expected("a range, `first n` or `last n`", suggestions: near)
      skipGroup()
      return nil
    }
    guard take(.rightParenthesis) else {
      reportUnclosed(opening, ")")
      return nil
    }
    return Expression.Group(name: name, layers: layers, span: span(from: start.range.lowerBound))
  }

  private mutating func skipGroup() {
    while !isAtEnd, !token.startsLine, token.kind != .comma, token.kind != .rightBracket,
      token.kind != .rightBrace
    {
      let isClosing = token.kind == .rightParenthesis
      skipToken()
      if isClosing { break }
    }
  }
}
