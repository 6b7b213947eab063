extension TerminalRenderer {
  /// A results table: title, caption, the grid, and the meaning of the signs that occur in it.
  ///
  /// A table wider than the terminal is folded: its columns continue in a second grid with the row
  /// labels repeated.
  func lines(of table: NotebookTable, _ heading: FigureHeading) -> [StyledText] {
    var result = lines(of: heading, computed: [table.caption]) + grid(of: table)
    if let text = ComparisonText(table) { result += [StyledText()] + lines(of: text) }
    for part in table.parts {
      let heading = FigureHeading(.table, title: part.title)
      result += [StyledText()] + lines(of: heading, computed: [part.caption]) + grid(of: part)
    }
    return result
  }

  private func grid(of table: NotebookTable) -> [StyledText] {
    var result: [StyledText] = []
    let layout = GridLayout(table, limit: width)
    for (index, columns) in layout.folds.enumerated() {
      if layout.folds.count > 1 {
        if index > 0 { result.append(StyledText()) }
        result.append(StyledText(Self.place(of: columns, among: table.columns.count), .dim))
      }
      result += layout.grid(columns).lines()
    }
    result += flowed(table.signs.map { StyledText("\($0.text) \($0.meaning)", .dim) })
    for note in table.sourceNotes {
      let text = note.mark.isEmpty ? note.text : "\(note.mark) \(note.text)"
      result += StyledText(text.visible, .dim).wrapped(toColumns: width)
    }
    return result
  }

  /// A grid where it fits, else a line for each comparison.
  private func lines(of text: ComparisonText) -> [StyledText] {
    var result = StyledText(text.caption.visible, .dim).wrapped(toColumns: width)
    let grid = BoxTable(
      columns: text.header.enumerated().map { index, heading in
        .init(
          header: [StyledText(heading.visible, .bold)],
          alignment: index < text.labels ? .left : .right)
      },
      rows: text.rows.map { row in
        row.cells.map { [StyledText($0.visible, row.isBold ? .bold : .plain)] }
      })
    if grid.widths.reduce(BoxTable.frame(columns: text.header.count) - 2 * text.header.count, +)
      + 2 * text.header.count <= width
    {
      result += grid.lines()
    } else {
      for row in text.rows {
        let line = StyledText(text.line(row).visible, row.isBold ? .bold : .plain)
        result += line.wrapped(toColumns: width)
      }
    }
    for note in text.notes { result += StyledText(note.visible, .dim).wrapped(toColumns: width) }
    return result
  }

  private static func place(of columns: Range<Int>, among count: Int) -> String {
    columns.count == 1
      ? "column \(columns.upperBound) of \(count)"
      : "columns \(columns.lowerBound + 1)–\(columns.upperBound) of \(count)"
  }
}

/// Cells of a results table, aligned, and the ranges of columns that fit beside each other.
private struct GridLayout {
  private let rowHeader: [BoxTable.Column]
  private let rowLabels: [[[StyledText]]]
  private let columns: [BoxTable.Column]
  /// Cells by column, then row.
  private let cells: [[[StyledText]]]
  private let hasReferences: Bool
  let folds: [Range<Int>]

  init(_ table: NotebookTable, limit: Int) {
    let axes = Swift.max(1, table.rowAxes.count)
    let labelLimit = Swift.max(6, (limit / 2 - 3 * axes) / axes)
    func label(_ text: String) -> String { text.visible.truncated(toColumns: labelLimit) }

    rowHeader = table.rowAxes.map {
      .init(header: [StyledText(label($0), .bold)], alignment: .left)
    }
    let referenceRows = table.rows.indices.map(table.hasReference)
    hasReferences = referenceRows.contains(true)
    rowLabels = table.rows.indices.map { row in
      let labels = table.rowLabels(row)
      return labels.enumerated().map { index, text in
        let name = StyledText(label(text))
        guard let reference = table.reference, referenceRows[row], index == labels.count - 1
        else { return [name] }
        return [name, StyledText("  " + label(reference), .dim)]
      }
    }

    var columns: [BoxTable.Column] = []
    var cells: [[[StyledText]]] = []
    let headerWidth = Self.width(of: rowHeader, rowLabels)
    let numbers = table.sourceNumbers
    for column in table.columns.indices {
      let points = table.rows.indices.map { table.text($0, column) }
      let marks = table.rows.indices.map { row in
        table.shownSource(table[row, column]).flatMap { numbers[$0] }
          .map(NotebookTable.SourceNote.raised) ?? ""
      }
      let lines = Self.aligned(points, sourceMarks: marks, hasReference: referenceRows)
      let width = lines.joined().reduce(0) { Swift.max($0, $1.width) }
      // A heading may be cut, a number may not: half of one would be another number.
      let room = Swift.max(width, limit - headerWidth - BoxTable.frame(columns: 1))
      let heading = table.columnHeading(column).visible
      let header = StyledText(heading.truncated(toColumns: room), .bold)
      columns.append(.init(header: [header], alignment: .right))
      cells.append(lines)
    }
    self.columns = columns
    self.cells = cells
    folds = Self.folds(
      columns.indices.map { column in
        let width = cells[column].joined().reduce(0) { Swift.max($0, $1.width) }
        return Swift.max(width, columns[column].header.reduce(0) { Swift.max($0, $1.width) })
      }, available: limit - headerWidth - 1)
  }

  func grid(_ range: Range<Int>) -> BoxTable {
    BoxTable(
      columns: rowHeader + columns[range],
      rows: rowLabels.enumerated().map { row, labels in labels + cells[range].map { $0[row] } },
      hasRowLines: hasReferences)
  }

  /// Columns that the row labels take, frame included.
  private static func width(of header: [BoxTable.Column], _ labels: [[[StyledText]]]) -> Int {
    BoxTable(columns: header, rows: labels).widths.reduce(0) { $0 + $1 + 3 }
  }

  /// As many columns as fit on each fold, at least one.
  private static func folds(_ widths: [Int], available: Int) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = 0
    var used = 0
    for (column, width) in widths.enumerated() {
      if column > start, used + width + 3 > available {
        result.append(start..<column)
        start = column
        used = 0
      }
      used += width + 3
    }
    result.append(start..<widths.count)
    return result
  }

  /// Means, marks and spreads of one column, each kind aligned under its own.
  private static func aligned(
    _ points: [PointText], sourceMarks: [String], hasReference: [Bool]
  ) -> [[StyledText]] {
    func widest(_ texts: (PointText) -> [String]) -> Int {
      points.flatMap(texts).reduce(0) { Swift.max($0, DisplayWidth.of($1)) }
    }
    let value = widest { [$0.value, $0.reference ?? ""].map(\.visible) }
    let mark = sourceMarks.reduce(widest { [$0.mark] }) { Swift.max($0, DisplayWidth.of($1)) }
    let right = widest { [$0.spread, $0.signedDifference] }
    func line(_ left: String, _ middle: String, _ last: String, _ style: TextStyle) -> StyledText {
      var text = StyledText(left.visible.paddedLeft(toColumns: value), style)
      text.append(middle.padded(toColumns: mark), TextStyle(color: .yellow))
      if right > 0 { text.append(" " + last.paddedLeft(toColumns: right), style) }
      return text
    }
    return points.indices.map { row in
      let point = points[row]
      let ours = line(point.value, point.mark, point.spread, .plain)
      guard hasReference[row] else { return [ours] }
      return [ours, line(point.reference ?? "", sourceMarks[row], point.signedDifference, .dim)]
    }
  }
}
