import FPTFigures
import FPTResults

extension NotebookTable {
  /// A table of a results file.
  ///
  /// - Throws: `ResultTreeError` where an array is missing.
  init(
    _ figure: ResultsDocument.Figure, _ layout: NotebookLayout.Table
  ) throws(ResultTreeError) {
    let rows = try figure.combinations(layout.rows)
    let columns = try figure.combinations(layout.columns)
    let (mean, standardDeviation) = (try figure.values("mean"), try figure.values("std"))
    let (smallest, largest) = (try figure.values("min"), try figure.values("max"))
    let (seeds, expected) = (try figure.values("count"), try figure.values("expected"))
    let states = try figure.values("state")
    let (reference, hasReference) = (
      try figure.values("reference"), try figure.values("has_reference")
    )
    let diverged = figure.array("diverged")?.values
    let sources = figure.texts.first { $0.name == "reference_source" }?.values
    let confidences = figure.texts.first { $0.name == "reference_confidence" }?.values
    let meanings = figure.attribute("state_meanings")?.texts ?? []
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
        let source = sources.flatMap { texts in
          hasReference[i] == 1
            ? PublishedSource(text: texts[i], confidence: confidences?[i] ?? "") : nil
        }
        return NotebookPoint(
          state: expected[i] == 0 ? .skipped : NotebookPoint.State(rawValue: state) ?? .missing,
          mean: known(mean[i]), std: known(standardDeviation[i]), min: known(smallest[i]),
          max: known(largest[i]),
          count: whole(seeds[i]), expected: whole(expected[i]),
          diverged: diverged.map { whole($0[i]) } ?? 0, reference: published, source: source)
      }
    }
    self.init(
      title: figure.title, measure: layout.label, rowAxes: layout.rows,
      columnAxes: layout.columns, rows: rows, columns: columns, points: points,
      show: layout.show, format: layout.format, reference: layout.reference)
  }
}
