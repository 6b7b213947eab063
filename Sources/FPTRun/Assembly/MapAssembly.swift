import FPTLib
import FPTScript

/// Computes a heat map of the report: the mean over seeds of a map that the cells recorded.
///
/// The array has the facets' axes, then the dimensions of the measure, each as long as the longest among the cells: what a cell with
/// fewer tokens does not have is NaN.
struct MapAssembly {
  let specification: PlotSpecification
  let values: RunValues

  /// What one cell recorded.
  private struct Map {
    var dimensions: [String]
    var shape: [Int]
    var values: [Double]
  }

  func figure(name: String) -> ResultsDocument.Figure {
    let grid = values.groups(rows: specification.facet, columns: []).cells.map { $0.joined() }
    let maps = grid.map { cells in cells.compactMap(map) }
    let dimensions = maps.joined().first?.dimensions ?? []
    let fitting = maps.map { $0.filter { $0.dimensions == dimensions } }
    let shape = dimensions.indices.map { index in
      fitting.joined().reduce(0) { max($0, $1.shape[index]) }
    }
    let facets = specification.facet.compactMap { name in
      values.run.axes.first { $0.name == name }.map {
        ResultAxis(name: name, labels: .texts($0.points.map(\.label)))
      }
    }
    let axes = zip(dimensions, shape).map { name, count in
      ResultAxis(name: name, labels: .integers(coordinates(name, count)))
    }
    return ResultsDocument.Figure(
      name: name, title: specification.title, axes: facets + axes,
      arrays: [
        ResultArray(
          name: "mean", longName: "mean over seeds",
          values: dimensions.isEmpty
            ? [Double](repeating: .nan, count: grid.count)
            : fitting.flatMap { Self.mean($0, shape: shape) })
      ],
      attributes: [
        ResultAttribute("run", .text(specification.run)),
        ResultAttribute("measure", .text(specification.measure)),
      ])
  }

  private func recorded(_ cell: PlannedCell) -> ResultGroup? {
    guard let measure = values.run.measures.first(where: { $0.name == specification.measure })
    else { return nil }
    let key = CellIdentity.measureKey(measure.value)
    return values.record(cell)?.measures.first { $0.name == key }?.group
  }

  private func map(_ cell: PlannedCell) -> Map? {
    guard let group = recorded(cell), let signal = group.attribute("signal")?.text,
      let variable = group.variable(signal),
      variable.dimensions.suffix(2) == [specification.y ?? "", specification.x]
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
  private func coordinates(_ dimension: String, _ count: Int) -> [Int64] {
    for cell in values.cells {
      if case .int64(let labels)? = recorded(cell)?.variable(dimension)?.values,
        labels.count == count
      {
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
