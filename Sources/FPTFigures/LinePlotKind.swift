import FPTResults
import FPTSchema
import FPTStatistics

/// Lines: means over seeds along a curve's steps or along an axis.
package enum LinePlotKind: PlotKind {
  package static let kind = PlotSchema.linesKind

  package static func figure(
    _ plot: PlotSpecification, of run: RunData
  ) -> ResultsDocument.Figure {
    let curve = plot.x == "step" ? Curve(plot.y) : nil
    let steps = curve.map { allSteps(of: $0, in: run) } ?? []
    let positions = run.axis(plot.x)?.texts ?? []
    let measure = run.measure(plot.measure)
    var means: [Double] = []
    var standardDeviations: [Double] = []
    for row in run.groups(rows: plot.facet, columns: plot.series).points {
      for indices in row {
        let points = indices.map { run.points[$0] }
        for index in 0..<(curve == nil ? positions.count : steps.count) {
          let found =
            if let curve {
              points.compactMap { curve.value(of: $0, at: steps[index]) }
            } else {
              points.filter { run.label($0, plot.x) == positions[index] }
                .compactMap { point in measure.flatMap { run.number($0, of: point) } }
            }
          let statistics = PointStatistics(found)
          means.append(statistics.mean)
          standardDeviations.append(statistics.standardDeviation)
        }
      }
    }
    let x =
      curve == nil
      ? run.axis(plot.x)?.asLabels ?? ResultAxis(name: plot.x, labels: .texts([]))
      : ResultAxis(name: "step", labels: .integers(steps), longName: "optimizer steps")
    return ResultsDocument.Figure(
      name: plot.title, title: plot.title,
      axes: (plot.facet + plot.series).compactMap { run.axis($0)?.asTexts } + [x],
      arrays: [
        ResultArray(name: "mean", longName: "mean over seeds", values: means),
        ResultArray(
          name: "std", longName: "standard deviation over seeds (n − 1)", values: standardDeviations
        ),
      ],
      attributes: [
        ResultAttribute("run", .text(plot.run)), ResultAttribute("measure", .text(plot.measure)),
        ResultAttribute("y", .text(plot.y ?? plot.measure)),
      ])
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
        format: isShare ? .percent(digits: 0) : nil))
  }

  package static func drawing(
    of item: NotebookLayout.Item, in plots: FigureList
  ) throws(ResultTreeError) -> Drawing? {
    guard case .plot(let layout) = item else { return nil }
    return .lines(try Chart(plots.figure(layout.plot), layout))
  }

  private static func allSteps(of curve: Curve, in run: RunData) -> [Int64] {
    var steps: Set<Int64> = []
    for point in run.points { steps.formUnion(curve.series(of: point)?.steps ?? []) }
    return steps.sorted()
  }

  /// A column of a split's learning curve.
  private struct Curve {
    var split: String
    var column: String

    /// `test.accuracy`: split and column; a bare column is the test split's.
    init(_ y: String?) {
      let parts = (y ?? "test.accuracy").split(separator: ".").map(String.init)
      (split, column) =
        parts.count == 2 ? (parts[0], parts[1]) : ("test", parts.first ?? "accuracy")
    }

    func series(of point: RunData.Point) -> CurveSeries? {
      point.record?.curves.first { $0.split == split }
    }

    func value(of point: RunData.Point, at step: Int64) -> Double? {
      guard let series = series(of: point), let index = series.steps.firstIndex(of: step),
        let column = series[column], column.indices.contains(index)
      else { return nil }
      return column[index]
    }
  }
}

extension Chart {
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
      x: ChartAxis(label: layout.xLabel, scale: layout.hasLogarithmicX ? .logarithmic : .linear),
      y: ChartAxis(label: layout.yLabel, format: layout.format),
      panels: facets.indices.map { facet in
        ChartPanel(
          title: facets[facet].joined(separator: " · "),
          series: series.indices.map { line in
            let start = (facet * series.count + line) * positions.count
            return ChartSeries(
              name: series[line].joined(separator: " · "),
              points: positions.indices.compactMap { index in
                let y = means[start + index]
                // A step at which this facet was not evaluated is no gap in its curve.
                return y.isNaN ? nil : ChartPoint(x: positions[index], y: y)
              })
          })
      })
  }
}
