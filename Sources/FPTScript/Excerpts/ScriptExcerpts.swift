import FPTSchema

/// An experiment file cut into what a report shows of it: prose, tables, plots, and the declarations between them.
package struct ScriptExcerpts: Sendable, Hashable {
  package enum Piece: Sendable, Hashable {
    /// Markdown.
    case prose(String)
    /// The declaration of a table or plot, with the comments above it.
    case figure(kind: DeclarationKind, name: String, source: String)
    /// Declarations that no other piece stands between, with their comments.
    case declarations(String)
  }

  /// In the order of the file.
  package let pieces: [Piece]

  /// Cuts a file; what cannot be read as a declaration is part of no piece.
  ///
  /// - Complexity: linear in the text.
  package init(_ text: String) {
    let syntax = parse(SourceFile(path: "", text: text)).syntax
    let bytes = Array(text.utf8)
    var pieces: [Piece] = []
    var open: Range<Int>?
    var end = 0
    func source(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    func close() {
      if let range = open { pieces.append(.declarations(source(range))) }
      open = nil
    }
    for (index, item) in syntax.items.enumerated() {
      switch item {
      case .prose(let prose):
        close()
        pieces.append(.prose(prose.text))
        end = prose.span.range.upperBound
      case .declaration(let declaration):
        let next =
          syntax.items.indices.contains(index + 1)
          ? syntax.items[index + 1].start : bytes.count
        let own = Self.withComments(
          declaration.range, in: bytes, syntax.comments, after: end, before: next)
        end = own.upperBound
        if [.table, .plot].contains(declaration.kind), let name = declaration.name?.text {
          close()
          pieces.append(.figure(kind: declaration.kind, name: name, source: source(own)))
        } else {
          open = (open?.lowerBound ?? own.lowerBound)..<own.upperBound
        }
      }
    }
    close()
    self.pieces = pieces
  }

  /// The declaration from the first comment above it to the end of its last line.
  private static func withComments(
    _ range: Range<Int>, in bytes: [UInt8], _ comments: [SourceSpan], after start: Int,
    before next: Int
  ) -> Range<Int> {
    let above = comments.first {
      $0.range.lowerBound >= start && $0.range.upperBound <= range.lowerBound
        && isAtLineStart($0.range.lowerBound, in: bytes)
    }
    let first = above?.range.lowerBound ?? range.lowerBound
    var last = range.upperBound
    while last < min(next, bytes.count), bytes[last] != UInt8(ascii: "\n") { last += 1 }
    return min(first, last)..<last
  }

  private static func isAtLineStart(_ offset: Int, in bytes: [UInt8]) -> Bool {
    let line = bytes[..<offset].reversed().prefix { $0 != UInt8(ascii: "\n") }
    return line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }
}

extension SyntaxFile.Item {
  fileprivate var start: Int {
    switch self {
    case .prose(let prose): prose.span.range.lowerBound
    case .declaration(let declaration): declaration.kindSpan.range.lowerBound
    }
  }
}

extension Declaration {
  /// From its kind to the end of what belongs to it.
  package var range: Range<Int> {
    let ends = [name?.span, value?.span, block?.span].compactMap { $0?.range.upperBound }
    return kindSpan.range.lowerBound..<(ends + [kindSpan.range.upperBound]).reduce(0, max)
  }
}
