import FPTCatalog
import FPTSchema
import Testing

@testable import FPTScript

@Suite struct QuickstartTests {
  /// The file as it was first written; the one that is shipped is tuned, and only has to be valid.
  let result: CheckResult

  init() throws {
    let text = try Repository.fixture("quickstart.fpt")
    let tasks = try Repository.text("experiments/common/tasks.fpt")
    result = check(
      path: "experiments/quickstart.fpt",
      loader: InMemorySources([
        "experiments/quickstart.fpt": text, "experiments/common/tasks.fpt": tasks,
      ]), schema: .current)
  }

  @Test func isValid() throws {
    #expect(result.diagnostics.isEmpty, "\(result.rendered)")
    let experiment = try #require(result.experiment)
    #expect(experiment.name == "quickstart")
    #expect(experiment.profile == nil)
    #expect(
      experiment.sources.map(\.path) == [
        "experiments/quickstart.fpt", "experiments/common/tasks.fpt",
      ])
  }

  @Test func hasTwelveCellsInRowMajorOrder() throws {
    let run = try #require(result.experiment?.runs.first)
    #expect(run.axes.map(\.name) == ["task", "arm", "seed"])
    #expect(
      run.axes[1].points.map(\.label) == [
        "language, frozen", "random, frozen", "output only",
      ])
    #expect(run.cells.count == 12)
    #expect(run.cells.prefix(3).map(\.point) == [[0, 0, 0], [0, 0, 1], [0, 1, 0]])
    #expect(run.cells.map(\.seed) == [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1])
    #expect(run.measures.map(\.name) == ["accuracy", "curve", "trained"])
  }

  @Test func ruleReachesOnlyItsTask() throws {
    let run = try #require(result.experiment?.runs.first)
    for cell in run.cells {
      let steps = cell.train.value["steps"]
      #expect(steps == .integer(cell.task.name == "fashion_mnist" ? 600 : 400))
    }
  }

  @Test func armsAreWhatTheySay() throws {
    let run = try #require(result.experiment?.runs.first)
    #expect(run.cells[0].model.value["init"] == .symbol("pretrained"))
    #expect(run.cells[2].model.value["init"] == .symbol("random"))
    #expect(run.cells[2].model.value["weights"] == .text("minilm"))
    #expect(run.cells[4].freezingName == "output_only")
    #expect(
      run.cells[4].freezing == [
        FreezingStage(base: .all, exceptions: [.group("output", layers: nil)])
      ])
  }

  @Test func notebookFollowsTheFile() throws {
    let notebook = try #require(result.experiment?.notebook)
    let kinds = notebook.map { item in
      switch item {
      case .prose: "prose"
      case .run: "run"
      case .table: "table"
      case .plot: "plot"
      }
    }
    #expect(
      kinds == [
        "prose", "prose", "prose", "prose", "run", "prose", "table", "table", "prose", "plot",
      ])
    guard case .prose(let first) = notebook[0] else { return }
    #expect(first.hasPrefix("# A frozen language model in five minutes\n\nLu, Grover"))
  }
}
