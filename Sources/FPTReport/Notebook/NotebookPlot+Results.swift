import FPTResults

extension NotebookPlot {
  /// A plot of a results file.
  ///
  /// - Throws: `ResultTreeError` where the array of means is missing.
  init(_ figure: ResultsDocument.Figure, _ layout: NotebookLayout.Plot) throws(ResultTreeError) {
    let facets = try figure.combinations(layout.facets)
    let series = try figure.combinations(layout.series)
    let positions: [Double] =
      switch figure.axis(layout.x)?.labels {
      case .integers(let values)?: values.map(Double.init)
      case .numbers(let values)?: values
      case .texts(let values)?: values.indices.map(Double.init)
      case nil: []
      }
    let means = try figure.values("mean")
    self.init(
      title: figure.title,
      x: Axis(label: layout.xLabel, isLogarithmic: layout.hasLogarithmicX),
      y: Axis(label: layout.yLabel, format: layout.format),
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
