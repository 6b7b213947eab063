/// A line of formatted text, cut at the places where lines beneath one another are aligned.
struct FormattedLine {
  /// A place to align: lines in a row whose stops agree in their tags line up there.
  struct Stop {
    /// Index of the piece that begins at the stop.
    var piece: Int
    var tag: String
  }

  var indent: Int
  var isAfterBlank: Bool
  /// True where elements of a list stand on it.
  var isInList: Bool
  /// The words on it, as indices of the layout's items.
  var items = 0..<0
  /// Columns of its words, as far as it is written.
  private(set) var columns = 0
  var pieces: [String] = [""]
  var stops: [Stop] = []
  /// A comment after the code, with the number of blanks that the author put before it.
  var comment: (text: String, gap: Int)?
  /// True where it takes no part in alignment, and yet ends no group of aligned lines.
  var isTransparent = false

  var hasCode: Bool { pieces != [""] }

  init(indent: Int, isAfterBlank: Bool, isInList: Bool) {
    self.indent = indent
    self.isAfterBlank = isAfterBlank
    self.isInList = isInList
  }

  mutating func append(_ text: String) {
    pieces[pieces.count - 1] += text
    columns += DisplayWidth.columns(text)
  }

  /// Begins a new piece; a line without a stop before it is aligned with others at this one first.
  mutating func stop(_ tag: String) {
    stops.append(Stop(piece: pieces.count, tag: tag))
    pieces.append("")
  }
}
