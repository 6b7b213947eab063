import FPTLib
import FPTScript

extension NotebookMap {
  /// Panels a report shows; the others are in the results file.
  private static let mostPanels = 12

  /// A heat map as a results file keeps it; nil where its arrays are missing or do not fit.
  ///
  /// What stands before the map's own two dimensions (facets, layers, heads) gets a panel for each point.
  init?(_ group: ResultGroup, _ specification: PlotSpecification) {
    guard let mean = group.variable("mean"), case .float64(let values) = mean.values else {
      return nil
    }
    let rowAxis = specification.y ?? ""
    let outer: [[String]]
    let map: [[String]]
    if mean.dimensions.suffix(2) == [rowAxis, specification.x] {
      let labels = zip(mean.dimensions, mean.shape).map { Self.labels($0, $1, in: group) }
      guard zip(labels, mean.shape).allSatisfy({ $0.count == $1 }) else { return nil }
      outer = Self.titles(mean.dimensions.dropLast(2), labels.dropLast(2))
      map = Array(labels.suffix(2))
    } else {
      // No cell has recorded it yet.
      outer = NotebookTable.combinations(specification.facet, in: group)
      map = [[], []]
    }
    let (rows, columns) = (map[0], map[1])
    let size = rows.count * columns.count
    guard size == 0 || values.count == outer.count * size else { return nil }
    let panels = outer.enumerated().map { index, title in
      Panel(
        title: title.joined(separator: " · "), rows: rows, columns: columns,
        values: Array(values[index * size..<(index + 1) * size])
      ).withoutEmptyEnds
    }
    let isCount = values.allSatisfy { $0.isNaN || $0 == $0.rounded() }
    self.init(
      title: specification.title, rowAxis: rowAxis, columnAxis: specification.x,
      panels: Array(panels.prefix(Self.mostPanels)),
      omitted: max(0, panels.count - Self.mostPanels),
      format: .number(digits: isCount ? 0 : 2))
  }

  private static func labels(_ dimension: String, _ count: Int, in group: ResultGroup) -> [String] {
    switch group.variable(dimension)?.values {
    case .texts(let texts)?: texts
    case .int64(let integers)?: integers.map(String.init)
    default: (0..<count).map(String.init)
    }
  }

  /// `["bit_xor", "layer 0"]` for every point of the outer dimensions, row-major; one of one point is not worth a word.
  private static func titles(
    _ dimensions: some Collection<String>, _ labels: some Collection<[String]>
  ) -> [[String]] {
    zip(dimensions, labels).reduce([[]]) { titles, dimension in
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
