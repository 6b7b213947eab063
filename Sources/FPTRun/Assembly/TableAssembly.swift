import FPTLib
import FPTScript

/// Computes a table of the report: statistics over seeds at every row and column, published values beside them.
struct TableAssembly {
  let specification: TableSpecification
  let values: RunValues
  let published: PublishedValues?

  /// Codes of the array `state`, as a table keeps them.
  static let states = ["done", "diverged", "failed", "unavailable", "missing"]

  /// The table as data: arrays over its row and column axes.
  func figure(name: String) -> ResultsDocument.Figure {
    let grid = values.groups(rows: specification.rows, columns: specification.columns)
    let measure = values.run.measures.first { $0.name == specification.measure }
    var arrays = Arrays()
    for (i, row) in grid.rows.enumerated() {
      for (j, column) in grid.columns.enumerated() {
        let cells = grid.cells[i][j]
        let found = cells.compactMap { cell in
          measure.flatMap { values.value($0, cell) }
        }
        arrays.add(
          PointStatistics(found), expected: cells.count, state: state(of: cells),
          published: published?.value(
            row: row.joined(separator: " · "), column: column.joined(separator: " · ")))
      }
    }
    let axes = (specification.rows + specification.columns).compactMap { name in
      values.run.axes.first { $0.name == name }.map {
        ResultAxis(name: name, labels: .texts($0.points.map(\.label)))
      }
    }
    return ResultsDocument.Figure(
      name: name, title: specification.title, axes: axes, arrays: arrays.list,
      attributes: [
        ResultAttribute("run", .text(specification.run)),
        ResultAttribute("measure", .text(specification.measure)),
        ResultAttribute("rows", .integer(Int64(specification.rows.count))),
        ResultAttribute("state_meanings", .texts(Self.states)),
      ])
  }

  /// The most serious state of the cells at a point, as an index into `states`.
  private func state(of cells: [PlannedCell]) -> Int {
    let seriousness = cells.map { cell -> Int in
      switch values.state(cell) {
      case .done: 0
      case .diverged: 1
      case .failed: 2
      case .unavailable: 3
      case .planned, .running: 4
      }
    }
    return seriousness.max() ?? 4
  }

  /// The arrays of a table under construction, point by point.
  private struct Arrays {
    var mean: [Double] = []
    var deviation: [Double] = []
    var smallest: [Double] = []
    var largest: [Double] = []
    var count: [Double] = []
    var expected: [Double] = []
    var state: [Double] = []
    var reference: [Double] = []
    var hasReference: [Double] = []

    mutating func add(
      _ point: PointStatistics, expected: Int, state: Int, published: PublishedValues.Value?
    ) {
      mean.append(point.mean)
      deviation.append(point.deviation)
      smallest.append(point.smallest)
      largest.append(point.largest)
      count.append(Double(point.count))
      self.expected.append(Double(expected))
      self.state.append(Double(state))
      switch published {
      case .known(let value):
        reference.append(value)
        hasReference.append(1)
      case .unknown:
        reference.append(.nan)
        hasReference.append(1)
      case nil:
        reference.append(.nan)
        hasReference.append(0)
      }
    }

    var list: [ResultArray] {
      [
        ResultArray(name: "mean", longName: "mean over seeds", values: mean),
        ResultArray(
          name: "std", longName: "standard deviation over seeds (n − 1)", values: deviation),
        ResultArray(name: "min", longName: "smallest value over seeds", values: smallest),
        ResultArray(name: "max", longName: "largest value over seeds", values: largest),
        ResultArray(name: "count", longName: "seeds with a value", values: count),
        ResultArray(name: "expected", longName: "seeds asked for", values: expected),
        ResultArray(name: "state", longName: "index into state_meanings", values: state),
        ResultArray(name: "reference", longName: "published value", values: reference),
        ResultArray(
          name: "has_reference", longName: "whether the source has this point",
          values: hasReference),
      ]
    }
  }
}
