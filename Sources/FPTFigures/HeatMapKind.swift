import FPTResults
import FPTSchema

/// Heat maps: the mean over seeds of a map that the cells recorded.
///
/// The array has the facets' axes, then the dimensions of the measure, each as long as the longest among the cells: what a cell with
/// fewer tokens does not have is NaN.
package enum HeatMapKind: PlotKind {
  package static let kind = PlotSchema.mapKind

  /// The map that one cell recorded.
  private struct Map {
    var dimensions: [String]
    var shape: [Int]
    var values: [Double]
  }

  package static func figure(
    _ plot: PlotSpecification, of run: RunData
  ) -> ResultsDocument.Figure {
    let key = run.measure(plot.measure)?.key
    func recorded(_ point: RunData.Point) -> ResultGroup? {
      point.record?.measures.first { $0.name == key }?.group
    }
    let grid = run.groups(rows: plot.facet, columns: []).points.map { $0.joined() }
    let maps = grid.map { indices in
      indices.compactMap { recorded(run.points[$0]).flatMap { map(in: $0, of: plot) } }
    }
    let dimensions = maps.joined().first?.dimensions ?? []
    let fitting = maps.map { $0.filter { $0.dimensions == dimensions } }
    let shape = dimensions.indices.map { index in
      fitting.joined().reduce(0) { max($0, $1.shape[index]) }
    }
    let groups = run.points.lazy.compactMap(recorded)
    let axes = zip(dimensions, shape).map { name, count in
      // Classes are told by their names, which no cell records.
      ["true", "predicted"].contains(name) && run.classNames.count == count
        ? ResultAxis(name: name, labels: .texts(run.classNames))
        : ResultAxis(name: name, labels: .integers(coordinates(name, count, in: groups)))
    }
    return ResultsDocument.Figure(
      name: plot.title, title: plot.title,
      axes: plot.facet.compactMap { run.axis($0)?.asTexts } + axes,
      arrays: arrays(
        dimensions.isEmpty
          ? [Double](repeating: .nan, count: grid.count)
          : fitting.flatMap { mean($0, shape: shape) }, plot, columns: shape.last ?? 0),
      attributes: [
        ResultAttribute("run", .text(plot.run)), ResultAttribute("measure", .text(plot.measure)),
      ])
  }

  /// The means and, of a confusion matrix, what share of its row each of them is.
  private static func arrays(
    _ means: [Double], _ plot: PlotSpecification, columns: Int
  ) -> [ResultArray] {
    let mean = ResultArray(name: "mean", longName: "mean over seeds", values: means)
    guard plot.y == "true", plot.x == "predicted", columns > 0 else { return [mean] }
    var shares: [Double] = []
    for start in stride(from: 0, to: means.count, by: columns) {
      let row = means[start..<min(start + columns, means.count)]
      let sum = row.reduce(0) { $0 + ($1.isNaN ? 0 : $1) }
      shares += row.map { sum > 0 ? $0 / sum : .nan }
    }
    return [
      mean,
      ResultArray(
        name: "share", longName: "share of the predictions for the right class", units: "fraction",
        values: shares),
    ]
  }

  package static func item(
    _ plot: PlotSpecification, of run: RunData?
  ) -> NotebookLayout.Item {
    .map(
      NotebookLayout.Map(
        plot: plot.title, rows: plot.y ?? "", columns: plot.x, facets: plot.facet))
  }

  package static func drawing(
    of item: NotebookLayout.Item, in plots: FigureList
  ) throws(ResultTreeError) -> Drawing? {
    guard case .map(let layout) = item else { return nil }
    return .map(try NotebookMap(plots.figure(layout.plot), layout))
  }

  private static func map(in group: ResultGroup, of plot: PlotSpecification) -> Map? {
    guard let signal = group.attribute("signal")?.text, let variable = group.variable(signal),
      variable.dimensions.suffix(2) == [plot.y ?? "", plot.x]
    else { return nil }
    let values: [Double]
    switch variable.values {
    case .float32(let numbers): values = numbers.map(Double.init)
    case .float64(let numbers): values = numbers
    case .int64(let numbers): values = numbers.map(Double.init)
    case .int8, .texts: return nil
    }
    return Map(dimensions: variable.dimensions, shape: variable.shape, values: values)
  }

  /// The labels that the cells gave a dimension, such as the layers that were asked for.
  private static func coordinates(
    _ dimension: String, _ count: Int, in groups: some Sequence<ResultGroup>
  ) -> [Int64] {
    for group in groups {
      if case .int64(let labels)? = group.variable(dimension)?.values, labels.count == count {
        return labels
      }
    }
    return (0..<Int64(count)).map { $0 }
  }

  /// The mean of maps in a common shape; NaN where no map has the place.
  private static func mean(_ maps: [Map], shape: [Int]) -> [Double] {
    let count = shape.reduce(1, *)
    var sums = [Double](repeating: 0, count: count)
    var counts = [Int](repeating: 0, count: count)
    for map in maps {
      var place = [Int](repeating: 0, count: shape.count)
      for value in map.values {
        let target = zip(place, shape).reduce(0) { $0 * $1.1 + $1.0 }
        sums[target] += value
        counts[target] += 1
        for dimension in shape.indices.reversed() {
          place[dimension] += 1
          if place[dimension] < map.shape[dimension] { break }
          place[dimension] = 0
        }
      }
    }
    return zip(sums, counts).map { $1 == 0 ? .nan : $0 / Double($1) }
  }
}
