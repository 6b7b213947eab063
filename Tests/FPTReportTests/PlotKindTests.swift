import FPTResults
import FPTSchema
import Testing

@testable import FPTFigures
@testable import FPTReport

/// Kinds of plots: a small run as data, and as it is drawn.
@Suite("Kinds of plots")
struct PlotKindTests {
  /// Two arms on two tasks with three seeds: accuracy 0.5 + arm / 4 + task / 8 + seed / 100, and size 10 or 20.
  private static func run(
    arms: Int = 2, tasks: Int = 2, seeds: Int = 3,
    value: (Int, Int, Int) -> Double? = {
      0.5 + Double($0) / 4 + Double($1) / 8 + Double($2) / 100
    }
  ) -> RunData {
    let names = [
      ("arm", (0..<arms).map { "arm\($0)" }), ("task", (0..<tasks).map { "task\($0)" }),
      ("seed", (0..<seeds).map(String.init)),
    ]
    func number(_ value: Double) -> ResultGroup {
      group([ResultVariable(scalar: "value", values: .float64([value]))])
    }
    var points: [RunData.Point] = []
    for arm in 0..<arms {
      for task in 0..<tasks {
        for seed in 0..<seeds {
          var record: CellRecord?
          if let value = value(arm, task, seed) {
            record = CellRecord(hash: "", state: .done, configuration: "{}")
            record?.measures = [
              .init(name: "accuracy-1", group: number(value)),
              .init(name: "size-1", group: number(Double(10 * (arm + 1)))),
            ]
          }
          points.append(
            RunData.Point(labels: ["arm\(arm)", "task\(task)", "\(seed)"], record: record))
        }
      }
    }
    return RunData(
      axes: names.map { RunData.Axis(name: $0, texts: $1, labels: .texts($1)) }, points: points,
      measures: [
        RunData.Measure(name: "accuracy", key: "accuracy-1", isShare: true, curve: nil),
        RunData.Measure(name: "size", key: "size-1", isShare: false, curve: nil),
      ])
  }

  private static func group(_ variables: [ResultVariable]) -> ResultGroup {
    var group = ResultGroup()
    group.variables = variables
    return group
  }

  /// Kinds of plots that do not keep how many cells diverged have it from their run.
  @Test(arguments: [BarPlotKind.kind, ScatterPlotKind.kind])
  func divergedCellsAreCounted(_ name: String) throws {
    let kind: any PlotKind.Type = name == BarPlotKind.kind ? BarPlotKind.self : ScatterPlotKind.self
    let plot = Self.plot(kind, x: name == BarPlotKind.kind ? "arm" : "size")
    let run = Self.run()
    let made = kind.figure(plot, ofRuns: ["main": run])
    let figure = try #require(made)
    let states: [CellRecord.State] = [.done, .diverged, .diverged]
    let results = RunResults(
      name: "main", axes: [ResultAxis(name: "arm", labels: .texts(["a", "b", "c"]))], measures: [],
      points: states.enumerated().map {
        .init(index: [$0], cell: "\($0)", state: $1, values: [])
      })
    let document = ResultsDocument(
      title: "t", runs: [results], plots: [figure],
      notebook: NotebookLayout(items: [kind.item(plot.forWords, of: run)]))
    let notebook = try Notebook(document)
    #expect(
      notebook.headings.first??.text.notes == ["2 of 3 cells of the run diverged"], "\(notebook)")
  }

  private static func plot(
    _ kind: any PlotKind.Type, x: String, y: String? = nil, series: [String] = [],
    facet: [String] = []
  ) -> PlotSpecification {
    PlotSpecification(
      title: "P", run: "main", measure: "accuracy", kind: kind.kind, x: x, y: y, series: series,
      facet: facet, logarithmic: false)
  }

  /// The plot after it was written to a results file and read from it.
  private static func drawn(
    _ kind: any PlotKind.Type, _ plot: PlotSpecification, _ run: RunData
  ) throws -> (figure: ResultsDocument.Figure, drawing: Drawing) {
    let made = kind.figure(plot, ofRuns: ["main": run])
    let figure = try #require(made)
    let document = ResultsDocument(
      title: "t", plots: [figure],
      notebook: NotebookLayout(items: [kind.item(plot.forWords, of: run)]))
    let read = try ResultsDocument(tree: document.tree())
    let item = try #require(read.notebook?.items.first)
    #expect(item == document.notebook?.items.first)
    let drawing = try #require(try PlotKinds.drawing(of: item, in: FigureList(read.plots)))
    for width in [24, 80] {
      #expect(!TerminalRenderer(width: width).render(.drawing(drawing)).isEmpty)
    }
    let page = HTMLPage(Notebook(title: "", items: [.drawing(drawing)])).render()
    #expect(!page.contains("\"NaN") && !page.contains("\"nan"))
    return (figure, drawing)
  }

  private static func chart(_ drawing: Drawing) -> Chart {
    guard case .lines(let chart) = drawing else {
      Issue.record("no chart")
      return Chart(title: "", x: ChartAxis(label: ""), y: ChartAxis(label: ""), panels: [])
    }
    return chart
  }

  @Test("bars are means from zero with their interval, by name")
  func bars() throws {
    let (figure, drawing) = try Self.drawn(
      BarPlotKind.self, Self.plot(BarPlotKind.self, x: "task", series: ["arm"]), Self.run())
    #expect(figure.axes.map(\.name) == ["arm", "task"])
    let means = try #require(figure.array("mean")).values
    for (found, expected) in zip(means, [0.51, 0.635, 0.76, 0.885]) {
      #expect(abs(found - expected) < 1e-12)
    }
    // Student's t with two degrees of freedom: 4.302653 · 0.01 / √3 (scipy.stats.t.ppf(0.975, 2)).
    let (low, high) = (
      figure.array("ci95_low")?.values[0] ?? 0, figure.array("ci95_high")?.values[0] ?? 0
    )
    #expect(abs((high - low) / 2 - 4.302652729696142 * 0.01 / 3.0.squareRoot()) < 1e-9)
    let chart = Self.chart(drawing)
    #expect(chart.x.categories == ["task0", "task1"] && chart.y.includes == [0])
    #expect(chart.panels[0].series.map(\.name) == ["arm0", "arm1"])
    #expect(chart.panels[0].series.allSatisfy { $0.mark == .bars })
    #expect(chart.caption == ["mean and 95 % t interval (whisker) over 3 seeds"])
  }

  @Test("a scatter plot has a point for each combination of the axes, and its seeds")
  func scatter() throws {
    let (figure, drawing) = try Self.drawn(
      ScatterPlotKind.self, Self.plot(ScatterPlotKind.self, x: "size", series: ["arm"]), Self.run())
    #expect(figure.axes.map(\.name) == ["arm", "task"])
    #expect(figure.array("x_mean")?.values == [10, 10, 20, 20])
    #expect(figure.array("seed_2")?.values.count == 4)
    let chart = Self.chart(drawing)
    #expect(chart.panels[0].series.map(\.points.count) == [2, 2])
    #expect(chart.panels[0].series[1].points[0].note == "arm1 · task0")
    #expect(chart.panels[0].series[0].threads.map(\.count) == [3, 3])
  }

  @Test("a sweep is a heat map of two axes")
  func sweep() throws {
    let (figure, drawing) = try Self.drawn(
      SweepMapKind.self, Self.plot(SweepMapKind.self, x: "task", y: "arm"), Self.run())
    #expect(figure.axes.map(\.name) == ["arm", "task"])
    guard case .map(let map) = drawing else {
      Issue.record("no map")
      return
    }
    #expect(map.rowAxis == "arm" && map.columnAxis == "task" && map.label == "accuracy")
    #expect(map.format == .percent(digits: 1))
    #expect(map.text(of: map.panels[0], 1, 0) == "arm arm1, task task0: 76.0 %")
  }

  @Test(
    "published values are found by name, whichever way round",
    arguments: [("arm1", "task0"), ("task0", "arm1")])
  func published(row: String, column: String) throws {
    var run = Self.run()
    run.published = [
      .init(row: row, column: column, value: 0.9, source: "table 1"),
      .init(row: "other", column: column, value: 0.1, source: ""),
    ]
    let (figure, drawing) = try Self.drawn(
      PublishedPlotKind.self, Self.plot(PublishedPlotKind.self, x: "paper", series: ["arm"]), run)
    let values = try #require(figure.array("reference")).values
    #expect(values.map(\.isNaN) == [true, true, false, true] && values[2] == 0.9)
    #expect(figure.texts.first?.values[2] == "table 1")
    let chart = Self.chart(drawing)
    #expect(chart.panels[0].references.map(\.line) == [.identity])
    #expect(
      chart.remarks == [
        "the interval leaves out the value of published: arm1 · task0",
        "no value of published: arm0 · task0, arm0 · task1, arm1 · task1",
      ])
  }

  @Test("several splits and runs are one figure with an axis more")
  func parts() throws {
    var plot = Self.plot(BarPlotKind.self, x: "task", series: ["run", "arm"])
    plot.partAxes = ["run"]
    plot.parts = ["main", "long"].map {
      PlotSpecification.Part(run: $0, measure: "accuracy", y: nil, labels: [$0])
    }
    let long = Self.run(tasks: 3) { 0.1 * Double($1) + 0 * Double($0 + $2) }
    let figure = try #require(
      BarPlotKind.figure(plot, ofRuns: ["main": Self.run(), "long": long]))
    #expect(figure.axes.map(\.name) == ["run", "arm", "task"])
    #expect(figure.axes.map(\.count) == [2, 2, 3])
    let means = try #require(figure.array("mean")).values
    // The first run has no third task.
    #expect(means.prefix(6).map(\.isNaN) == [false, false, true, false, false, true])
    #expect(abs(means[0] - 0.51) < 1e-12 && abs(means[8] - 0.2) < 1e-12)
    #expect(BarPlotKind.figure(plot, ofRuns: ["main": Self.run()]) == nil)
  }

  @Test("a budget is stacked, trained parameters at the bottom")
  func budget() throws {
    var run = Self.run(tasks: 1, seeds: 1)
    run.measures = [.init(name: "accuracy", key: "budget-1", isShare: false, curve: nil)]
    for index in run.points.indices {
      run.points[index].record?.measures = [
        .init(
          name: "budget-1",
          group: Self.group([
            ResultVariable(coordinate: "group", values: .texts(["input", "attention"])),
            ResultVariable(coordinate: "training", values: .texts(["trained", "frozen"])),
            ResultVariable(
              name: "parameters", dimensions: ["group", "training"], shape: [2, 2],
              values: .int64([5, 0, 0, 100])),
          ]))
      ]
    }
    let (_, drawing) = try Self.drawn(
      BudgetPlotKind.self, Self.plot(BudgetPlotKind.self, x: "arm", facet: ["task"]), run)
    let chart = Self.chart(drawing)
    #expect(chart.panels[0].series.map(\.name) == ["input, trained", "attention, frozen"])
    #expect(chart.panels[0].series[1].points.map(\.y) == [100, 100])
    #expect(chart.panels[0].series.allSatisfy { $0.mark == .stack })
    #expect(ChartValueText(chart).y(11_602) == "11,602")
  }

  @Test("a group has one color, and what is frozen of it is pale")
  func budgetColors() throws {
    let groups = ["input", "output", "positions", "layernorm", "attention", "feedforward"]
    let series = ["trained", "frozen"].flatMap { training in
      groups.map { group in
        ChartSeries(
          name: "\(group), \(training)", mark: .stack, points: [ChartPoint(x: 0, y: 1)],
          hue: group, isPale: training == "frozen")
      }
    }
    let chart = Chart(
      title: "b", x: ChartAxis(label: "x", scale: .categories(["a"])), y: ChartAxis(label: "y"),
      panels: [ChartPanel(title: "", series: series)])
    let styles = DrawnChart(chart).styles
    #expect(Set(styles.map { [$0.color, $0.isPale ? 1 : 0] }).count == 12)
    for (trained, frozen) in zip(styles.prefix(6), styles.suffix(6)) {
      #expect(trained.color == frozen.color && !trained.isPale && frozen.isPale)
    }
    let page = HTMLPage(Notebook(title: "", items: [.drawing(.lines(chart))])).render()
    #expect(page.components(separatedBy: "opacity=\".45\"").count - 1 == 12)
  }

  @Test("no value, one cell, all seeds the same, and 200 series are drawn without lies")
  func extremes() throws {
    let kinds: [any PlotKind.Type] = [
      BarPlotKind.self, ScatterPlotKind.self, SweepMapKind.self, PublishedPlotKind.self,
    ]
    for kind in kinds {
      let y = kind == SweepMapKind.self ? "arm" : nil
      let x = kind == ScatterPlotKind.self ? "size" : "task"
      let series = kind == SweepMapKind.self ? [] : ["arm"]
      let plot = Self.plot(kind, x: x, y: y, series: series)
      for run in [
        Self.run { _, _, _ in nil }, Self.run { _, _, _ in .nan },
        Self.run { _, _, _ in .infinity },
        Self.run { _, _, _ in 0.5 }, Self.run(arms: 1, tasks: 1, seeds: 1),
        Self.run(arms: 200, tasks: 1),
      ] {
        _ = try Self.drawn(kind, plot, run)
      }
    }
    let one = BarPlotKind.figure(
      Self.plot(BarPlotKind.self, x: "task", series: ["arm"]), of: Self.run(seeds: 1))
    #expect(one.array("ci95_low")?.values.allSatisfy(\.isNaN) == true)
    #expect(one.seedCaption("", "whisker") == "one seed")
  }

  @Test("an item whose axes are not those of its group is refused")
  func damaged() throws {
    let run = Self.run()
    let plot = Self.plot(BarPlotKind.self, x: "task", series: ["arm"])
    let figure = BarPlotKind.figure(plot, of: run)
    guard case .other(let kind, var attributes) = BarPlotKind.item(plot, of: run) else {
      Issue.record("another item")
      return
    }
    for change in [
      ResultAttribute("series", .texts([])), ResultAttribute("x", .texts(["arm"])),
      ResultAttribute("series", .text("arm")), ResultAttribute("facets", .texts(["%zz"])),
    ] {
      let before = attributes
      attributes = attributes.map { $0.name == change.name ? change : $0 }
      #expect(throws: ResultTreeError.self) {
        try PlotKinds.drawing(
          of: .other(kind: kind, attributes: attributes), in: FigureList([figure]))
      }
      attributes = before
    }
  }
}
