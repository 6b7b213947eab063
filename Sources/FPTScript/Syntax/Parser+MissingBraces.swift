extension Parser {
  /// Blocks whose closing brace is missing, and the token before which it was forgotten.
  ///
  /// Where a declaration begins inside a block, or the file ends there, some block before it was never closed. Which one, the
  /// indentation says: no line of a block stands as far to the left as the line that opened it. Linear in the file.
  func unclosedBlocks() -> [Int: Int] {
    var found: [Int: Int] = [:]
    var open: [Int] = []
    for index in tokens.indices {
      switch tokens[index].kind {
      case .leftBrace: open.append(index)
      case .rightBrace: _ = open.popLast()
      case .end: break
      default:
        guard !open.isEmpty, startsDeclaration(at: index), column(of: tokens[index]) == 0 else {
          continue
        }
      }
      let isCut =
        tokens[index].kind == .end
        || (tokens[index].kind != .leftBrace && tokens[index].kind != .rightBrace)
      guard isCut, let outermost = open.first else { continue }
      found.merge(ends(from: outermost, to: index)) { first, _ in first }
      open = []
    }
    return found
  }

  /// The blocks of one declaration that are not closed, by the indentation of its lines.
  private func ends(from first: Int, to end: Int) -> [Int: Int] {
    var open: [(token: Int, column: Int)] = []
    var found: [Int: Int] = [:]
    var lineColumn = 0
    for index in stride(from: first, to: -1, by: -1) where tokens[index].startsLine {
      lineColumn = column(of: tokens[index])
      break
    }
    for index in first..<end {
      let token = tokens[index]
      if token.startsLine {
        lineColumn = column(of: token)
        if token.kind != .rightBrace {
          // The outermost block ends where the next declaration begins.
          while open.count > 1, let last = open.last, lineColumn <= last.column {
            found[last.token] = index
            open.removeLast()
          }
        } else {
          // A brace further to the left than the innermost block closes one around it.
          while open.count > 1, let last = open.last, lineColumn < last.column {
            found[last.token] = index
            open.removeLast()
          }
        }
      }
      switch token.kind {
      case .leftBrace: open.append((index, lineColumn))
      case .rightBrace: _ = open.popLast()
      default: break
      }
    }
    return found
  }
}
