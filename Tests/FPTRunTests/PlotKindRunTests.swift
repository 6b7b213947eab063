import FPTFigures
import FPTLib
import FPTResults
import FPTRun
import FPTScript
import Testing

/// Kinds of plots, several measures in one plot, and names for readers through a whole run.
@Suite struct PlotKindRunTests {
  private static let arms = [Override(path: "arm", expression: "[fpt, two]")]

  private static func tiny(label: String) -> TinyExperiment {
    TinyExperiment(
      measures: "[accuracy, curve, trained, budget, confusion, loss]",
      extra: """
        arm two = fpt with { train.optimizer.lr: 1e-2; \(label) }
        measure trained = ParameterCount()
        measure budget = ParameterBudget()
        measure confusion = Confusion(split: test, examples: 20)
        plot "Bars" { of: main.accuracy; kind: bars; x: arm; series: task }
        plot "Scatter" { of: main.accuracy; kind: scatter; x: loss; series: arm }
        plot "Heat" { of: main.accuracy; kind: heat; x: task; y: arm }
        plot "Budget" { of: main.budget; x: arm; facet: task }
        plot "Confusion" { of: main.confusion; facet: [task, arm] }
        plot "Splits" { of: main.curve; y: [train.loss, test.loss]; series: arm; facet: task }
        """)
  }

  @Test func everyKindIsInTheFileAndDrawn() throws {
    let folder = try TemporaryFolder()
    _ = try Self.tiny(label: "").run(in: folder.path, overrides: Self.arms)
    let document = try ResultsDocument(path: folder.path + "/out.h5")
    let plots = FigureList(document.plots)
    var drawn: [String: Drawing] = [:]
    for item in document.notebook?.items ?? [] {
      if let drawing = try PlotKinds.drawing(of: item, in: plots), let name = item.figureName {
        drawn[name] = drawing
      }
    }
    for name in ["Bars", "Scatter", "Heat", "Budget", "Confusion", "Splits"] {
      #expect(drawn[name] != nil, "\(name)")
    }

    // Parameters by group: of a BERT of width 16 and one layer, as many as the count of all says.
    let budget = try plots.figure("Budget")
    let counts = try #require(budget.array("parameters")).values
    let cell = try #require(document.cells.first)
    let trained = try #require(cell.measures.first { $0.name.hasPrefix("ParameterCount") }?.group)
    guard case .int64(let total)? = trained.variable("total")?.values,
      case .float64(let value)? = trained.variable("value")?.values
    else {
      Issue.record("no count")
      return
    }
    let first = Array(counts.prefix(counts.count / 2))
    #expect(first.reduce(0, +) == Double(total[0]))
    #expect(stride(from: 0, to: first.count, by: 2).reduce(0) { $0 + first[$1] } == value[0])

    let splits = try plots.figure("Splits")
    #expect(splits.axes.map(\.name) == ["task", "split", "arm", "step"])
    guard case .texts(let names)? = splits.axis("split")?.labels else {
      Issue.record("no splits")
      return
    }
    #expect(names == ["train", "test"])
    // Each line is the mean of the curves themselves.
    let steps = try #require(splits.axis("step")).count
    let means = try #require(splits.array("mean")).values
    let run = try #require(document.runs.first)
    let ends = run.points.filter { $0.index[1] == 0 }.compactMap { point in
      document.cells.first { $0.hash == point.cell }?.curves.first { $0.split == "test" }?["loss"]?
        .last
    }
    #expect(ends.count == 2)
    #expect(abs(means[3 * steps - 1] - ends.reduce(0, +) / 2) < 1e-12)

    let shares = try #require(try plots.figure("Confusion").array("share")).values
    #expect(abs(shares.prefix(2).filter { !$0.isNaN }.reduce(0, +) - 1) < 1e-12)
  }

  /// A label changes what is shown, and neither a cell nor a number.
  @Test func aLabelLeavesEveryCellWhatItWas() throws {
    let folder = try TemporaryFolder()
    _ = try Self.tiny(label: "").run(in: folder.path, overrides: Self.arms)
    var steps = 0
    let label = #"label: "two — faster"; note: "ten times the rate""#
    _ = try Self.tiny(label: label).run(
      in: folder.path, output: "shown.h5", overrides: Self.arms,
      events: { if case .step = $0 { steps += 1 } })
    #expect(steps == 0)
    let (plain, shown) = (
      try ResultsDocument(path: folder.path + "/out.h5"),
      try ResultsDocument(path: folder.path + "/shown.h5")
    )
    #expect(plain.cells.map(\.hash) == shown.cells.map(\.hash))
    #expect(plain.runs == shown.runs)
    #expect(plain.notebook?.labels == [])
    #expect(
      shown.notebook?.labels == [
        .init(kind: "arm", name: "two", label: "two — faster", note: "ten times the rate")
      ])
    let figure = try #require(shown.plots.first { $0.name == "Bars" })
    let names = DisplayNames(shown.notebook?.labels ?? [])
    #expect(names.shown(figure, as: "plot").axis("arm")?.labelTexts == ["fpt", "two — faster"])
    #expect(names.remarks(on: figure, as: "plot").notes == ["two — faster: ten times the rate"])
  }
}
