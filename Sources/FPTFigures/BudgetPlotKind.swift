import FPTResults
import FPTSchema

/// Stacked bars of a parameter budget: for each name on an axis the numbers of parameters by group, trained ones first.
package enum BudgetPlotKind: PlotKind {
  package static let kind = PlotSchema.budgetKind

  /// The dimensions of the record, after those of the run.
  private static let dimensions = ["group", "training"]

  package static func figure(
    _ plot: PlotSpecification, of run: RunData
  ) -> ResultsDocument.Figure {
    let key = run.measure(plot.measure)?.key
    let records = run.points.map { point in
      Budget(point.record?.measures.first { $0.name == key }?.group)
    }
    // The same of all seeds; of several records the first counts.
    let found = run.groups(rows: plot.facet + [plot.x], columns: []).points.map { row in
      row.joined().lazy.compactMap { records[$0] }.first
    }
    let sample = found.lazy.compactMap { $0 }.first
    let (groups, training) = (sample?.groups ?? [], sample?.training ?? [])
    let size = groups.count * training.count
    return ResultsDocument.Figure(
      name: plot.title, title: plot.title,
      axes: (plot.facet + [plot.x]).compactMap { run.axis($0)?.asTexts }
        + zip(dimensions, [groups, training]).map { ResultAxis(name: $0, labels: .texts($1)) },
      arrays: [
        ResultArray(
          name: "parameters", longName: "number of parameters", units: "parameters",
          values: found.flatMap { budget in
            budget?.groups == groups && budget?.training == training
              ? budget?.counts ?? [] : [Double](repeating: .nan, count: size)
          })
      ],
      attributes: [
        ResultAttribute("run", .text(plot.run)), ResultAttribute("measure", .text(plot.measure)),
      ])
  }

  /// What one cell recorded.
  private struct Budget {
    var groups: [String]
    var training: [String]
    var counts: [Double]

    init?(_ record: ResultGroup?) {
      guard case .int64(let counts)? = record?.variable("parameters")?.values,
        case .texts(let groups)? = record?.variable("group")?.values,
        case .texts(let training)? = record?.variable("training")?.values,
        counts.count == groups.count * training.count
      else { return nil }
      (self.groups, self.training) = (groups, training)
      self.counts = counts.map(Double.init)
    }
  }

  package static func item(
    _ plot: PlotSpecification, of run: RunData?
  ) -> NotebookLayout.Item {
    var item = PlotItem(
      kind: kind, plot: plot.title, facets: plot.facet, series: [],
      axes: [("x", [plot.x]), ("stack", dimensions)])
    (item.xLabel, item.yLabel) = (plot.x, "parameters")
    return item.item
  }

  package static func drawing(
    of item: NotebookLayout.Item, in plots: FigureList
  ) throws(ResultTreeError) -> Drawing? {
    guard let item = try PlotItem(item, kind: kind, roles: ["x", "stack"], in: plots) else {
      return nil
    }
    let figure = try plots.figure(item.plot)
    let counts = try figure.values("parameters")
    let facets = try CombinedLabels(item.facets, of: figure)
    let names = try figure.combinations(item.axes[0].names).map { $0.joined(separator: " · ") }
    let parts = try figure.combinations(item.axes[1].names)
    // Trained ones at the bottom, where they can be seen beside many frozen ones.
    let order = parts.indices.sorted {
      (parts[$0].last == "trained" ? 0 : 1, $0) < (parts[$1].last == "trained" ? 0 : 1, $1)
    }
    func count(_ facet: Int, _ x: Int, _ part: Int) -> Double {
      counts[(facet * names.count + x) * parts.count + part]
    }
    let shown = order.filter { part in
      facets.names.indices.contains { facet in names.indices.contains { count(facet, $0, part) > 0 }
      }
    }
    let panels = facets.names.enumerated().map { facet, title in
      ChartPanel(
        title: title,
        series: shown.map { part in
          ChartSeries(
            name: parts[part].joined(separator: ", "), mark: .stack,
            points: names.indices.map { ChartPoint(x: Double($0), y: count(facet, $0, part)) },
            hue: parts[part].first, isPale: parts[part].last == "frozen")
        })
    }
    return .lines(
      Chart(
        title: figure.title, x: ChartAxis(label: item.xLabel, scale: .categories(names)),
        y: ChartAxis(label: item.yLabel, format: .number(digits: 0), includes: [0]),
        panels: panels, caption: facets.shared))
  }
}
