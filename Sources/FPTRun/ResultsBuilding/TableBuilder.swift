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

  /// The table as data: arrays over its row and column axes.
  func figure(name: String) -> ResultsDocument.Figure {
    let grid = values.groups(rows: specification.rows, columns: specification.columns)
    let measure = values.run.measures.first { $0.name == specification.measure }
    var arrays = Arrays(units: measure?.value.quantity?.unit ?? "1")
    var chosen: [Double] = []
    for (i, row) in grid.rows.enumerated() {
      for (j, column) in grid.columns.enumerated() {
        let choice = choice(among: grid.cells[i][j])
        let cells = choice?.cells ?? grid.cells[i][j]
        chosen.append(choice?.index.map(Double.init) ?? .nan)
        let found = cells.compactMap { cell in
          measure.flatMap { values.value($0, cell) }
        }
        arrays.add(
          PointStatistics(found), expected: cells.count, state: state(of: cells),
          diverged: cells.count { values.state($0) == .diverged },
          published: published?.entry(
            row: row.joined(separator: " · "), column: column.joined(separator: " · ")))
      }
    }
    let axes = (specification.rows + specification.columns).compactMap { name in
      values.run.axes.first { $0.name == name }.map {
        ResultAxis(name: name, labels: .texts($0.points.map(\.label)))
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
    return ResultsDocument.Figure(
      name: name, title: specification.title, axes: axes, arrays: list,
      texts: published == nil ? [] : Self.sources(of: arrays.published),
      attributes: [
        ResultAttribute("run", .text(specification.run)),
        ResultAttribute("measure", .text(specification.measure)),
        ResultAttribute("state_meanings", .texts(Self.states)),
      ] + choices)
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

  private func points(of axis: String) -> [String] {
    values.run.axes.first { $0.name == axis }?.points.map(\.label) ?? []
  }

  /// The cells at the best point of the axis that a table chooses from; nil where it chooses nothing.
  ///
  /// Best is the largest mean over seeds of the accuracy on the split that decides, the first of equal ones.
  private func choice(among cells: [PlannedCell]) -> (index: Int?, cells: [PlannedCell])? {
    guard let best = specification.best else { return nil }
    let candidates = points(of: best.axis).map { label in
      cells.filter { values.label($0, best.axis) == label }
    }
    // As long as nothing is computed, the first point stands for the one that will be chosen.
    var found: (index: Int?, cells: [PlannedCell]) = (nil, candidates.first ?? [])
    var largest = -Double.infinity
    for (index, here) in candidates.enumerated() {
      let mean = PointStatistics(here.compactMap { accuracy($0, on: best.by) }).mean
      if mean > largest { (found, largest) = ((index, here), mean) }
    }
    return found
  }

  /// What a cell reached on the split that decides: at its best step where the measure is taken there, else at the last.
  private func accuracy(_ cell: PlannedCell, on split: String) -> Double? {
    let curve = values.record(cell)?.curves.first { $0.split == split }?["accuracy"] ?? []
    let measure = values.run.measures.first { $0.name == specification.measure }
    let isAtBest = measure?.value.knownMeasure?.snapshot.bestSplit?.rawValue == split
    return isAtBest ? curve.max() : curve.last
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

  /// The arrays of a table under construction, point by point.
  private struct Arrays {
    var mean: [Double] = []
    var standardDeviation: [Double] = []
    var smallest: [Double] = []
    var largest: [Double] = []
    var count: [Double] = []
    var expected: [Double] = []
    var state: [Double] = []
    var reference: [Double] = []
    var hasReference: [Double] = []
    var diverged: [Double] = []
    var published: [PublishedValues.Entry?] = []
    /// The unit of the measure.
    let units: String

    init(units: String) { self.units = units }

    mutating func add(
      _ point: PointStatistics, expected: Int, state: Int, diverged: Int,
      published: PublishedValues.Entry?
    ) {
      mean.append(point.mean)
      standardDeviation.append(point.standardDeviation)
      smallest.append(point.smallest)
      largest.append(point.largest)
      count.append(Double(point.count))
      self.expected.append(Double(expected))
      self.state.append(Double(state))
      self.diverged.append(Double(diverged))
      reference.append(published?.valueInUnitOfMeasure ?? .nan)
      hasReference.append(published == nil ? 0 : 1)
      self.published.append(published)
    }

    var list: [ResultArray] {
      // The array is absent if nothing diverged, so that other tables keep their content.
      let hasDiverged = diverged.contains { $0 > 0 }
      return always
        + (hasDiverged
          ? [ResultArray(name: "diverged", longName: "seeds that diverged", values: diverged)] : [])
    }

    private var always: [ResultArray] {
      [
        ResultArray(name: "mean", longName: "mean over seeds", units: units, values: mean),
        ResultArray(
          name: "std", longName: "standard deviation over seeds (n − 1)", units: units,
          values: standardDeviation),
        ResultArray(
          name: "min", longName: "smallest value over seeds", units: units, values: smallest),
        ResultArray(
          name: "max", longName: "largest value over seeds", units: units, values: largest),
        ResultArray(name: "count", longName: "seeds with a value", values: count),
        ResultArray(name: "expected", longName: "seeds asked for", values: expected),
        ResultArray(name: "state", longName: "index into state_meanings", values: state),
        ResultArray(
          name: "reference", longName: "published value", units: units, values: reference),
        ResultArray(
          name: "has_reference", longName: "whether the source has this point",
          values: hasReference),
      ]
    }
  }
}
