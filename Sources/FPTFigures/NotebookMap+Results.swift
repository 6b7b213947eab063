import FPTResults

extension NotebookMap {
  /// Panels a report shows; the others are in the results file.
  private static let mostPanels = 12

  /// A heat map of a results file.
  ///
  /// What stands before the map's own two dimensions (facets, layers, heads) gets a panel for each point.
  ///
  /// - Throws: `ResultTreeError` where the array of means is missing.
  init(_ figure: ResultsDocument.Figure, _ layout: NotebookLayout.Map) throws(ResultTreeError) {
    let values = try figure.values("mean")
    let labels = figure.axes.map { ($0.name, $0.labelTexts) }
    let isRecorded = figure.axes.suffix(2).map(\.name) == [layout.rows, layout.columns]
    if isRecorded { _ = try figure.combinations(figure.axes.dropLast(2).map(\.name)) }
    let outer =
      isRecorded ? Self.titles(labels.dropLast(2)) : try figure.combinations(layout.facets)
    // No cell has recorded it yet, or it has rows and columns.
    let rows = isRecorded ? labels[labels.count - 2].1 : []
    let columns = isRecorded ? labels[labels.count - 1].1 : []
    let size = rows.count * columns.count
    guard values.count == outer.count * size else {
      throw .unexpected(
        place: "“\(figure.title)”", expected: "\(outer.count * size) values",
        found: "\(values.count)")
    }
    let panels = outer.enumerated().map { index, title in
      Panel(
        title: title.joined(separator: " · "), rows: rows, columns: columns,
        values: Array(values[index * size..<(index + 1) * size])
      ).withoutEmptyEnds
    }
    let isCount = values.allSatisfy { $0.isNaN || $0 == $0.rounded() }
    self.init(
      title: figure.title, rowAxis: layout.rows, columnAxis: layout.columns,
      panels: Array(panels.prefix(Self.mostPanels)),
      omitted: max(0, panels.count - Self.mostPanels),
      format: .number(digits: isCount ? 0 : 2))
  }

  /// `["bit_xor", "layer 0"]` for every point of the outer dimensions, row-major; one of one point is not worth a word.
  private static func titles(_ dimensions: some Collection<(String, [String])>) -> [[String]] {
    dimensions.reduce([[]]) { titles, dimension in
      let (name, points) = dimension
      let isNumbered = points.allSatisfy { Int($0) != nil }
      return titles.flatMap { title in
        points.map { title + [isNumbered ? "\(name) \($0)" : $0] }
      }
    }
  }
}

extension NotebookMap.Panel {
  /// The panel without the last rows and columns that have no value: other cells were longer.
  fileprivate var withoutEmptyEnds: NotebookMap.Panel {
    let height =
      rows.indices.last { row in columns.indices.contains { !self[row, $0].isNaN } }
      .map { $0 + 1 } ?? 0
    let width =
      columns.indices.last { column in rows.indices.contains { !self[$0, column].isNaN } }
      .map { $0 + 1 } ?? 0
    return NotebookMap.Panel(
      title: title, rows: Array(rows.prefix(height)), columns: Array(columns.prefix(width)),
      values: (0..<height).flatMap { row in (0..<width).map { self[row, $0] } })
  }
}
