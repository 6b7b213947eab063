import FPTCatalog
import Testing

@testable import FPTScript

/// The two files printed in the language's manual.
@Suite struct DesignFilesTests {
  @Test(arguments: ["table1.fpt", "rothermel.fpt"])
  func parsesWithoutErrors(_ name: String) throws {
    let (syntax, diagnostics) = parse(
      SourceFile(path: name, text: try Repository.fixture(name)))
    #expect(diagnostics.isEmpty, "\(diagnostics.map(\.message))")
    #expect(!syntax.items.isEmpty)
  }

  private func check(_ name: String, profile: String? = nil) -> CheckResult {
    FPTScript.check(
      path: "Tests/Fixtures/language/\(name)", loader: RepositoryLoader(), schema: .current,
      profile: profile)
  }

  @Test(arguments: [("laptop", 9), ("paper", 63)])
  func table1Resolves(_ profile: String, _ cells: Int) throws {
    let result = check("table1.fpt", profile: profile)
    #expect(result.diagnostics.isEmpty, "\(result.rendered)")
    let experiment = try #require(result.experiment)
    let run = try #require(experiment.runs.first)
    #expect(run.cells.count == cells)
    #expect(run.cells[0].model.value.constructor == (profile == "laptop" ? "BERT" : "GPT2"))
    let lstm = try #require(run.cells.first { $0.arm == "LSTM" })
    #expect(lstm.model.value["width"] == .integer(profile == "laptop" ? 256 : 768))
    guard case .constructed(let adam)? = lstm.train.value["optimizer"] else {
      Issue.record("no optimizer")
      return
    }
    #expect(adam["lr"] == .number(3e-4))
    let homology = run.cells.first { $0.task.name == "homology" && $0.arm == "FPT" }
    guard profile == "paper", let homology else { return }
    guard case .constructed(let slow)? = homology.train.value["optimizer"] else { return }
    #expect(slow["lr"] == .number(1e-4))
  }

  @Test(arguments: [("laptop", 24), ("paper", 240)])
  func rothermelResolves(_ profile: String, _ cells: Int) throws {
    let result = check("rothermel.fpt", profile: profile)
    #expect(result.errors.isEmpty, "\(result.rendered)")
    let experiment = try #require(result.experiment)
    let run = try #require(experiment.runs.first)
    #expect(run.cells.count == cells)
    #expect(run.axes.map(\.name) == ["task", "model", "freeze", "train.optimizer.lr", "seed"])
    #expect(run.axes[3].points.first?.label == (profile == "laptop" ? "1e-4" : "1e-6"))
    let model = run.cells[0].model.value
    #expect(model.constructor == (profile == "laptop" ? "BERT" : "GPT2"))
    // `random` is derived again after the profile has changed `language`.
    let random = try #require(run.cells.first { $0.model.name == "random" })
    #expect(random.model.value.constructor == model.constructor)
    #expect(random.model.value["init"] == .symbol("random"))
    let steps = run.cells[0].train.value["steps"]
    #expect(steps == .integer(profile == "laptop" ? 200 : 300_000))
    #expect(experiment.changes.count == (profile == "laptop" ? 5 : 0))
  }
}
