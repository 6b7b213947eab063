import FPTFigures
import FPTResults

extension NotebookTable {
  /// A table of a results file, with what lies in groups of its own beneath it.
  ///
  /// `runs` say which seeds are behind its points.
  ///
  /// - Throws: `ResultTreeError` where an array is missing.
  init(
    _ figure: ResultsDocument.Figure, _ layout: NotebookLayout.Table, runs: [RunResults] = []
  ) throws(ResultTreeError) {
    let rows = try figure.combinations(layout.rows)
    let columns = try figure.combinations(layout.columns)
    let measures = [Measure(label: layout.label, format: layout.format)] + layout.further
    var figures = [figure]
    for measure in layout.further {
      guard
        let part = figure.part(NotebookLayout.Table.measuresGroup)?.part(measure.label),
        part.axes == figure.axes
      else {
        throw .unexpected(
          place: "“\(figure.title)”", expected: "the numbers of the measure \(measure.label)",
          found: "none")
      }
      figures.append(part)
    }
    let grids = try figures.map { figure throws(ResultTreeError) in
      try figure.points(rows: rows.count, columns: columns.count)
    }
    self.init(
      title: figure.title, measure: layout.label, rowAxes: layout.rows,
      columnAxes: layout.columns, rows: rows, columns: columns, points: grids[0],
      show: layout.show, format: layout.format, reference: layout.reference)
    if measures.count > 1 { self.spread(over: measures, grids) }
    run = figure.attribute("run")?.text ?? ""
    seeds = Self.seeds(of: figure, in: runs)
    if let axis = figure.attribute("chosen_from")?.text,
      let split = figure.attribute("chosen_by")?.text
    {
      let meanings = figure.attribute("chosen_meanings")?.texts ?? []
      selection = Selection(axis: axis, split: split, count: meanings.count)
    }
    resamples = figure.attribute("bootstrap_resamples")?.integer.flatMap { Int(exactly: $0) }
    try addComparisons(of: figures, layout)
    try addIntervals(of: figures, layout)
  }

  /// Puts several measures side by side where nothing else is across, else beneath each other.
  private mutating func spread(over measures: [Measure], _ grids: [[[NotebookPoint]]]) {
    self.measures = measures
    measuresRunAcross = columnAxes.isEmpty
    let names = measures.map(\.label)
    if measuresRunAcross {
      columnAxes = ["measure"]
      columns = names.map { [$0] }
      points = rows.indices.map { row in grids.map { $0[row][0] } }
    } else {
      rowAxes.append("measure")
      points = rows.indices.flatMap { row in grids.map { $0[row] } }
      rows = rows.flatMap { row in names.map { row + [$0] } }
    }
  }

  /// The labels of the seeds that the points are over; none where the run has no such axis, or where the table shows it.
  private static func seeds(of figure: ResultsDocument.Figure, in runs: [RunResults]) -> [String] {
    guard figure.axis("seed") == nil, let name = figure.attribute("run")?.text,
      let run = runs.first(where: { $0.name == name })
    else { return [] }
    return run.axes.first { $0.name == "seed" }?.labelTexts ?? []
  }
}

extension ResultsDocument.Figure {
  /// The numbers of a table, by row, then column.
  fileprivate func points(
    rows: Int, columns: Int
  ) throws(ResultTreeError) -> [[NotebookPoint]] {
    let (mean, standardDeviation) = (try values("mean"), try values("std"))
    let (smallest, largest) = (try values("min"), try values("max"))
    let (seeds, expected) = (try values("count"), try values("expected"))
    let states = try values("state")
    let (reference, hasReference) = (try values("reference"), try values("has_reference"))
    let diverged = array("diverged")?.values
    let (sem, median) = (array("sem")?.values, array("median")?.values)
    let sources = texts.first { $0.name == "reference_source" }?.values
    let confidences = texts.first { $0.name == "reference_confidence" }?.values
    let meanings = attribute("state_meanings")?.texts ?? []
    let (chosen, choices) = (array("chosen")?.values, attribute("chosen_meanings")?.texts ?? [])
    func known(_ value: Double?) -> Double? { value.flatMap { $0.isNaN ? nil : $0 } }
    func whole(_ value: Double) -> Int { Int(exactly: value) ?? 0 }
    let ends = ["ci95", "bootstrap", "ci_test"].map { name in
      (array(name + "_low")?.values, array(name + "_high")?.values)
    }
    let quartiles = (array("q1")?.values, array("q3")?.values)
    func interval(_ ends: ([Double]?, [Double]?), _ i: Int) -> NotebookInterval? {
      ends.0.flatMap { low in ends.1.flatMap { NotebookInterval(low[i], $0[i]) } }
    }
    return (0..<rows).map { row in
      (0..<columns).map { column in
        let i = row * columns + column
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
        var point = NotebookPoint(
          state: expected[i] == 0 ? .skipped : NotebookPoint.State(rawValue: state) ?? .missing,
          mean: known(mean[i]), std: known(standardDeviation[i]), min: known(smallest[i]),
          max: known(largest[i]),
          count: whole(seeds[i]), expected: whole(expected[i]),
          diverged: diverged.map { whole($0[i]) } ?? 0, reference: published, source: source)
        if let chosen, chosen.indices.contains(i), let index = Int(exactly: chosen[i]),
          choices.indices.contains(index)
        {
          point.choice = choices[index]
        }
        point.sem = known(sem?[i])
        point.median = known(median?[i])
        point.ci95 = interval(ends[0], i)
        point.bootstrap = interval(ends[1], i)
        point.ciTest = interval(ends[2], i)
        point.quartiles = interval(quartiles, i)
        return point
      }
    }
  }
}
