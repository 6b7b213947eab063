import FPTResults
import FPTSchema

/// Points: a number of the cells to the right, another one upwards, a point for each combination of the axes but the seed's.
///
/// Single seeds stand beside their mean as small dots where there are at most ``mostSeeds``.
package enum ScatterPlotKind: PlotKind {
  package static let kind = "scatter"
  package static let choice: PlotSchema? = PlotSchema(
    kind: kind, phrase: "runs upwards in a scatter plot", x: .measure, y: .number, hasSeries: true,
    word: "scatter")

  /// More seeds than these are not drawn one by one.
  static let mostSeeds = 20

  package static func figure(
    _ plot: PlotSpecification, of run: RunData
  ) -> ResultsDocument.Figure {
    let axes = run.pointAxes(of: plot)
    let seeds = run.axis("seed")?.texts ?? []
    let measures = [plot.x, plot.measure].map { run.measure($0) }
    var arrays = [IntervalArrays(), IntervalArrays()]
    var single = [[[Double]]](repeating: Array(repeating: [], count: seeds.count), count: 2)
    for indices in run.groups(rows: axes, columns: []).points.map({ $0.joined() }) {
      for (side, measure) in measures.enumerated() {
        func values(_ indices: some Sequence<Int>) -> [Double] {
          indices.compactMap { index in measure.flatMap { run.number($0, of: run.points[index]) } }
        }
        arrays[side].add(values(indices))
        for (seed, name) in seeds.enumerated() {
          single[side][seed].append(
            values(indices.filter { run.label(run.points[$0], "seed") == name }).first ?? .nan)
        }
      }
    }
    var list = arrays[1].list(of: plot.measure) + arrays[0].list("x_", of: plot.x)
    if seeds.count <= mostSeeds {
      for (seed, name) in seeds.enumerated() {
        list += [
          ResultArray(
            name: "x_seed_\(name)", longName: "\(plot.x) of seed \(name)", values: single[0][seed]),
          ResultArray(
            name: "seed_\(name)", longName: "\(plot.measure) of seed \(name)",
            values: single[1][seed]),
        ]
      }
    }
    return ResultsDocument.Figure(
      name: plot.title, title: plot.title, axes: axes.compactMap { run.axis($0)?.asTexts },
      arrays: list,
      attributes: [
        ResultAttribute("run", .text(plot.run)), ResultAttribute("measure", .text(plot.measure)),
        ResultAttribute("x", .text(plot.x)),
        ResultAttribute("seeds", .texts(seeds.count <= mostSeeds ? seeds : [])),
      ])
  }

  package static func item(
    _ plot: PlotSpecification, of run: RunData?
  ) -> NotebookLayout.Item {
    var item = PlotItem(pointsOf: plot, kind: kind, in: run)
    item.xLabel = plot.x
    item.xFormat = run?.format(of: plot.x)
    return item.item
  }

  package static func drawing(
    of item: NotebookLayout.Item, in plots: FigureList
  ) throws(ResultTreeError) -> Drawing? {
    guard let item = try PlotItem(item, kind: kind, roles: ["points"], in: plots) else {
      return nil
    }
    let figure = try plots.figure(item.plot)
    let (x, y) = (try figure.values("x_mean"), try figure.values("mean"))
    var seeds: [(x: [Double], y: [Double])] = []
    for seed in figure.attribute("seeds")?.texts ?? [] {
      seeds.append((try figure.values("x_seed_\(seed)"), try figure.values("seed_\(seed)")))
    }
    let panels = try item.panels(of: figure) { index, name in
      let dots = seeds.map { ChartPoint(x: $0.x[index], y: $0.y[index]) }
      return (
        ChartPoint(
          x: x[index], y: y[index], xInterval: figure.interval("x_", at: index),
          yInterval: figure.interval(at: index), note: name),
        seeds.count > 1 ? dots.filter { $0.x.isFinite && $0.y.isFinite } : []
      )
    }
    var caption = [figure.seedCaption("", "cross")].compactMap { $0 }
    if panels.contains(where: { $0.series.contains { !$0.threads.isEmpty } }) {
      caption.append("small dots: single seeds")
    }
    return .lines(
      Chart(
        title: figure.title, x: ChartAxis(label: item.xLabel, format: item.xFormat),
        y: ChartAxis(label: item.yLabel, format: item.yFormat), panels: panels, caption: caption))
  }
}

extension RunData {
  /// The axes of a plot whose points are the combinations of every axis but the seed's: facets, series, then the others that have more
  /// than one point.
  func pointAxes(of plot: PlotSpecification) -> [String] {
    let shown = plot.facet + plot.series
    return shown
      + axes.filter { $0.name != "seed" && !shown.contains($0.name) && $0.texts.count > 1 }
      .map(\.name)
  }
}

extension PlotItem {
  /// Panels and series of points, each made from its index in the arrays and its names on the axes that tell points of a series apart.
  func panels(
    of figure: ResultsDocument.Figure,
    _ point: (Int, String) -> (point: ChartPoint, dots: [ChartPoint])
  ) throws(ResultTreeError) -> [ChartPanel] {
    let facets = try CombinedLabels(self.facets, of: figure)
    let series = try CombinedLabels(self.series, of: figure)
    let points = try figure.combinations(axes.flatMap(\.names))
    return facets.names.enumerated().map { facet, title in
      ChartPanel(
        title: title,
        series: series.names.enumerated().map { line, name in
          let marks = points.enumerated().map { offset, labels in
            point(
              (facet * series.names.count + line) * points.count + offset,
              ([name] + labels).filter { !$0.isEmpty }.joined(separator: " · "))
          }
          return ChartSeries(
            name: name, mark: .points, points: marks.map(\.point),
            threads: marks.map(\.dots).filter { !$0.isEmpty })
        })
    }
  }
}
