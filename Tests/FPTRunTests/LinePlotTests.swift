import FPTFigures
import FPTResults
import FPTSchema
import FPTScript
import Foundation
import Testing

@testable import FPTRun

/// The arrays of plots of lines, and what is drawn of them.
@Suite struct LinePlotTests {
  private static func specification(_ x: String = "step") -> PlotSpecification {
    PlotSpecification(
      title: "P", run: "main", measure: "curve", kind: "plot", x: x, y: "test.accuracy",
      series: ["arm"], facet: ["task"], logarithmic: false)
  }

  private static func axis(_ name: String, _ texts: [String], isNumbered: Bool = false)
    -> RunData.Axis
  {
    RunData.Axis(
      name: name, texts: texts,
      labels: isNumbered ? .integers(texts.compactMap { Int64($0) }) : .texts(texts))
  }

  /// Two arms on two tasks; the accuracy of seed s at step t is given.
  private static func run(
    seeds: Int, state: CellRecord.State = .done, value: (String, Int, Int64) -> Double?
  ) -> RunData {
    let axes = [
      axis("task", ["xor", "memory"]), axis("arm", ["language", "random"]),
      axis("seed", (0..<seeds).map(String.init), isNumbered: true),
    ]
    var points: [RunData.Point] = []
    for (task, chance) in [("xor", 0.5), ("memory", nil)] {
      for arm in ["language", "random"] {
        for seed in 0..<seeds {
          let found = [100, 200].compactMap { step in
            value(arm, seed, Int64(step)).map { (Int64(step), $0) }
          }
          let curve = CurveSeries(
            split: "test", steps: found.map(\.0),
            columns: [.init(name: "accuracy", longName: "accuracy", values: found.map(\.1))])
          points.append(
            RunData.Point(
              labels: [task, arm, "\(seed)"],
              record: CellRecord(
                hash: "\(points.count)", state: state, configuration: "{}", curves: [curve]),
              chance: chance,
              phases: arm == "language" ? [.init(step: 150, name: "all trained")] : []))
        }
      }
    }
    return RunData(axes: axes, points: points, measures: [])
  }

  private static func chart(_ figure: ResultsDocument.Figure) throws -> Chart {
    let item = LinePlotKind.item(specification(), of: nil)
    guard case .lines(let chart)? = try LinePlotKind.drawing(of: item, in: FigureList([figure]))
    else { throw CocoaError(.featureUnsupported) }
    return chart
  }

  @Test func meansHaveTheirIntervalTheirSeedsAndTheirChance() throws {
    let run = Self.run(seeds: 3) { _, seed, _ in [0.5, 0.6, 0.7][seed] }
    let figure = LinePlotKind.figure(Self.specification(), of: run)
    // scipy.stats.t.interval(0.95, 2, loc=0.6, scale=scipy.stats.sem([0.5, 0.6, 0.7]))
    let (low, high) = (0.35158622883, 0.84841377117)
    let arrays = try ["mean", "ci95_low", "ci95_high", "count"].map { try figure.values($0) }
    #expect(arrays[0].allSatisfy { abs($0 - 0.6) < 1e-12 })
    #expect(arrays[1].allSatisfy { abs($0 - low) < 1e-9 })
    #expect(arrays[2].allSatisfy { abs($0 - high) < 1e-9 })
    #expect(arrays[3] == [Double](repeating: 3, count: 8))
    let seeds = try #require(figure.part("seeds"))
    #expect(seeds.axes.map(\.name) == ["task", "arm", "seed", "step"])
    #expect(try seeds.values("value").prefix(6) == [0.5, 0.5, 0.6, 0.6, 0.7, 0.7])
    let chance = try #require(figure.part("chance"))
    #expect(chance.axes.map(\.name) == ["task"])
    #expect(try chance.values("accuracy")[0] == 0.5 && chance.values("accuracy")[1].isNaN)

    let chart = try Self.chart(figure)
    #expect(chart.caption == ["mean over 3 seeds"])
    #expect(chart.intervals != nil && chart.threads != nil && chart.remarks.isEmpty)
    #expect(chart.panels.map(\.title) == ["xor", "memory"])
    #expect(chart.panels[0].series.map(\.threads.count) == [3, 3])
    #expect(chart.panels[0].references == [ChartReference(.level(0.5), label: "chance 50 %")])
    #expect(chart.panels[1].references.isEmpty)
    // Only one of the arms has the phase.
    #expect(chart.panels[0].phases == [ChartPhase(x: 150, name: "all trained (language)")])
    #expect(chart.panels[0].series[0].points.map(\.x) == [100, 200])
  }

  @Test func oneSeedHasNoBandAndSaysSo() throws {
    let figure = LinePlotKind.figure(
      Self.specification(), of: Self.run(seeds: 1) { _, _, _ in 0.5 })
    #expect(try figure.values("ci95_low").allSatisfy(\.isNaN))
    #expect(figure.part("seeds") == nil)
    let chart = try Self.chart(figure)
    #expect(chart.caption == ["one seed"])
    #expect(chart.intervals == nil && chart.threads == nil)
    #expect(chart.panels[0].series[0].points.allSatisfy { $0.yInterval == nil })
  }

  @Test func equalSeedsClaimNoPrecision() throws {
    let figure = LinePlotKind.figure(
      Self.specification(), of: Self.run(seeds: 2) { _, _, _ in 1 })
    #expect(try figure.values("ci95_low").allSatisfy(\.isNaN))
    #expect(try figure.values("count").allSatisfy { $0 == 2 })
    #expect(try Self.chart(figure).intervals == nil)
  }

  @Test func manySeedsHaveNoLinesOfTheirOwn() throws {
    let figure = LinePlotKind.figure(
      Self.specification(),
      of: Self.run(seeds: 50) { _, seed, step in 0.5 + Double(seed % 7 - 3) / Double(step) })
    #expect(figure.part("seeds") == nil)
    let chart = try Self.chart(figure)
    #expect(chart.caption == ["mean over 50 seeds"] && chart.intervals != nil)
  }

  @Test func divergedCellsAreCounted() throws {
    let all = LinePlotKind.figure(
      Self.specification(), of: Self.run(seeds: 2, state: .diverged) { _, _, _ in nil })
    let chart = try Self.chart(all)
    #expect(chart.remarks == ["8 of 8 cells diverged: their curves end there"])
    #expect(chart.panels.allSatisfy { $0.note == "every cell diverged before it had a value" })
  }

  @Test func aPlotIsTheSameAfterWritingAndReading() throws {
    let figure = LinePlotKind.figure(
      Self.specification(), of: Self.run(seeds: 3) { _, seed, _ in [0.5, 0.6, 0.7][seed] })
    let tree = try ResultsDocument(title: "T", plots: [figure]).tree()
    let read = try ResultsDocument(tree: tree)
    #expect(read.plots[0].part("seeds") == figure.part("seeds"))
    #expect(read.plots[0].part("chance")?.axes == figure.part("chance")?.axes)
    #expect(read.plots[0].attributes == figure.attributes)
    // A group inside has coordinates of its own, so that it can be read alone.
    let group = tree.group("plots")?.group("P")
    #expect(
      group?.group("seeds")?.variables.map(\.name) == ["task", "arm", "seed", "step", "value"])
  }

  @Test func aPartOfAnotherShapeIsRefused() throws {
    var figure = LinePlotKind.figure(
      Self.specification(), of: Self.run(seeds: 2) { _, seed, _ in Double(seed) })
    figure.parts[0].axes.removeFirst()
    #expect(throws: ResultTreeError.self) { try Self.chart(figure) }
    figure = LinePlotKind.figure(
      Self.specification(), of: Self.run(seeds: 2) { _, seed, _ in Double(seed) })
    figure.parts[0].axes[0] = ResultAxis(name: "task", labels: .texts(["xor"]))
    #expect(throws: ResultTreeError.self) { try Self.chart(figure) }
  }

  @Test func namesTellPanelsApartWithoutSharedWords() throws {
    let figure = ResultsDocument.Figure(
      name: "f", title: "f",
      axes: [
        ResultAxis(name: "task", labels: .texts(["xor"])),
        ResultAxis(name: "train.optimizer.lr", labels: .texts(["0.1", "1e-4"])),
      ], arrays: [])
    let labels = try CombinedLabels(["task", "train.optimizer.lr"], of: figure)
    #expect(labels.names == ["lr = 0.1", "lr = 1e-4"] && labels.shared == ["xor"])
    let alone = try CombinedLabels(["task"], of: figure)
    #expect(alone.names == ["xor"] && alone.shared.isEmpty)
  }
}
