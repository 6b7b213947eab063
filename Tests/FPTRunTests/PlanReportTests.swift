import FPTCatalog
import FPTLib
import FPTRun
import FPTScript
import Testing

@Suite struct PlanReportTests {
  private func report(
    _ script: String, in folder: String, overrides: [Override] = []
  ) throws -> PlanReport {
    let result = check(
      path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": script]), schema: .current,
      overrides: overrides)
    let experiment = try #require(result.experiment)
    let assets = AssetStore(root: "\(folder)/no-assets")
    var runner = ExperimentRunner(
      options: RunOptions(store: "\(folder)/cells", output: "\(folder)/out.h5", threads: 1),
      assets: assets)
    return try PlanReport(
      runner.plan(experiment), store: "\(folder)/cells", assets: assets, baseFolder: folder,
      sources: result.sources, rate: ProductRate(operationsPerSecond: 1e6))
  }

  @Test func everyStateHasItsReason() throws {
    let folder = try TemporaryFolder()
    let before = try report(TinyExperiment().script, in: folder.path)
    #expect(before.rows.map(\.state) == ["new", "new"])
    #expect(before.rows.map { $0.cost?.timeSource } == [.operations, .operations])
    #expect(before.text.contains("times are rough, from the operations at 1.00 MFLOP/s"))
    #expect(before.rows.allSatisfy { ($0.bytes ?? 0) > 0 })

    _ = try TinyExperiment().run(in: folder.path)
    let after = try report(TinyExperiment().script, in: folder.path)
    #expect(after.rows.map(\.state) == ["done", "done"])
    #expect(after.toCompute == 0)
    #expect(after.text.contains("2 cells: 2 done; 0 to compute"))

    let edited = try report(TinyExperiment(learningRate: "1e-4").script, in: folder.path)
    #expect(edited.rows.map(\.state) == ["changed", "changed"])
    #expect(edited.rows[0].reason == "train.optimizer.lr 0.001 → 0.0001 (tiny.fpt:7)")
    #expect(edited.rows.allSatisfy { ($0.seconds ?? 0) > 0 })
    #expect(edited.rows.map { $0.cost?.timeSource } == [.earlierCells, .earlierCells])
    #expect(edited.text.contains("times are those of cells like them in the store"))

    let measured = try report(
      TinyExperiment(measures: "[accuracy, curve, loss]").script, in: folder.path)
    #expect(measured.rows.map(\.state) == ["measures", "measures"])
    #expect(measured.rows[0].reason == "loss from the kept weights")
  }

  /// Another seed is another point of the plan, and a cell that is planned is no earlier version of another one.
  @Test func newPointsAreNotChanges() throws {
    let folder = try TemporaryFolder()
    _ = try TinyExperiment().run(in: folder.path)
    let more = try report(TinyExperiment(seeds: "0..<3").script, in: folder.path)
    #expect(more.rows.map(\.state) == ["done", "done", "new"])
  }

  /// Cells of several runs may have the same labels.
  @Test func severalRunsAreNamed() throws {
    let folder = try TemporaryFolder()
    let one = try report(TinyExperiment().script, in: folder.path)
    #expect(one.text.contains("\nxor · fpt · 0 "))
    let extra = "run again { axes { task: [xor]; arm: [fpt]; seed: 7..<8 } measure: [accuracy] }"
    let two = try report(TinyExperiment(extra: extra).script, in: folder.path)
    #expect(two.text.contains("\nmain · xor · fpt · 0 "))
    #expect(two.text.contains("\nagain · xor · fpt · 7 "))
  }

  @Test func theCommandLineAndDefaultsAreNamed() throws {
    let folder = try TemporaryFolder()
    _ = try TinyExperiment().run(in: folder.path)
    let changed = try report(
      TinyExperiment().script, in: folder.path,
      overrides: [
        Override(path: "xor.patterns", expression: "3"), Override(path: "seed", expression: "[0]"),
      ])
    #expect(changed.rows.map(\.reason) == ["task.patterns 2 → 3 (--set xor.patterns=3)"])
    let policy = try report(
      TinyExperiment().script, in: folder.path,
      overrides: [Override(path: "fpt", expression: "all except [output]")])
    #expect(policy.rows[0].state == "changed")
    #expect(policy.rows[0].reason.hasPrefix("freeze "))
  }

  @Test func missingAssetsAreUnavailable() throws {
    let folder = try TemporaryFolder()
    let report = try report(
      TinyExperiment().script, in: folder.path,
      overrides: [Override(path: "small", expression: "BERT(weights: \"minilm\")")])
    #expect(report.hasUnavailable)
    #expect(report.rows.allSatisfy { $0.reason.contains("fetch minilm") })
  }

  @Test func parametersAreListedWithTheirState() throws {
    let folder = try TemporaryFolder()
    let script = TinyExperiment().script.replacing(
      "all except [input, output, positions, layernorm]",
      with: "[all except [output] until 50%, all except [output, input]]")
    let result = check(
      path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": script]), schema: .current)
    let cell = try #require(result.experiment?.runs.first?.cells.first)
    let listing = try ParameterListing(
      of: cell, assets: AssetStore(root: "\(folder.path)/no-assets"), baseFolder: folder.path)
    let input = try #require(listing.rows.first { $0.group == "input" })
    #expect(input.isTrained == [false, true])
    #expect(listing.counts.map(\.trained) == [34, 34 + 16 * 2])
    #expect(listing.counts.map(\.trainedAsInPaper) == [32, 32 + 32])
    #expect(listing.text.contains("trained from 50 %"))
    #expect(listing.text.contains("from 50 % of the steps"))
  }
}
