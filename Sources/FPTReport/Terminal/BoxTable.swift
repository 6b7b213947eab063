/// A table drawn with box characters: cells of one or more lines, columns as wide as they need.
struct BoxTable {
  enum Alignment { case left, center, right }

  struct Column {
    var header: [StyledText]
    var alignment: Alignment
  }

  var columns: [Column]
  /// Rows of cells, cells of lines; a short row is filled with empty cells.
  var rows: [[[StyledText]]]
  /// A line between every two rows, for rows of more than one line.
  var hasRowLines = false

  /// Columns taken by borders and padding around cells of `columns` columns.
  static func frame(columns: Int) -> Int { 3 * columns + 1 }

  var widths: [Int] {
    columns.indices.map { column in
      let cells = rows.map { column < $0.count ? $0[column] : [] }
      return ([columns[column].header] + cells).joined().reduce(0) { max($0, $1.width) }
    }
  }

  /// The lines of the table, each exactly as wide as the sum of its columns and their frame.
  func lines() -> [StyledText] {
    let widths = widths
    func border(_ left: String, _ middle: String, _ right: String) -> StyledText {
      let bars = widths.map { String(repeating: "─", count: $0 + 2) }
      return StyledText(left + bars.joined(separator: middle) + right, .dim)
    }
    var result = [border("┌", "┬", "┐")]
    result += lines(of: columns.map(\.header), widths: widths)
    result.append(border("├", "┼", "┤"))
    for (index, row) in rows.enumerated() {
      if hasRowLines, index > 0 { result.append(border("├", "┼", "┤")) }
      result += lines(of: row, widths: widths)
    }
    result.append(border("└", "┴", "┘"))
    return result
  }

  private func lines(of row: [[StyledText]], widths: [Int]) -> [StyledText] {
    let height = row.map(\.count).max() ?? 0
    return (0..<max(height, 1)).map { line in
      var result = StyledText("│", .dim)
      for (column, width) in widths.enumerated() {
        let cell = column < row.count && line < row[column].count ? row[column][line] : StyledText()
        result.append(" ")
        result.append(Self.align(cell, columns[column].alignment, toColumns: width))
        result.append(" ")
        result.append("│", .dim)
      }
      return result
    }
  }

  private static func align(
    _ cell: StyledText, _ alignment: Alignment, toColumns width: Int
  ) -> StyledText {
    switch alignment {
    case .left: cell.padded(toColumns: width)
    case .right: cell.paddedLeft(toColumns: width)
    case .center:
      cell.paddedLeft(toColumns: cell.width + max(0, width - cell.width) / 2)
        .padded(toColumns: width)
    }
  }
}
