import FPTCatalog
import FPTLib
import FPTRun
import FPTScript
import Testing

@Suite struct ExperimentCheckTests {
  private func examine(
    _ script: String, overrides: [Override] = []
  ) throws -> ExperimentCheck {
    let result = check(
      path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": script]), schema: .current,
      overrides: overrides)
    return ExperimentCheck(
      try #require(result.experiment), assets: AssetStore(root: "/nonexistent"), baseFolder: ".",
      threads: 1, rate: ProductRate(operationsPerSecond: 1e9))
  }

  @Test func aSoundExperimentHasAPrediction() throws {
    let found = try examine(TinyExperiment().script)
    #expect(found.diagnostics.isEmpty)
    #expect(found.total.cells == 2)
    #expect(found.total.unknown == 0)
    #expect(found.total.memory > 50_000_000)
    #expect(found.text.hasPrefix("2 cells to compute, each training "))
    #expect(found.text.contains("at 1.00 GFLOP/s"))
  }

  /// A table of positions that is shorter than the task is named where both sizes are set.
  @Test func tokensMustFitThePositions() throws {
    let found = try examine(
      TinyExperiment().script, overrides: [Override(path: "xor.length", expression: "600")])
    #expect(found.hasErrors)
    let error = try #require(found.diagnostics.first { $0.severity == .error })
    #expect(error.message.contains("1200 tokens") && error.message.contains("positions for 512"))
    #expect(error.labels.last?.text == "positions for 512")
    #expect(found.total.unknown == 2)
  }

  @Test func missingWeightsAreAWarningWithTheCommand() throws {
    let found = try examine(
      TinyExperiment().script,
      overrides: [Override(path: "small", expression: "BERT(weights: \"minilm\")")])
    #expect(!found.hasErrors)
    #expect(found.diagnostics.map(\.help) == ["get it with `fpt-script fetch minilm`"])
    #expect(found.text.contains("known once its data and weights are here"))
  }

  @Test func armsThatAreTheSameCellAreBothNamed() throws {
    let script = TinyExperiment(
      extra: "arm twin { model: small; freeze: fpt; train: quick }"
    ).script.replacing("arm: [fpt]", with: "arm: [fpt, twin]")
    let found = try examine(script)
    #expect(found.diagnostics.count == 1)
    let message = try #require(found.diagnostics.first?.message)
    #expect(message == "run main has the same cell as arm `fpt` and as arm `twin`")
    // They are computed once.
    #expect(found.total.cells == 2)
  }

  /// Sizes at the ends of what the language allows are predicted or refused, and never a trap or a wait.
  @Test(arguments: [
    ("BERT(layers: 1024, width: 65536, heads: 1024, init: random)", "64"),
    ("LSTM(layers: 1024, width: 65536)", "64"),
    ("LSTM(layers: 1, width: 8)", "65536"),
  ])
  func extremeSizesAreSurvived(model: String, batch: String) throws {
    let found = try examine(
      TinyExperiment().script,
      overrides: [
        Override(path: "small", expression: model),
        Override(path: "quick.batch", expression: batch),
      ])
    #expect(found.total.cells + found.total.unknown == 2)
  }
}
