/// Where lines that are too long are broken: between the elements of lists first, then before `and` and `or`, then inside the
/// widest of the outermost brackets.
///
/// What the author broke stays broken; what cannot be broken stays long.
struct LineBreaks {
  /// Columns that a line is broken to fit into.
  ///
  /// A comment after it, and what alignment adds, do not count.
  static let widest = 100

  /// Items that begin a line, by their indices.
  private(set) var items: Set<Int> = []

  /// Adds the breaks that some lines need; false where they need none.
  ///
  /// Linear in the items, times the depth of brackets.
  mutating func add(for lines: [FormattedLine], _ measured: MeasuredItems) -> Bool {
    let before = items.count
    for line in lines where line.hasCode {
      fit(line.items, indent: line.indent, isList: line.isInList, measured)
    }
    return items.count > before
  }

  private mutating func fit(
    _ range: Range<Int>, indent: Int, isList: Bool, _ measured: MeasuredItems
  ) {
    guard indent + measured.columns(range) > Self.widest else { return }
    if isList {
      let elements = measured.elements(of: range)
      if elements.count > 1 { return fill(elements, indent: indent, further: 0, measured) }
    } else {
      let parts = measured.conditions(of: range)
      if parts.count > 1 { return fill(parts, indent: indent, further: 4, measured) }
    }
    guard let bracket = measured.widestBracket(in: range) else { return }
    items.insert(bracket.lowerBound + 1)
    let end = min(bracket.upperBound, range.upperBound)
    let content = bracket.lowerBound + 1..<end
    if measured.isBrace(bracket.lowerBound) {
      for entry in measured.entries(of: content) {
        fit(entry, indent: indent + 2, isList: false, measured)
      }
    } else {
      fit(content, indent: indent + 2, isList: true, measured)
    }
    fit(end..<range.upperBound, indent: indent, isList: false, measured)
  }

  /// As many parts on a line as it takes; a part that is too long by itself is broken further.
  private mutating func fill(
    _ parts: [Range<Int>], indent: Int, further: Int, _ measured: MeasuredItems
  ) {
    var line = parts[0]
    var indent = indent
    for part in parts.dropFirst() {
      let longer = line.lowerBound..<part.upperBound
      if indent + measured.columns(longer) <= Self.widest {
        line = longer
        continue
      }
      fitOne(line, indent: indent, measured)
      items.insert(part.lowerBound)
      line = part
      indent += further
      if further > 0 { return fitRest(parts, from: part.lowerBound, indent: indent, measured) }
    }
    fitOne(line, indent: indent, measured)
  }

  /// The lines after the first one of a condition, which stand further to the right.
  private mutating func fitRest(
    _ parts: [Range<Int>], from first: Int, indent: Int, _ measured: MeasuredItems
  ) {
    fill(parts.filter { $0.lowerBound >= first }, indent: indent, further: 0, measured)
  }

  /// A line of one part or of several that fit.
  private mutating func fitOne(_ range: Range<Int>, indent: Int, _ measured: MeasuredItems) {
    guard indent + measured.columns(range) > Self.widest,
      let bracket = measured.widestBracket(in: range)
    else { return }
    items.insert(bracket.lowerBound + 1)
    let end = min(bracket.upperBound, range.upperBound)
    fit(
      bracket.lowerBound + 1..<end, indent: indent + 2,
      isList: !measured.isBrace(bracket.lowerBound), measured)
    fit(end..<range.upperBound, indent: indent, isList: false, measured)
  }
}

/// The items of a file with the columns they take where nothing is aligned.
struct MeasuredItems {
  /// Where each item begins and ends on its line.
  var starts: [Int]
  var ends: [Int]
  private let tokens: [Token?]
  private let brackets: [Int: Bracket]
  /// The items that end brackets, by the items that open them; the number of items where nothing does.
  private let closings: [Int: Int]
  /// Items that begin entries of blocks.
  private let entryStarts: Set<Int>
  private let bytes: [UInt8]

  init(_ items: [LayoutItem], brackets: [Int: Bracket], entries: EntryMap, bytes: [UInt8]) {
    tokens = items.map { if case .token(let token) = $0 { token } else { nil } }
    starts = Array(repeating: 0, count: items.count)
    ends = starts
    self.brackets = brackets
    self.bytes = bytes
    var closings: [Int: Int] = [:]
    var open: [Int] = []
    for (index, token) in tokens.enumerated() {
      guard let token else { continue }
      if token.kind.isOpening { open.append(index) }
      if token.kind.isClosing, let opening = open.popLast() { closings[opening] = index }
    }
    self.closings = closings
    entryStarts = Set(
      items.indices.filter { entries.entries[items[$0].range.lowerBound] != nil })
  }

  func columns(_ range: Range<Int>) -> Int {
    range.isEmpty ? 0 : ends[range.upperBound - 1] - starts[range.lowerBound]
  }

  func isBrace(_ index: Int) -> Bool { tokens[index]?.kind == .leftBrace }

  /// The elements of a list, each with the comma behind it.
  func elements(of range: Range<Int>) -> [Range<Int>] {
    parts(of: range) { $0 > range.lowerBound && tokens[$0 - 1]?.kind == .comma }
  }

  /// The comparisons of a condition, each but the first with the word before it.
  func conditions(of range: Range<Int>) -> [Range<Int>] {
    parts(of: range) { index in
      guard index > range.lowerBound, let token = tokens[index], token.kind == .name else {
        return false
      }
      let word = bytes[token.range]
      return word.elementsEqual("and".utf8) || word.elementsEqual("or".utf8)
    }
  }

  func entries(of range: Range<Int>) -> [Range<Int>] {
    parts(of: range) { entryStarts.contains($0) && $0 > range.lowerBound }
  }

  /// A range cut where a condition holds outside of the brackets that open in it.
  private func parts(of range: Range<Int>, _ startsPart: (Int) -> Bool) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = range.lowerBound
    var index = range.lowerBound
    while index < range.upperBound {
      if startsPart(index), index > start {
        parts.append(start..<index)
        start = index
      }
      index = max(index + 1, closings[index] ?? 0)
    }
    if start < range.upperBound { parts.append(start..<range.upperBound) }
    return parts
  }

  /// Of the brackets that nothing in a range encloses, the widest that can be broken: from the item that opens it to the one
  /// that closes it.
  func widestBracket(in range: Range<Int>) -> Range<Int>? {
    var widest: Range<Int>?
    var most = -1
    var index = range.lowerBound
    while index < range.upperBound {
      guard let closing = closings[index] else {
        index += 1
        continue
      }
      if closing > index + 1, brackets[index]?.isBroken == false {
        let size = columns(index..<min(closing + 1, range.upperBound))
        if size >= most { (widest, most) = (index..<closing, size) }
      }
      index = closing + 1
    }
    return widest
  }
}
