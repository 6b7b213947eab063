import FPTResults
import FPTSchema

/// Ours against the published values: a point for each combination of the axes that has both, with the line where both are the same.
package enum PublishedPlotKind: PlotKind {
  package static let kind = "published"
  package static let choice: PlotSchema? = PlotSchema(
    kind: kind, phrase: "runs upwards, and the published value to the right", x: .published,
    y: .number, hasSeries: true, word: "published")

  package static func figure(
    _ plot: PlotSpecification, of run: RunData
  ) -> ResultsDocument.Figure {
    let axes = run.pointAxes(of: plot)
    let measure = run.measure(plot.measure)
    let groups = run.groups(rows: axes, columns: [])
    let published = PublishedPoints(run.published, axes: axes, of: groups.rows, in: run)
    var arrays = IntervalArrays()
    for indices in groups.points.map({ $0.joined() }) {
      arrays.add(
        indices.compactMap { index in measure.flatMap { run.number($0, of: run.points[index]) } })
    }
    return ResultsDocument.Figure(
      name: plot.title, title: plot.title, axes: axes.compactMap { run.axis($0)?.asTexts },
      arrays: arrays.list(of: plot.measure) + [
        ResultArray(
          name: "reference", longName: "published value",
          values: published.found.map { $0?.value ?? .nan })
      ],
      texts: [
        ResultTexts(
          name: "reference_source", longName: "where the published value is from",
          values: published.found.map { $0?.source ?? "" })
      ],
      attributes: [
        ResultAttribute("run", .text(plot.run)), ResultAttribute("measure", .text(plot.measure)),
      ])
  }

  package static func item(
    _ plot: PlotSpecification, of run: RunData?
  ) -> NotebookLayout.Item {
    var item = PlotItem(pointsOf: plot, kind: kind, in: run)
    item.reference = plot.reference ?? "published"
    return item.item
  }

  package static func drawing(
    of item: NotebookLayout.Item, in plots: FigureList
  ) throws(ResultTreeError) -> Drawing? {
    guard let item = try PlotItem(item, kind: kind, roles: ["points"], in: plots) else {
      return nil
    }
    let figure = try plots.figure(item.plot)
    let (published, ours) = (try figure.values("reference"), try figure.values("mean"))
    let names = try figure.combinations(figure.axes.map(\.name)).map { $0.joined(separator: " · ") }
    let name = item.reference ?? "published"
    var panels = try item.panels(of: figure) { index, label in
      (
        ChartPoint(
          x: published[index], y: ours[index], yInterval: figure.interval(at: index), note: label),
        []
      )
    }
    for panel in panels.indices {
      panels[panel].references = [ChartReference(.identity, label: "same as \(name)")]
    }
    let label = "\(item.yLabel), "
    return .lines(
      Chart(
        title: figure.title, x: ChartAxis(label: label + name, format: item.yFormat),
        y: ChartAxis(label: label + "ours", format: item.yFormat), panels: panels,
        caption: [figure.seedCaption("", "whisker")].compactMap { $0 },
        remarks: remarks(figure, names, published, ours, name)))
  }

  /// Points that one of the two has not, and those whose interval leaves out the published value.
  private static func remarks(
    _ figure: ResultsDocument.Figure, _ names: [String], _ published: [Double], _ ours: [Double],
    _ reference: String
  ) -> [String] {
    var (missed, unknown, absent): ([String], [String], [String]) = ([], [], [])
    for index in names.indices {
      switch (published[index].isFinite, ours[index].isFinite) {
      case (false, true): unknown.append(names[index])
      case (true, false): absent.append(names[index])
      case (false, false): break
      case (true, true):
        guard let interval = figure.interval(at: index) else { continue }
        if published[index] < interval.low || published[index] > interval.high {
          missed.append(names[index])
        }
      }
    }
    func line(_ words: String, _ names: [String]) -> String? {
      names.isEmpty ? nil : "\(words): \(named(names))"
    }
    return [
      line("the interval leaves out the value of \(reference)", missed),
      line("no value of \(reference)", unknown), line("no value of ours", absent),
    ].compactMap { $0 }
  }

  /// The first of many names.
  private static func named(_ names: [String]) -> String {
    let most = 12
    return names.prefix(most).joined(separator: ", ")
      + (names.count > most ? " and \(names.count - most) more" : "")
  }
}

extension RunData {
  /// A value of a file of published values, in the unit of the measure.
  package struct Published: Sendable {
    /// The names of the point, as a table's row and column have them.
    package var row: String
    package var column: String
    /// Nil where the source has the point, but not its value.
    package var value: Double?
    package var source: String

    /// A published value by its names.
    package init(row: String, column: String, value: Double?, source: String) {
      self.row = row
      self.column = column
      self.value = value
      self.source = source
    }
  }
}

/// Published values at the points of a plot.
///
/// A file names a point by row and column, as a table does. Which axes of the run stand in which of them, the names themselves say: of
/// all ways to divide the axes, the first that finds the most values counts.
private struct PublishedPoints {
  /// A value for each point; nil where the file has none.
  private(set) var found: [RunData.Published?]

  /// More axes than these are not tried.
  private static let mostAxes = 6

  init(_ values: [RunData.Published], axes: [String], of points: [[String]], in run: RunData) {
    let byName = Dictionary(
      values.map { ([$0.row, $0.column], $0) }, uniquingKeysWith: { first, _ in first })
    // An axis of one point has no place in the plot, but its name may stand in the file.
    let fixed = run.axes.filter {
      $0.name != "seed" && !axes.contains($0.name) && $0.texts.count == 1
    }
    found = points.map { _ in nil }
    guard axes.count + fixed.count <= Self.mostAxes else { return }
    var best = 0
    let order = run.axes.map(\.name).filter { $0 != "seed" }
    let count = axes.count + fixed.count
    let ways = (0..<count).reduce(1) { product, _ in product * 3 }
    for way in 0..<ways {
      // For each axis: 0 in the row, 1 in the column, 2 in neither, which only an axis of one point can be.
      var rest = way
      var places: [String: Int] = [:]
      for name in axes + fixed.map(\.name) {
        places[name] = rest % 3
        rest /= 3
      }
      if axes.contains(where: { places[$0] == 2 }) { continue }
      let here = points.map { labels -> RunData.Published? in
        func name(_ place: Int) -> String {
          order.filter { places[$0] == place }.map { axis in
            axes.firstIndex(of: axis).map { labels[$0] } ?? run.axis(axis)?.texts.first ?? ""
          }.joined(separator: " · ")
        }
        return byName[[name(0), name(1)]]
      }
      let matches = here.count { $0 != nil }
      if matches > best { (best, found) = (matches, here) }
    }
  }
}
