/// Pads formatted lines so that like things stand beneath one another, and puts them together.
struct Alignment {
  /// Nothing is pushed further to the right than this, in columns.
  private static let farthest = 100
  private static let widestGap = 60

  private var lines: [FormattedLine]

  /// The text of lines, each ended by a line break.
  static func text(of lines: [FormattedLine]) -> String {
    var alignment = Alignment(lines: lines)
    alignment.alignStops(Array(lines.indices), level: 0)
    alignment.alignComments()
    var result = ""
    for line in alignment.lines {
      if line.isAfterBlank { result += "\n" }
      result += String(repeating: " ", count: line.indent)
      for piece in line.pieces { result += piece }
      if let comment = line.comment {
        result += String(repeating: " ", count: line.hasCode ? comment.gap : 0) + comment.text
      }
      result += "\n"
    }
    return result
  }

  /// Aligns one stop of the lines, and within each group that it makes, the next.
  private mutating func alignStops(_ indices: [Int], level: Int) {
    var group: [Int] = []
    var last: Int?
    func tag(_ index: Int) -> String? {
      lines[index].stops.count > level ? lines[index].stops[level].tag : nil
    }
    for index in indices {
      let line = lines[index]
      let follows =
        last.map { $0 == index - 1 && lines[$0].indent == line.indent } == true
        && !line.isAfterBlank && line.hasCode
      if follows, line.isTransparent {
        last = index
        continue
      }
      if let first = group.first, follows, let tag = tag(index),
        tag == self.lines[first].stops[level].tag
      {
        group.append(index)
      } else {
        close(group, level: level)
        group = tag(index) == nil ? [] : [index]
      }
      last = index
    }
    close(group, level: level)
  }

  private mutating func close(_ group: [Int], level: Int) {
    guard group.count > 1 else { return }
    let widths = group.map { index in
      let line = lines[index]
      return line.pieces[..<line.stops[level].piece].reduce(0) { $0 + DisplayWidth.columns($1) }
    }
    let widest = widths.max() ?? 0
    guard widest <= Self.farthest else { return }
    for (index, width) in zip(group, widths) {
      let piece = lines[index].stops[level].piece - 1
      lines[index].pieces[piece] += String(repeating: " ", count: widest - width)
    }
    alignStops(group, level: level + 1)
  }

  // MARK: Comments

  /// Comments after lines in a row stand beneath one another; one by itself stays where it is.
  private mutating func alignComments() {
    var group: [Int] = []
    for index in lines.indices {
      let line = lines[index]
      let isTrailing = line.comment != nil && line.hasCode
      if isTrailing, let last = group.last, last == index - 1, !line.isAfterBlank,
        lines[last].indent == line.indent
      {
        group.append(index)
      } else {
        placeComments(group)
        group = isTrailing ? [index] : []
      }
    }
    placeComments(group)
  }

  private mutating func placeComments(_ group: [Int]) {
    guard let first = group.first else { return }
    let widths = group.map { index in
      lines[index].indent + lines[index].pieces.reduce(0) { $0 + DisplayWidth.columns($1) }
    }
    let wanted = widths[0] + min(lines[first].comment?.gap ?? 0, Self.widestGap)
    let column = max(wanted, (widths.max() ?? 0) + 2)
    for (index, width) in zip(group, widths) {
      let own = max(2, min(lines[index].comment?.gap ?? 0, Self.widestGap))
      lines[index].comment?.gap =
        column <= Self.farthest + Self.widestGap && group.count > 1 ? column - width : own
    }
  }
}
