import FPTResults
import FPTSchema

/// Bars: the mean of a number over seeds for each name on an axis, those of other series beside each other.
package enum BarPlotKind: PlotKind {
  package static let kind = "bars"
  package static let choice: PlotSchema? = PlotSchema(
    kind: kind, phrase: "is drawn as bars", x: .axis, y: .number, hasSeries: true, word: "bars")

  package static func figure(
    _ plot: PlotSpecification, of run: RunData
  ) -> ResultsDocument.Figure {
    var arrays = IntervalArrays()
    let measure = run.measure(plot.measure)
    for row in run.groups(rows: plot.facet, columns: plot.series + [plot.x]).points {
      for indices in row {
        arrays.add(
          indices.compactMap { index in measure.flatMap { run.number($0, of: run.points[index]) } })
      }
    }
    return ResultsDocument.Figure(
      name: plot.title, title: plot.title,
      axes: (plot.facet + plot.series + [plot.x]).compactMap { run.axis($0)?.asTexts },
      arrays: arrays.list(),
      attributes: [
        ResultAttribute("run", .text(plot.run)), ResultAttribute("measure", .text(plot.measure)),
      ])
  }

  package static func item(
    _ plot: PlotSpecification, of run: RunData?
  ) -> NotebookLayout.Item {
    var item = PlotItem(
      kind: kind, plot: plot.title, facets: plot.facet, series: plot.series, axes: [("x", [plot.x])]
    )
    (item.xLabel, item.yLabel) = (plot.x, plot.measure)
    item.yFormat = run?.format(of: plot.measure)
    return item.item
  }

  package static func drawing(
    of item: NotebookLayout.Item, in plots: FigureList
  ) throws(ResultTreeError) -> Drawing? {
    guard let item = try PlotItem(item, kind: kind, roles: ["x"], in: plots) else { return nil }
    let figure = try plots.figure(item.plot)
    let means = try figure.values("mean")
    let facets = try CombinedLabels(item.facets, of: figure)
    let series = try CombinedLabels(item.series, of: figure)
    let names = try figure.combinations(item.axes.flatMap(\.names)).map {
      $0.joined(separator: " · ")
    }
    let panels = facets.names.enumerated().map { facet, title in
      ChartPanel(
        title: title,
        series: series.names.enumerated().map { line, name in
          ChartSeries(
            name: name, mark: .bars,
            points: names.indices.map { x in
              let index = (facet * series.names.count + line) * names.count + x
              return ChartPoint(
                x: Double(x), y: means[index], yInterval: figure.interval(at: index))
            })
        })
    }
    return .lines(
      Chart(
        title: figure.title, x: ChartAxis(label: item.xLabel, scale: .categories(names)),
        y: ChartAxis(label: item.yLabel, format: item.yFormat, includes: [0]), panels: panels,
        caption: facets.shared + series.shared
          + [figure.seedCaption("", "whisker")].compactMap { $0 }))
  }
}

extension RunData {
  /// How the numbers of a measure are written beside an axis; nil lets the ticks decide.
  func format(of measure: String) -> ValueFormat? {
    self.measure(measure)?.isShare == true ? .percent(digits: 0) : nil
  }
}
