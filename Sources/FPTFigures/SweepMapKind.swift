import FPTResults
import FPTSchema
import FPTStatistics

/// A heat map of one number over two axes of a run, such as a learning rate and a width.
package enum SweepMapKind: PlotKind {
  package static let kind = "heat"
  package static let choice: PlotSchema? = PlotSchema(
    kind: kind, phrase: "is one number at each square", x: .axis, y: .axis, word: "heat")

  package static func figure(
    _ plot: PlotSpecification, of run: RunData
  ) -> ResultsDocument.Figure {
    let measure = run.measure(plot.measure)
    var means: [Double] = []
    var deviations: [Double] = []
    var counts: [Double] = []
    let axes = [plot.y ?? "", plot.x]
    for row in run.groups(rows: plot.facet, columns: axes).points {
      for indices in row {
        let statistics = PointStatistics(
          indices.compactMap { index in measure.flatMap { run.number($0, of: run.points[index]) } })
        means.append(statistics.mean)
        deviations.append(statistics.standardDeviation)
        counts.append(Double(statistics.count))
      }
    }
    return ResultsDocument.Figure(
      name: plot.title, title: plot.title,
      axes: plot.facet.compactMap { run.axis($0)?.asTexts }
        + axes.compactMap { run.axis($0)?.asLabels },
      arrays: [
        ResultArray(name: "mean", longName: "mean over seeds", values: means),
        ResultArray(
          name: "std", longName: "standard deviation over seeds (n − 1)", values: deviations),
        ResultArray(name: "count", longName: "seeds with a value", values: counts),
      ],
      attributes: [
        ResultAttribute("run", .text(plot.run)), ResultAttribute("measure", .text(plot.measure)),
      ])
  }

  package static func item(
    _ plot: PlotSpecification, of run: RunData?
  ) -> NotebookLayout.Item {
    var map = NotebookLayout.Map(
      plot: plot.title, rows: plot.y ?? "", columns: plot.x, facets: plot.facet)
    map.label = plot.measure
    map.format = run?.measure(plot.measure)?.isShare == true ? .percent(digits: 1) : nil
    return .map(map)
  }

  /// Nil: the item is a map as those that measures record, and is drawn as one.
  package static func drawing(
    of item: NotebookLayout.Item, in plots: FigureList
  ) throws(ResultTreeError) -> Drawing? { nil }
}
