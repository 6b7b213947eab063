/// Cuts words and comments into lines: where a rule says so, and where the author broke a list.
struct Layout {
  private let bytes: [UInt8]
  private let entries: EntryMap
  private let items: [LayoutItem]
  private let brackets: [Int: Bracket]
  private let breaks: LineBreaks
  private var measured: MeasuredItems
  private var lines: [FormattedLine] = []
  private var open: [Bracket] = []
  /// The last item, where it was a word and not a comment.
  private var previous: Token?
  /// True between the name of an axis and its points.
  private var isBeforePoints = false

  /// Lines of a file that are no longer than they have to be.
  static func lines(
    bytes: [UInt8], tokens: [Token], comments: [Range<Int>], entries: EntryMap
  ) -> [FormattedLine] {
    var breaks = LineBreaks()
    // One pass says where to break, the next one what that leaves; more are never needed but where brackets span lines.
    for _ in 0..<4 {
      var layout = Layout(
        bytes: bytes, tokens: tokens, comments: comments, entries: entries, breaks: breaks)
      let lines = layout.run()
      guard breaks.add(for: lines, layout.measured) else { return lines }
    }
    var layout = Layout(
      bytes: bytes, tokens: tokens, comments: comments, entries: entries, breaks: breaks)
    return layout.run()
  }

  private init(
    bytes: [UInt8], tokens: [Token], comments: [Range<Int>], entries: EntryMap, breaks: LineBreaks
  ) {
    self.bytes = bytes
    self.entries = entries
    self.breaks = breaks
    var items: [LayoutItem] = []
    var rest = comments[...]
    for token in tokens {
      while let comment = rest.first, comment.lowerBound < token.range.lowerBound {
        items.append(.comment(comment))
        rest = rest.dropFirst()
      }
      if token.kind != .semicolon, token.kind != .end { items.append(.token(token)) }
    }
    self.items = items
    brackets = Bracket.all(in: items, bytes, breaks)
    measured = MeasuredItems(items, brackets: brackets, entries: entries, bytes: bytes)
  }

  private mutating func run() -> [FormattedLine] {
    var end = 0
    for (index, item) in items.enumerated() {
      let gap = bytes[end..<item.range.lowerBound]
      switch item {
      case .comment(let range): add(comment: range, gap)
      case .token(let token): add(token, at: index, gap)
      }
      end = item.range.upperBound
    }
    return lines
  }

  // MARK: Comments

  private mutating func add(comment range: Range<Int>, _ gap: ArraySlice<UInt8>) {
    defer { previous = nil }
    var text = bytes[range]
    while text.last?.isBlank == true { text.removeLast() }
    // Three slashes would be prose if they ever began a line.
    while text.dropFirst(2).first == UInt8(ascii: "/") { text.removeFirst() }
    let comment = String(decoding: text, as: UTF8.self)
    if !gap.contains(UInt8(ascii: "\n")), let last = lines.indices.last {
      lines[last].comment = (comment, gap.reversed().prefix { $0.isBlank }.count)
    } else {
      begin(extra: 0, isAfterBlank: isSetApart(gap))
      lines[lines.count - 1].comment = (comment, 0)
    }
  }

  // MARK: Words

  private mutating func add(_ token: Token, at index: Int, _ gap: ArraySlice<UInt8>) {
    let offset = token.range.lowerBound
    var endsBroken = false
    if token.kind.isClosing { endsBroken = open.popLast()?.isBroken ?? false }
    let declaration = open.isEmpty ? entries.declarations[offset] : nil
    let entry = open.last?.isBrace == true ? entries.entries[offset] : nil
    let isBroken = open.last?.isBroken == true
    let opensLine = isBroken && previous?.kind.isOpening == true && !token.kind.isClosing
    if previous == nil || token.kind == .prose || previous?.kind == .prose || endsBroken
      || declaration != nil || opensLine || (isBroken && entry != nil)
      || (gap.contains(UInt8(ascii: "\n")) && keepsBreak(before: token))
      || breaks.items.contains(index)
    {
      let startsItem =
        entry != nil || declaration != nil || token.kind == .prose || token.kind.isClosing
        || open.last?.isBrace == false
      begin(
        extra: startsItem ? 0 : 4, isAfterBlank: !token.kind.isClosing && isSetApart(gap))
    } else if entry != nil, previous?.kind != .leftBrace {
      append("; ")
    } else if isSpaced(token) {
      append(" ")
    }
    markStops(token, at: index, entry)
    let text = token.kind == .prose ? prose(token) : text(token)
    append(text)
    measure(index, columns: DisplayWidth.columns(text))
    if let bracket = brackets[index] { open.append(bracket) }
    previous = token
  }

  /// Notes where an item stands on its line.
  private mutating func measure(_ index: Int, columns: Int) {
    guard let last = lines.indices.last else { return }
    if lines[last].items.isEmpty { lines[last].items = index..<index }
    lines[last].items = lines[last].items.lowerBound..<index + 1
    measured.ends[index] = lines[last].columns
    measured.starts[index] = lines[last].columns - columns
  }

  /// Notes where lines like this one are aligned.
  private mutating func markStops(_ token: Token, at index: Int, _ entry: EntryMap.Entry?) {
    guard let last = lines.indices.last else { return }
    if let declaration = entries.declarations[token.range.lowerBound], open.isEmpty {
      kind = declaration.name
    }
    if open.isEmpty, token.kind == .equals {
      lines[last].stop("\(kind) =")
    } else if open.isEmpty, let bracket = brackets[index], bracket.isRow,
      token.kind == .leftBrace, lines[last].stops.isEmpty, index + 1 < items.count,
      let first = entries.entries[items[index + 1].range.lowerBound]
    {
      lines[last].stop("\(kind) { \(first.name)")
    } else if let entry, open.count == 1, open[0].isRow, previous?.kind != .leftBrace,
      lines[last].stops.first?.tag.contains("{") == true
    {
      lines[last].stop(entry.name)
    }
    if isBeforePoints, previous?.kind == .colon {
      lines[last].stop("axes")
      isBeforePoints = false
    }
    if let entry, entry.isAxis, open.last?.isBroken == true {
      lines[last].isTransparent = entry.name.contains(".")
      isBeforePoints = !entry.name.contains(".")
    }
  }

  /// The kind of the declaration under way.
  private var kind = ""

  private mutating func begin(extra: Int, isAfterBlank: Bool) {
    let depth = open.count { $0.isBroken }
    lines.append(
      FormattedLine(
        indent: 2 * depth + extra, isAfterBlank: isAfterBlank,
        isInList: open.last?.isBroken == true && open.last?.isBrace == false))
  }

  private mutating func append(_ text: String) {
    if let last = lines.indices.last { lines[last].append(text) }
  }

  private func text(_ token: Token) -> String {
    String(decoding: bytes[token.range], as: UTF8.self)
  }

  /// A line of prose, with one blank after its mark and everything else as it is.
  private func prose(_ token: Token) -> String {
    var line = bytes[token.range].dropFirst(3)
    while line.last == UInt8(ascii: "\r") { line.removeLast() }
    if line.isEmpty { return "///" }
    if line.first == UInt8(ascii: " ") { line.removeFirst() }
    return "/// " + String(decoding: line, as: UTF8.self)
  }

  // MARK: Rules

  /// True where an empty line stands before a new one; the first line of a block is never set apart.
  private func isSetApart(_ gap: ArraySlice<UInt8>) -> Bool {
    guard let last = lines.last else { return false }
    if open.last?.isBroken == true, let mark = last.pieces.last?.utf8.last,
      "{[(".utf8.contains(mark)
    {
      return false
    }
    var isAtStart = false
    for byte in gap {
      if byte == UInt8(ascii: "\n") {
        if isAtStart { return true }
        isAtStart = true
      } else if !byte.isBlank {
        isAtStart = false
      }
    }
    return false
  }

  /// True where the author's line break inside an entry stays: between elements of a list, and
  /// before `and` and `or`.
  private func keepsBreak(before token: Token) -> Bool {
    guard open.last?.isBrace == false else {
      return token.kind == .name && ["and", "or"].contains(text(token))
    }
    if let kind = previous?.kind, kind == .minus || kind == .colon || kind.isRange { return false }
    switch token.kind {
    case .comma, .colon, .leftParenthesis, .leftBrace: return false
    default: return !token.kind.isRange
    }
  }

  private func isSpaced(_ token: Token) -> Bool {
    guard let previous else { return false }
    switch previous.kind {
    case .leftParenthesis, .leftBracket, .dot, .minus, .halfOpenRange, .closedRange: return false
    default: break
    }
    switch token.kind {
    case .comma, .colon, .rightParenthesis, .rightBracket, .dot, .percent, .halfOpenRange,
      .closedRange:
      return false
    case .leftParenthesis:
      let words = ["where", "and", "or", "not"]
      return previous.kind != .name || words.contains(text(previous))
    default: return true
    }
  }
}

extension UInt8 {
  /// A blank within a line.
  var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x0D }
}
