import FPTLib
import FPTScript

extension NotebookPlot {
  /// A plot as a results file keeps it; nil where its arrays are missing or do not fit.
  init?(_ group: ResultGroup, _ specification: PlotSpecification) {
    let facets = NotebookTable.combinations(specification.facet, in: group)
    let series = NotebookTable.combinations(specification.series, in: group)
    let positions: [Double]
    switch group.variable(specification.x)?.values {
    case .int64(let values)?: positions = values.map(Double.init)
    case .float64(let values)?: positions = values
    case .texts(let values)?: positions = values.indices.map(Double.init)
    default: return nil
    }
    guard case .float64(let means)? = group.variable("mean")?.values,
      means.count == facets.count * series.count * positions.count
    else { return nil }
    let quantity = specification.y ?? specification.measure
    let isShare = quantity.hasSuffix("accuracy")
    self.init(
      title: specification.title,
      x: Axis(label: specification.x, isLogarithmic: specification.logarithmic),
      y: Axis(
        label: quantity.split(separator: ".").joined(separator: " "),
        format: isShare ? .percent(digits: 0) : nil),
      panels: facets.indices.map { facet in
        Panel(
          title: facets[facet].joined(separator: " · "),
          series: series.indices.map { line in
            let start = (facet * series.count + line) * positions.count
            return Series(
              name: series[line].joined(separator: " · "),
              points: positions.indices.compactMap { index in
                let y = means[start + index]
                // A step at which this facet was not evaluated is no gap in its curve.
                return y.isNaN ? nil : Series.Point(x: positions[index], y: y)
              })
          })
      })
  }
}
