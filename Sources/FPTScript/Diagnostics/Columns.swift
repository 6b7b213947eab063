/// Rows of text in columns, for a terminal.
package enum Columns {
  /// Wider cells push the rest of their row.
  private static let widest = 60

  /// Each row on a line of its own, its cells two blanks apart; those that are very long push the
  /// rest.
  ///
  /// Cells of the columns in `right` stand to the right, such as numbers.
  package static func text(
    _ rows: [[String]], right: Set<Int> = [], widest: Int = Self.widest
  ) -> String {
    var widths: [Int] = []
    for row in rows {
      for (index, cell) in row.enumerated() {
        let width = min(widest, DisplayWidth.columns(cell))
        if index < widths.count {
          widths[index] = max(widths[index], width)
        } else {
          widths.append(width)
        }
      }
    }
    var result = ""
    for row in rows {
      var line = ""
      for (index, cell) in row.enumerated() {
        let padding = String(
          repeating: " ", count: max(0, widths[index] - DisplayWidth.columns(cell)))
        line += (index > 0 ? "  " : "") + (right.contains(index) ? padding + cell : cell + padding)
      }
      while line.last == " " { line.removeLast() }
      result += line + "\n"
    }
    return result
  }
}
