import FPTEngine
import FPTFigures
import FPTLib
import FPTScript
import FPTStatistics

/// Builds a table of the report: statistics over seeds for every row and column, with published values beside them.
struct TableBuilder {
  let specification: TableSpecification
  let values: RunValues
  let published: PublishedValues?

  /// Codes of the array `state`, as a table keeps them.
  static let states = ["done", "diverged", "failed", "unavailable", "missing"]

  /// The table as data: arrays over its row and column axes, with what it compares and its further measures in parts.
  ///
  /// `comparisons` are those of each measure.
  func figure(name: String, comparisons: [[AdjustedComparison]] = []) -> ResultsDocument.Figure {
    let measures = specification.measures.indices.map { index in
      figure(of: index, comparisons.indices.contains(index) ? comparisons[index] : [])
    }
    var first = measures[0]
    first.name = name
    if measures.count > 1 {
      first.parts.append(
        ResultsDocument.Figure(
          name: NotebookLayout.Table.measuresGroup, title: specification.title, axes: [],
          arrays: [], parts: Array(measures.dropFirst())))
    }
    return first
  }

  /// One measure of the table.
  private func figure(
    of index: Int, _ comparisons: [AdjustedComparison]
  ) -> ResultsDocument.Figure {
    let shown = specification.measures[index].name
    let grid = values.groups(rows: specification.rows, columns: specification.columns)
    let measure = values.run.measures.first { $0.name == shown }
    let units = measure?.value.quantity?.unit ?? "1"
    var arrays = TableArrays(show: Set(specification.show), units: units)
    var chosen: [Double] = []
    for (i, row) in grid.rows.enumerated() {
      for (j, column) in grid.columns.enumerated() {
        let choice = choice(among: grid.cells[i][j], for: measure)
        let cells = choice.cells
        chosen.append(choice.index.map(Double.init) ?? .nan)
        let place = specification.place(row: row, column: column, measure: shown)
        arrays.add(
          numbers(cells, of: measure), expected: choice.expected,
          state: state(of: choice.undecided.isEmpty ? cells : choice.undecided),
          diverged: cells.count { values.state($0) == .diverged },
          published: published?.entry(row: place.row, column: place.column),
          ofTest: seedAxis == nil && cells.count == 1
            ? testInterval(of: cells[0], measure)?.interval : nil)
      }
    }
    var list = arrays.list
    var choices: [ResultAttribute] = []
    if let best = specification.best {
      list.append(
        ResultArray(
          name: "chosen", longName: "index into chosen_meanings of the best point", values: chosen))
      choices = [
        ResultAttribute("chosen_from", .text(best.axis)),
        ResultAttribute("chosen_by", .text(best.by)),
        ResultAttribute("chosen_meanings", .texts(points(of: best.axis))),
      ]
    }
    var parts: [ResultsDocument.Figure] = []
    if let part = intervalsBySeed(of: measure, grid.cells, units) { parts.append(part) }
    if !comparisons.isEmpty {
      parts.append(
        ComparisonArrays(specification, comparisons, units: units).figure)
    }
    return ResultsDocument.Figure(
      name: shown, title: specification.title, axes: axes, arrays: list,
      texts: published == nil ? [] : Self.sources(of: arrays.published),
      attributes: [
        ResultAttribute("run", .text(specification.run)),
        ResultAttribute("measure", .text(shown)),
        ResultAttribute("state_meanings", .texts(Self.states)),
      ] + choices + arrays.attributes, parts: parts)
  }

  private var axes: [ResultAxis] {
    (specification.rows + specification.columns).compactMap { name in
      values.run.axes.first { $0.name == name }.map {
        ResultAxis(name: name, labels: .texts($0.points.map(\.label)))
      }
    }
  }

  /// The sources of published values and their confidence.
  static func sources(of entries: [PublishedValues.Entry?]) -> [ResultTexts] {
    [
      ResultTexts(
        name: "reference_source", longName: "where the published value is from",
        values: entries.map { $0?.source ?? "" }),
      ResultTexts(
        name: "reference_confidence", longName: "how far the published value is to be trusted",
        values: entries.map { $0?.confidence?.rawValue ?? "" }),
    ]
  }

  /// The numbers of some cells, without those that are none: a target that was never reached has no step.
  private func numbers(_ cells: [PlannedCell], of measure: NamedValue?) -> [Double] {
    cells.compactMap { number($0, of: measure) }
  }

  /// The number of a cell; nil where there is none.
  func number(_ cell: PlannedCell, of measure: NamedValue?) -> Double? {
    measure.flatMap { values.value($0, cell) }.flatMap { $0.isFinite ? $0 : nil }
  }

  // MARK: Choosing

  private func points(of axis: String) -> [String] {
    values.run.axes.first { $0.name == axis }?.points.map(\.label) ?? []
  }

  /// The cells that a point of the table is made of.
  struct Choice {
    /// The index of the chosen point on its axis; nil where nothing is chosen.
    var index: Int?
    /// The cells at the chosen point, or all where the table chooses nothing; none as long as the choice is open.
    var cells: [PlannedCell]
    /// Cells whose outcome the choice waits for.
    var undecided: [PlannedCell] = []
    /// Seeds asked for.
    var expected: Int
  }

  /// The cells at the best point of the axis that a table chooses from; all cells where it chooses nothing.
  ///
  /// Best is the largest mean over seeds of the accuracy on the split that decides, the first of equal ones. A point with a seed that diverged
  /// before it was ever evaluated comes behind those that have every seed, since a mean of survivors is too good. The choice is open until
  /// every cell has an outcome: the best of the points that happen to be computed is not the best.
  func choice(among cells: [PlannedCell], for measure: NamedValue?) -> Choice {
    guard let best = specification.best else { return Choice(cells: cells, expected: cells.count) }
    let candidates = points(of: best.axis).map { label in
      cells.filter { values.label($0, best.axis) == label }
    }
    let expected = candidates.first { !$0.isEmpty }?.count ?? 0
    let undecided = cells.filter { !hasOutcome($0) }
    guard undecided.isEmpty else {
      return Choice(cells: [], undecided: undecided, expected: expected)
    }
    var found = Choice(cells: candidates.first { !$0.isEmpty } ?? [], expected: expected)
    var (fewestLost, largest) = (Int.max, -Double.infinity)
    for (index, here) in candidates.enumerated() {
      let reached = here.compactMap { accuracy($0, on: best.by, for: measure) }
      let (lost, mean) = (here.count - reached.count, PointStatistics(reached).mean)
      guard !mean.isNaN, lost < fewestLost || (lost == fewestLost && mean > largest) else {
        continue
      }
      found = Choice(index: index, cells: here, expected: here.count)
      (fewestLost, largest) = (lost, mean)
    }
    return found
  }

  /// Whether training ended with a result, which a divergence is too.
  func hasOutcome(_ cell: PlannedCell) -> Bool {
    switch values.state(cell) {
    case .done, .diverged: true
    case .planned, .running, .failed, .unavailable: false
    }
  }

  /// What a cell reached on the split that decides: at its best step where the measure is taken there, else at the last.
  private func accuracy(
    _ cell: PlannedCell, on split: String, for measure: NamedValue?
  ) -> Double? {
    let curve = values.record(cell)?.curves.first { $0.split == split }?["accuracy"] ?? []
    let isAtBest = measure?.value.knownMeasure?.snapshot.bestSplit?.rawValue == split
    return isAtBest ? curve.max() : curve.last
  }

  // MARK: Test examples

  /// The axis of several seeds behind each point; nil where a point has one.
  private var seedAxis: Axis? {
    let shown = specification.rows + specification.columns
    return values.run.axes.first {
      $0.name == "seed" && $0.points.count > 1 && !shown.contains($0.name)
    }
  }

  /// Wilson's interval of a finished cell's share, over the test examples that it is a share of.
  private func testInterval(
    of cell: PlannedCell, _ measure: NamedValue?
  ) -> (value: Double, interval: ConfidenceInterval?, examples: Int?)? {
    guard specification.show.contains("ci_test"), let measure,
      let value = number(cell, of: measure)
    else { return nil }
    let examples = values.examples(behind: measure, of: cell)
    let interval = examples.flatMap { ConfidenceInterval.wilson(share: value, examples: $0) }
    return (value, interval, examples)
  }

  /// The intervals of each seed, never pooled; nil where they are not asked for, or where each point has one seed.
  private func intervalsBySeed(
    of measure: NamedValue?, _ grid: [[[PlannedCell]]], _ units: String
  ) -> ResultsDocument.Figure? {
    guard specification.show.contains("ci_test"), let seedAxis else { return nil }
    var columns = [[Double]](repeating: [], count: 4)
    for cells in grid.joined() {
      let cells = choice(among: cells, for: measure).cells
      for label in seedAxis.points.map(\.label) {
        let found = cells.first { values.label($0, seedAxis.name) == label }
          .flatMap { testInterval(of: $0, measure) }
        columns[0].append(found?.value ?? .nan)
        columns[1].append(found?.interval?.lower ?? .nan)
        columns[2].append(found?.interval?.upper ?? .nan)
        columns[3].append(found?.examples.map(Double.init) ?? .nan)
      }
    }
    return ResultsDocument.Figure(
      name: NotebookLayout.Table.seedsGroup, title: specification.title,
      axes: axes + [ResultAxis(name: seedAxis.name, labels: RunValues.labels(seedAxis.points))],
      arrays: [
        ResultArray(name: "value", longName: "value of the seed", units: units, values: columns[0]),
        ResultArray(
          name: "ci_test_low", longName: "lower end of Wilson's 95 % interval over test examples",
          units: units, values: columns[1]),
        ResultArray(
          name: "ci_test_high", longName: "upper end of Wilson's 95 % interval over test examples",
          units: units, values: columns[2]),
        ResultArray(name: "examples", longName: "test examples", values: columns[3]),
      ])
  }

  /// The most serious state of the cells at a point, as an index into `states`.
  ///
  /// A known failure is more serious than a missing result.
  private func state(of cells: [PlannedCell]) -> Int {
    let order = ["done", "missing", "unavailable", "diverged", "failed"]
    let ranks = cells.map { cell -> Int in
      let name =
        switch values.state(cell) {
        case .done: "done"
        case .planned, .running: "missing"
        case .unavailable: "unavailable"
        case .diverged: "diverged"
        case .failed: "failed"
        }
      return order.firstIndex(of: name) ?? 0
    }
    let name = ranks.max().map { order[$0] } ?? "missing"
    return Self.states.firstIndex(of: name) ?? 0
  }
}
