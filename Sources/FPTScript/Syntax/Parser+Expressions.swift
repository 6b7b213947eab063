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
        expected("`{` after `with`", help: "write `with { field: value }`")
        result.node = .missing
        if token.kind == .leftParenthesis { skipToken() }
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
    // Reported already: what comes behind it is what was meant.
    while token.kind == .foreign,
      [.foreign, .name, .number, .string].contains(self.token(after: 1).kind),
      !self.token(after: 1).startsLine
    {
      advance()
    }
    let start = token
    switch token.kind {
    case .number, .minus: return numberOrRange()
    case .string:
      let value = stringValue()
      return Expression(node: .text(value), span: span(start))
    case .leftBracket: return list()
    case .name: return named()
    case .leftBrace, .leftParenthesis:
      expected("a value", help: groupHelp)
      skipToken()
      return Expression(node: .missing, span: span(from: start.range.lowerBound))
    default:
      expected(
        "a value",
        help:
          "a value is a number, a name, a string in quotes, a list in `[…]`, or a call as in `Adam(lr: 1e-3)`"
      )
      return Expression(node: .missing, span: span(start))
    }
  }

  /// What stands between braces or parentheses where a value belongs, as the language writes it.
  var groupHelp: String {
    let first = self.token(after: 1)
    let second = self.token(after: 2).kind
    if first.kind == .closedRange {
      return "to change a few fields, write `other with { field: value }`"
    }
    if second == .colon || second == .equals {
      return "a value that has fields is called, as in `Adam(lr: 1e-3)`"
    }
    guard [.name, .number, .string].contains(first.kind) else {
      return "a list stands in brackets, as in `[a, b]`"
    }
    var elements: [String] = []
    var offset = 1
    while [.name, .number, .string].contains(self.token(after: offset).kind), offset < 12 {
      elements.append(source(self.token(after: offset).range))
      offset += self.token(after: offset + 1).kind == .comma ? 2 : 1
    }
    return "a list stands in brackets: `[\(elements.joined(separator: ", "))]`"
  }

  // MARK: Numbers

  private mutating func numberOrRange() -> Expression {
    let lower = number()
    return range(from: lower)
  }

  private mutating func range(from lower: Expression) -> Expression {
    if isRangeSlip { return rangeSlip(from: lower) }
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
      expected("the end of the range", help: "for example `0..<3`")
      return Expression(node: .missing, span: lower.span)
    }
    return Expression(
      node: .range(lower, upper, isClosed: isClosed), span: span(from: lower.span.lowerBound))
  }

  /// True at what other languages write between the ends of a range: `..`, `:`, `-` or a word.
  private var isRangeSlip: Bool {
    guard !token.startsLine else { return false }
    let next = self.token(after: 1)
    switch token.kind {
    case .dot: return next.kind == .dot
    case .colon: return next.kind == .number && !next.startsLine
    case .minus: return next.kind == .number && isWhole(next) && isWhole(self.token(after: -1))
    case .name:
      return next.kind == .number && isWhole(next)
        && (isWord("to") || isWord("through") || isWord("upto"))
    default: return false
    }
  }

  private func isWhole(_ token: Token) -> Bool {
    token.kind == .number && bytes[token.range].allSatisfy { $0.isDigit || $0 == UInt8(ascii: "_") }
  }

  /// `0..2` or `0:2`, which other languages have and which says nothing of its end.
  private mutating func rangeSlip(from lower: Expression) -> Expression {
    let mark = token.kind
    advance()
    if mark == .dot { advance() }
    // Rust's `..=`.
    _ = take(.equals)
    let hasEnd = token.kind == .number && !token.startsLine
    let (first, last) = (source(lower.span.range), hasEnd ? source(token.range) : "2")
    if hasEnd { advance() }
    // A step, or another one.
    while token.kind == .colon, self.token(after: 1).kind == .number {
      advance()
      advance()
    }
    reportRange(first, last, at: span(from: lower.span.lowerBound))
    return Expression(node: .missing, span: span(from: lower.span.lowerBound))
  }

  private mutating func reportRange(_ first: String, _ last: String, at span: SourceSpan) {
    reportSlip(
      "a range is written with `..<` or `...`", at: span,
      help: "`\(first)..<\(last)` leaves out \(last), and `\(first)...\(last)` has it")
  }

  /// A number: `'-'? number unit?`.
  mutating func number() -> Expression {
    let start = token
    let isNegative = take(.minus)
    guard token.kind == .number else {
      expected("a number", help: "for example `2`")
      return Expression(node: .missing, span: span(start))
    }
    if token.flaw != nil {
      reportFlaw()
      advance()
      return Expression(node: .missing, span: span(from: start.range.lowerBound))
    }
    let digits = source(token.range).filter { $0 != "_" }
    let isDamaged = token.isDamaged
    advance()
    if let commas = numberWithCommas(from: start) { return commas }
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

  /// `1,000` or `0,001`, read at the first comma; nil where commas separate what they should.
  private mutating func numberWithCommas(from start: Token) -> Expression? {
    guard !isInList else { return nil }
    var parts = [source(tokens[position - 1].range)]
    var end = tokens[position - 1].range.upperBound
    var offset = 0
    while self.token(after: offset).kind == .comma,
      self.token(after: offset).range.lowerBound == end
    {
      let digits = self.token(after: offset + 1)
      guard isWhole(digits), digits.range.lowerBound == end + 1,
        self.token(after: offset + 2).kind != .colon
      else { break }
      parts.append(source(digits.range))
      end = digits.range.upperBound
      offset += 2
    }
    guard let meant = NumberSlips.withoutCommas(parts, inCall: bracketDepth > 0) else { return nil }
    for _ in 0..<offset { advance() }
    let span = span(from: start.range.lowerBound)
    diagnostics.report(
      .malformedNumber, "a number has no commas", at: span, help: "write `\(meant)`")
    return Expression(node: .missing, span: span)
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
    let wasInList = isInList
    isInList = true
    defer {
      bracketDepth -= 1
      isInList = wasInList
    }
    var elements: [Element] = []
    while true {
      if take(.rightBracket) { return (elements, true) }
      while token.kind == .comma, !elements.isEmpty {
        reportSlip("one comma separates two elements", at: span(token), help: "take this one out")
        advance()
      }
      if token.kind == .semicolon, isClosed(by: .rightBracket) { separatedBySemicolon() }
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
      if [.rightParenthesis].contains(token.kind) {
        reportWrongClosing(opening, "]")
        return (elements, false)
      }
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

  /// True at a semicolon behind which the bracket is closed on the same line.
  private func isClosed(by closing: Token.Kind) -> Bool {
    var offset = 1
    while offset < 200 {
      let token = self.token(after: offset)
      if token.startsLine || token.kind == .end || token.kind == .rightBrace { return false }
      if token.kind == closing { return true }
      offset += 1
    }
    return false
  }

  private mutating func separatedBySemicolon() {
    reportSlip(
      "commas separate what stands in brackets, found `;`", at: span(token),
      help: "write `,` in its place", habit: "semicolons in brackets")
    advance()
  }

  /// A bracket closed by another one.
  private mutating func reportWrongClosing(_ opening: Token, _ closing: String) {
    reportSlip(
      "`\(source(opening.range))` is closed by `\(source(token.range))`", at: span(token),
      help: "write `\(closing)` in its place")
    advance()
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
    let wasInList = isInList
    isInList = false
    defer {
      bracketDepth -= 1
      isInList = wasInList
    }
    let before = faults
    var call = Expression.Call(name: name, arguments: [], isWhole: false)
    while true {
      if take(.rightParenthesis) {
        call.isWhole = faults == before
        break
      }
      if token.kind == .semicolon, isClosed(by: .rightParenthesis) { separatedBySemicolon() }
      if token.kind == .rightBracket, !wasInList {
        reportWrongClosing(opening, ")")
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
      if token.kind == .semicolon, isClosed(by: .rightParenthesis) {
        separatedBySemicolon()
        continue
      }
      if token.startsLine || isAtEnd || token.kind == .rightBrace || token.kind == .semicolon
        || token.kind == .rightBracket
      {
        reportUnclosed(opening, ")")
        break
      }
      let isLabel = token.kind == .name && self.token(after: 1).kind == .colon
      expected(
        "`,` or `)`", suggestions: isLabel ? [] : nearContinuation,
        help: isLabel || token.kind == .number ? "is a comma missing before it?" : nil)
      if !isLabel, let last = call.arguments.indices.last {
        call.arguments[last].value.node = .missing
      }
      if isLabel { continue }
      while !isAtEnd, !token.startsLine, token.kind != .comma, token.kind != .rightParenthesis,
        token.kind != .rightBrace, token.kind != .semicolon
      {
        skipToken()
      }
      if !take(.comma), token.kind != .rightParenthesis { break }
    }
    let span = span(from: name.span.lowerBound)
    if let ends = call.rangeEnds {
      reportRange(ends.first, ends.last, at: span)
      return Expression(node: .missing, span: span)
    }
    return Expression(node: .call(call), span: span)
  }

  private mutating func argument() -> Expression.Argument {
    let separator = self.token(after: 1).kind
    guard token.kind == .name, separator == .colon || separator == .equals else {
      return Expression.Argument(label: nil, value: expression())
    }
    let label = name()
    if separator == .equals { reportEquals(after: label.text) }
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
        expected("`[` and parameter groups after `except`", help: "write `except [\(groupsHere)]`")
        isWhole = false
        if token.kind == .leftParenthesis || token.kind == .leftBrace { skipToken() }
        while [.name, .comma, .string].contains(token.kind), !token.startsLine, !isInList {
          advance()
        }
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

  /// The names from here to the end of the line, as a list has them.
  private var groupsHere: String {
    var names: [String] = []
    var offset = token.kind == .name || token.kind == .string ? 0 : 1
    while [.name, .string].contains(self.token(after: offset).kind), offset < 24 {
      names.append(source(self.token(after: offset).range))
      offset += 1
      guard self.token(after: offset).kind == .comma, !isInList else { break }
      offset += 1
    }
    return names.isEmpty ? "input, output" : names.joined(separator: ", ")
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
      expected("a parameter group", help: "for example `layernorm`")
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
      expected("`layers:`", suggestions: near, help: "for example `layernorm(layers: last 2)`")
      skipGroup()
      return nil
    }
    advance()
    guard take(.colon) else {
      expected("`:` after `layers`", help: "for example `layernorm(layers: last 2)`")
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
      expected(
        "a range, `first n` or `last n`", suggestions: near, help: "for example `layers: last 2`")
      skipGroup()
      return nil
    }
    guard take(.rightParenthesis) else {
      reportUnclosed(opening, ")")
      return nil
    }
    if case .range(let range) = layers, case .missing = range.node { return nil }
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

extension Expression.Call {
  /// The ends that `range(0, 3)` or `range(3)` means in other languages; nil for any other call.
  fileprivate var rangeEnds: (first: String, last: String)? {
    guard ["range", "arange", "seq"].contains(name.text), isWhole, (1...3).contains(arguments.count)
    else { return nil }
    let numbers = arguments.compactMap { argument -> String? in
      if argument.label == nil, case .number(let number) = argument.value.node {
        return number.text
      }
      return nil
    }
    guard let first = numbers.first else { return nil }
    return numbers.count == 1 ? ("0", first) : (first, numbers[1])
  }
}
