/// A word of a file, or a comment.
enum LayoutItem {
  case token(Token)
  case comment(Range<Int>)

  var range: Range<Int> {
    switch self {
    case .token(let token): token.range
    case .comment(let range): range
    }
  }
}

/// The author's layout of the text between two brackets.
struct Bracket {
  var isBrace: Bool
  /// True where its entries or elements have lines of their own.
  var isBroken = false
  /// True for the outermost bracket of a declaration with no line break anywhere inside.
  var isRow: Bool

  /// Every opening bracket of a file, by the index of its item.
  ///
  /// Linear.
  static func all(
    in items: [LayoutItem], _ bytes: [UInt8], _ breaks: LineBreaks
  ) -> [Int: Bracket] {
    var result: [Int: Bracket] = [:]
    var open: [(item: Int, breaks: Bool)] = []
    var end = 0
    for (index, item) in items.enumerated() {
      if let last = open.indices.last,
        breaks.items.contains(index)
          || bytes[end..<item.range.lowerBound].contains(UInt8(ascii: "\n"))
      {
        result[open[last].item]?.isBroken = true
        open[last].breaks = true
      }
      end = item.range.upperBound
      guard case .token(let token) = item else { continue }
      if token.kind.isOpening {
        result[index] = Bracket(isBrace: token.kind == .leftBrace, isRow: open.isEmpty)
        open.append((index, false))
      } else if token.kind.isClosing, let (opening, breaks) = open.popLast() {
        // Nothing between them: they stand together, whatever blanks were there.
        if opening == index - 1 { result[opening]?.isBroken = false }
        guard breaks else { continue }
        result[opening]?.isRow = false
        guard let outer = open.indices.last else { continue }
        open[outer].breaks = true
        // A section with lines of its own gives them to the block around it as well.
        if result[opening]?.isBrace == true, result[open[outer].item]?.isBrace == true,
          result[opening]?.isBroken == true
        {
          result[open[outer].item]?.isBroken = true
        }
      }
    }
    return result
  }
}

extension Token.Kind {
  var isOpening: Bool {
    self == .leftBrace || self == .leftBracket || self == .leftParenthesis
  }

  var isClosing: Bool {
    self == .rightBrace || self == .rightBracket || self == .rightParenthesis
  }

  var isRange: Bool { self == .halfOpenRange || self == .closedRange }
}
