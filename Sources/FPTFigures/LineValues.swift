import FPTResults
import FPTSchema

/// The values of a plot of lines: what each cell has at each place of the horizontal axis.
struct LineValues {
  /// More single seeds than this are not kept: their lines would cover each other.
  private static let mostSeeds = 5

  private let plot: PlotSpecification
  private let run: RunData
  private let curve: Curve?
  private let steps: [Int64]
  private let positions: [String]
  /// Indices of the run's points by facet, then series.
  let lines: [[[Int]]]

  init(_ plot: PlotSpecification, of run: RunData) {
    self.plot = plot
    self.run = run
    curve = plot.x == "step" ? Curve(plot.y) : nil
    positions = run.axis(plot.x)?.texts ?? []
    lines = run.groups(rows: plot.facet, columns: plot.series).points
    var steps: Set<Int64> = []
    if let curve {
      for point in run.points { steps.formUnion(curve.series(of: point)?.steps ?? []) }
    }
    self.steps = steps.sorted()
  }

  /// The number of places along the horizontal axis.
  var count: Int { curve == nil ? positions.count : steps.count }

  /// The horizontal axis.
  var x: ResultAxis {
    curve == nil
      ? run.axis(plot.x)?.asLabels ?? ResultAxis(name: plot.x, labels: .texts([]))
      : ResultAxis(name: "step", labels: .integers(steps), longName: "optimizer steps")
  }

  /// What the cells of a line have at a place, in the run's order.
  func found(_ line: [Int], at index: Int) -> [Double] {
    line.compactMap { value(of: run.points[$0], at: index) }
  }

  private func value(of point: RunData.Point, at index: Int) -> Double? {
    if let curve { return curve.value(of: point, at: steps[index]) }
    guard run.label(point, plot.x) == positions[index] else { return nil }
    return run.measure(plot.measure).flatMap { run.number($0, of: point) }
  }

  /// The lines of single seeds, where there are several and few; nil otherwise.
  var seeds: ResultsDocument.Figure? {
    let axes = plot.facet + plot.series
    guard let axis = run.axis("seed"), !(axes + [plot.x]).contains("seed"),
      (2...Self.mostSeeds).contains(axis.texts.count), count > 0
    else { return nil }
    let values = lines.joined().flatMap { line in
      axis.texts.flatMap { seed in
        let own = line.filter { run.label(run.points[$0], "seed") == seed }
        return (0..<count).map { found(own, at: $0).first ?? .nan }
      }
    }
    return ResultsDocument.Figure(
      name: "seeds", title: plot.title,
      axes: axes.compactMap { run.axis($0)?.asTexts } + [axis.asLabels, x],
      arrays: [ResultArray(name: "value", longName: "value of a single seed", values: values)])
  }

  /// The accuracy of chance in each panel, where an accuracy is shown and any is known.
  var chance: ResultsDocument.Figure? {
    let column = curve?.column ?? run.measure(plot.measure)?.curve?.column
    guard column == "accuracy" else { return nil }
    let values = lines.map { panel -> Double in
      let levels = Set(panel.joined().map { run.points[$0].chance })
      return levels.count == 1 ? levels.first.flatMap(\.self) ?? .nan : .nan
    }
    guard values.contains(where: { !$0.isNaN }) else { return nil }
    return ResultsDocument.Figure(
      name: "chance", title: plot.title, axes: plot.facet.compactMap { run.axis($0)?.asTexts },
      arrays: [
        ResultArray(
          name: "accuracy", longName: "accuracy of chance in the panel's task", units: "fraction",
          values: values)
      ])
  }

  /// How many of the cells diverged, if any did.
  var divergedAttributes: [ResultAttribute] {
    let records = lines.joined().joined().compactMap { run.points[$0].record }
    let diverged = records.count { $0.state == .diverged }
    guard diverged > 0 else { return [] }
    return [
      ResultAttribute("cells", .integer(Int64(lines.joined().joined().count))),
      ResultAttribute("diverged", .integer(Int64(diverged))),
    ]
  }

  /// Where phases begin, each with the index of its panel, if there are any.
  var phaseAttributes: [ResultAttribute] {
    guard curve != nil else { return [] }
    let names = run.groups(rows: [], columns: plot.series).columns.map {
      $0.joined(separator: " · ")
    }
    var found: [(panel: Int, phase: RunData.Phase)] = []
    for (index, panel) in lines.enumerated() {
      let bySeries = panel.map { line in Set(line.flatMap { run.points[$0].phases }) }
      let present = panel.indices.filter { !panel[$0].isEmpty }
      let all = bySeries.reduce(into: Set()) { $0.formUnion($1) }
      for phase in all.sorted(by: { ($0.step, $0.name) < ($1.step, $1.name) }) {
        let owners = present.filter { bySeries[$0].contains(phase) }
        var phase = phase
        if owners.count < present.count {
          let words =
            owners.count > 2
            ? "\(owners.count) series" : owners.map { names[$0] }.joined(separator: ", ")
          phase.name += " (\(words))"
        }
        found.append((index, phase))
      }
    }
    guard !found.isEmpty else { return [] }
    return [
      ResultAttribute("phase_panel", .integers(found.map { Int64($0.panel) })),
      ResultAttribute("phase_step", .integers(found.map(\.phase.step))),
      ResultAttribute("phase_name", .texts(found.map(\.phase.name))),
    ]
  }

  /// A column of a split's learning curve.
  struct Curve {
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
