/// Markdown as a tree of values.
struct MarkdownDocument: Hashable {
  var blocks: [Block]

  indirect enum Block: Hashable {
    case heading(level: Int, [Inline])
    case paragraph([Inline])
    case list(List)
    case quote([Block])
    case code(String)
    case table(Table)
    case rule
    /// HTML, kept as the text it is: no renderer passes it on.
    case html(String)
  }

  struct List: Hashable {
    /// Number of the first item; nil for bullets.
    var start: Int?
    var isTight: Bool
    var items: [[Block]]
    /// For every item whether it is done; nil for one that is no task.
    var checks: [Bool?]
  }

  struct Table: Hashable {
    enum Alignment: Hashable { case left, center, right }
    var alignments: [Alignment]
    var header: [[Inline]]
    var rows: [[[Inline]]]
  }

  indirect enum Inline: Hashable {
    case text(String)
    case code(String)
    case emphasis([Inline])
    case strong([Inline])
    case struck([Inline])
    case link(url: String, [Inline])
    case image(url: String, [Inline])
    case html(String)
    case softBreak
    case lineBreak
  }
}

extension MarkdownDocument {
  /// The levels of all headings, from 1, also of those in quotes and lists.
  var headingLevels: [Int] { Self.headingLevels(in: blocks) }

  private static func headingLevels(in blocks: [Block]) -> [Int] {
    blocks.flatMap { block -> [Int] in
      switch block {
      case .heading(let level, _): [level]
      case .quote(let inner): headingLevels(in: inner)
      case .list(let list): list.items.flatMap { headingLevels(in: $0) }
      case .paragraph, .code, .table, .rule, .html: []
      }
    }
  }
}

extension [MarkdownDocument.Inline] {
  /// The words alone.
  var plainText: String {
    map { inline in
      switch inline {
      case .text(let text), .code(let text): text
      case .emphasis(let inner), .strong(let inner), .struck(let inner), .link(_, let inner),
        .image(_, let inner):
        inner.plainText
      case .softBreak, .lineBreak: " "
      case .html: ""
      }
    }.joined()
  }

  /// The same with neighboring pieces of text in one, and breaks of the source between them: parsers cut at every character that could
  /// have meant something.
  var merged: [MarkdownDocument.Inline] {
    var result: [MarkdownDocument.Inline] = []
    for inline in self {
      let text: String
      switch inline {
      case .text(let piece): text = piece
      case .softBreak: text = "\n"
      default:
        result.append(inline)
        continue
      }
      if case .text(let before)? = result.last {
        result[result.count - 1] = .text(before + text)
      } else {
        result.append(.text(text))
      }
    }
    return result
  }
}
