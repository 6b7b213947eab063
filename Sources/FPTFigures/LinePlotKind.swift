import FPTResults
import FPTSchema
import FPTStatistics

/// Lines: means over seeds along a curve's steps or along an axis, with their intervals.
package enum LinePlotKind: PlotKind {
  package static let kind = PlotSchema.linesKind
  package static let choice: PlotSchema? = .lines(over: .axis, of: .number)

  package static func figure(
    _ plot: PlotSpecification, of run: RunData
  ) -> ResultsDocument.Figure {
    let values = LineValues(plot, of: run)
    var arrays = LineArrays()
    for line in values.lines.joined() {
      for index in 0..<values.count { arrays.add(PointStatistics(values.found(line, at: index))) }
    }
    return ResultsDocument.Figure(
      name: plot.title, title: plot.title,
      axes: (plot.facet + plot.series).compactMap { run.axis($0)?.asTexts } + [values.x],
      arrays: arrays.list,
      attributes: [
        ResultAttribute("run", .text(plot.run)), ResultAttribute("measure", .text(plot.measure)),
        ResultAttribute("y", .text(plot.y ?? plot.measure)),
      ] + values.divergedAttributes + values.phaseAttributes,
      parts: [values.seeds, values.chance].compactMap(\.self))
  }

  package static func item(
    _ plot: PlotSpecification, of run: RunData?
  ) -> NotebookLayout.Item {
    let quantity = plot.y ?? plot.measure
    let isShare =
      plot.x == "step"
      ? quantity.hasSuffix("accuracy") : run?.measure(plot.measure)?.isShare ?? false
    return .plot(
      NotebookLayout.Plot(
        plot: plot.title, x: plot.x, xLabel: plot.x,
        yLabel: quantity.split(separator: ".").joined(separator: " "), series: plot.series,
        facets: plot.facet, hasLogarithmicX: plot.logarithmic,
        hasLogarithmicY: plot.hasLogarithmicY, hasFreeY: plot.hasFreeY,
        format: isShare ? .percent(digits: 0) : nil))
  }

  package static func drawing(
    of item: NotebookLayout.Item, in plots: FigureList
  ) throws(ResultTreeError) -> Drawing? {
    guard case .plot(let layout) = item else { return nil }
    return .lines(try Chart(plots.figure(layout.plot), layout))
  }
}

/// The arrays of a plot of lines under construction, point by point.
private struct LineArrays {
  private var mean: [Double] = []
  private var standardDeviation: [Double] = []
  private var low: [Double] = []
  private var high: [Double] = []
  private var count: [Double] = []

  mutating func add(_ point: PointStatistics) {
    mean.append(point.mean)
    standardDeviation.append(point.standardDeviation)
    let interval = point.interval()
    low.append(interval?.lower ?? .nan)
    high.append(interval?.upper ?? .nan)
    count.append(Double(point.count))
  }

  var list: [ResultArray] {
    [
      ResultArray(name: "mean", longName: "mean over seeds", values: mean),
      ResultArray(
        name: "std", longName: "standard deviation over seeds (n − 1)", values: standardDeviation),
      ResultArray(
        name: "ci95_low", longName: "lower end of the 95 % t interval of the mean", values: low),
      ResultArray(
        name: "ci95_high", longName: "upper end of the 95 % t interval of the mean", values: high),
      ResultArray(name: "count", longName: "seeds with a value", values: count),
    ]
  }
}
