import FPTLib
import FPTScript

extension NotebookTable {
  /// A table as a results file keeps it; nil where arrays are missing or do not fit.
  ///
  /// - Parameter published: the file of published values, for their sources; nil where the results do not have it.
  init?(
    _ group: ResultGroup, _ specification: TableSpecification, published: PublishedValues? = nil
  ) {
    let rows = Self.combinations(specification.rows, in: group)
    let columns = Self.combinations(specification.columns, in: group)
    let count = rows.count * columns.count
    func array(_ name: String) -> [Double]? {
      guard case .float64(let values)? = group.variable(name)?.values, values.count == count
      else { return nil }
      return values
    }
    guard let mean = array("mean"), let deviation = array("std"), let smallest = array("min"),
      let largest = array("max"), let seeds = array("count"), let expected = array("expected"),
      let states = array("state"), let reference = array("reference"),
      let hasReference = array("has_reference")
    else { return nil }
    let file = published
    let diverged = array("diverged")
    let meanings = group.attribute("state_meanings")?.texts ?? []
    func known(_ value: Double) -> Double? { value.isNaN ? nil : value }
    func whole(_ value: Double) -> Int { Int(exactly: value) ?? 0 }
    let points = rows.indices.map { row in
      columns.indices.map { column in
        let i = row * columns.count + column
        let code = whole(states[i])
        let state = meanings.indices.contains(code) ? meanings[code] : "missing"
        var published: NotebookPoint.Reference?
        if hasReference[i] == 1 {
          published = known(reference[i]).map { .value($0) } ?? .unknown
        }
        let source = published.flatMap { _ in Self.source(rows[row], columns[column], in: file) }
        return NotebookPoint(
          state: expected[i] == 0 ? .skipped : NotebookPoint.State(rawValue: state) ?? .missing,
          mean: known(mean[i]), std: known(deviation[i]), min: known(smallest[i]),
          max: known(largest[i]),
          count: whole(seeds[i]), expected: whole(expected[i]),
          diverged: diverged.map { whole($0[i]) } ?? 0, reference: published, source: source)
      }
    }
    self.init(
      title: specification.title, measure: specification.measure, rowAxes: specification.rows,
      columnAxes: specification.columns, rows: rows, columns: columns, points: points,
      show: specification.show.compactMap(Statistic.init(rawValue:)),
      format: ValueFormat(specification.format),
      reference: specification.against == nil ? nil : specification.reference ?? "published")
  }

  /// Where the published value of a point is from.
  private static func source(
    _ row: [String], _ column: [String], in published: PublishedValues?
  ) -> PublishedSource? {
    let entry = published?.entry(
      row: row.joined(separator: " · "), column: column.joined(separator: " · "))
    return entry.map {
      PublishedSource(text: $0.source, confidence: $0.confidence?.rawValue ?? "")
    }
  }

  /// Every combination of labels of some axes, row-major.
  static func combinations(_ axes: [String], in group: ResultGroup) -> [[String]] {
    axes.reduce([[]]) { combinations, axis in
      var labels: [String] = []
      if case .texts(let texts)? = group.variable(axis)?.values { labels = texts }
      return combinations.flatMap { combination in labels.map { combination + [$0] } }
    }
  }
}
