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
    case link(url: String, [Inline])
    case image(url: String, [Inline])
    case html(String)
    case softBreak
    case lineBreak
  }
}
