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
    var values = try figure.values("mean")
    let labels = figure.axes.map { ($0.name, $0.labelTexts) }
    let isRecorded = figure.axes.suffix(2).map(\.name) == [layout.rows, layout.columns]
    let outer = try CombinedLabels(
      isRecorded ? figure.axes.dropLast(2).map(\.name) : layout.facets, of: figure)
    // No cell has recorded it, whose place one value holds that is none, or it has rows and columns.
    if !isRecorded { values = [] }
    let rows = isRecorded ? labels[labels.count - 2].1 : []
    let columns = isRecorded ? labels[labels.count - 1].1 : []
    let size = rows.count * columns.count
    guard values.count == outer.names.count * size else {
      throw .unexpected(
        place: "“\(figure.title)”", expected: "\(outer.names.count * size) values",
        found: "\(values.count)")
    }
    let shares = figure.array("share")?.values.count == values.count
    let colored = shares ? try figure.values("share") : values
    let panels = outer.names.enumerated().map { index, title in
      let range = index * size..<(index + 1) * size
      return Panel(
        title: title, rows: rows, columns: columns, values: Array(colored[range]),
        counts: shares ? Array(values[range]) : []
      ).withoutEmptyEnds
    }
    let isCount = values.allSatisfy { $0.isNaN || $0 == $0.rounded() }
    self.init(
      title: figure.title, rowAxis: layout.rows, columnAxis: layout.columns,
      panels: Array(panels.prefix(Self.mostPanels)),
      omitted: max(0, panels.count - Self.mostPanels),
      format: shares ? .percent(digits: 0) : layout.format ?? .number(digits: isCount ? 0 : 2),
      label: shares ? "share of the row" : layout.label ?? "",
      shared: outer.shared.joined(separator: " · "))
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
      values: (0..<height).flatMap { row in (0..<width).map { self[row, $0] } },
      counts: counts.isEmpty
        ? [] : (0..<height).flatMap { row in (0..<width).map { count(row, $0) ?? .nan } })
  }
}
