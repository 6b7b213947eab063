import FPTLib
import FPTScript

/// Computes a plot of the report: means over seeds along a curve's steps or along an axis.
struct PlotAssembly {
  let specification: PlotSpecification
  let values: RunValues

  /// The plot as data: arrays over facets, series and x.
  func figure(name: String) -> ResultsDocument.Figure {
    let isCurve = specification.x == "step"
    let grid = values.groups(rows: specification.facet, columns: specification.series)
    let axes = (specification.facet + specification.series).compactMap { name in
      values.run.axes.first { $0.name == name }.map {
        ResultAxis(name: name, labels: .texts($0.points.map(\.label)))
      }
    }
    let steps = isCurve ? allSteps() : []
    let positions = values.run.axes.first { $0.name == specification.x }?.points ?? []
    var means: [Double] = []
    var deviations: [Double] = []
    for row in grid.cells {
      for cells in row {
        let count = isCurve ? steps.count : positions.count
        for index in 0..<count {
          let found =
            isCurve
            ? cells.compactMap { curveValue($0, at: steps[index]) }
            : cells.filter { values.label($0, specification.x) == positions[index].label }
              .compactMap(scalar)
          let point = PointStatistics(found)
          means.append(point.mean)
          deviations.append(point.deviation)
        }
      }
    }
    let x =
      isCurve
      ? ResultAxis(name: "step", labels: .integers(steps), longName: "optimizer steps")
      : ResultAxis(name: specification.x, labels: Self.labels(positions))
    return ResultsDocument.Figure(
      name: name, title: specification.title, axes: axes + [x],
      arrays: [
        ResultArray(name: "mean", longName: "mean over seeds", values: means),
        ResultArray(
          name: "std", longName: "standard deviation over seeds (n − 1)", values: deviations),
      ],
      attributes: [
        ResultAttribute("run", .text(specification.run)),
        ResultAttribute("measure", .text(specification.measure)),
        ResultAttribute("y", .text(specification.y ?? specification.measure)),
      ])
  }

  /// `test.accuracy`: split and column; a bare column is the test split's.
  private var curve: (split: String, column: String) {
    let parts = (specification.y ?? "test.accuracy").split(separator: ".").map(String.init)
    return parts.count == 2 ? (parts[0], parts[1]) : ("test", parts.first ?? "accuracy")
  }

  private func allSteps() -> [Int64] {
    var steps: Set<Int64> = []
    for cell in values.cells {
      let series = values.record(cell)?.curves.first { $0.split == curve.split }
      steps.formUnion(series?.steps ?? [])
    }
    return steps.sorted()
  }

  private func curveValue(_ cell: PlannedCell, at step: Int64) -> Double? {
    guard let series = values.record(cell)?.curves.first(where: { $0.split == curve.split }),
      let index = series.steps.firstIndex(of: step), let column = series[curve.column],
      column.indices.contains(index)
    else { return nil }
    return column[index]
  }

  private func scalar(_ cell: PlannedCell) -> Double? {
    values.run.measures.first { $0.name == specification.measure }
      .flatMap { values.value($0, cell) }
  }

  static func labels(_ points: [Axis.Point]) -> ResultAxis.Labels {
    let numbers = points.compactMap { point -> Double? in
      switch point.value {
      case .integer(let value): Double(value)
      case .number(let value): value
      default: nil
      }
    }
    if numbers.count < points.count || points.isEmpty { return .texts(points.map(\.label)) }
    let integers = points.compactMap { point -> Int64? in
      if case .integer(let value) = point.value { return Int64(value) }
      return nil
    }
    return integers.count == points.count ? .integers(integers) : .numbers(numbers)
  }
}
