import Testing

@testable import FPTScript

/// Every step of: schema < declaration < profile < with < arm or run < axis < rule < command line.
@Suite struct PrecedenceTests {
  /// What gives `batch` its value, the weakest first.
  static let steps: [(layers: Int, expected: Int)] = (0...7).map { ($0, $0 == 0 ? 16 : $0) }

  private func file(_ layers: Int) -> String {
    """
    experiment e { fpt: 1 }
    task xor = BitXOR()
    model m = BERT(weights: "minilm")
    measure loss = Loss()
    train base { \(layers >= 1 ? "batch: 1" : "") }
    train derived = base with { \(layers >= 3 ? "batch: 3" : "") }
    arm a { model: m; freeze: nothing; train: derived; \(layers >= 4 ? "train.batch: 4" : "") }
    run main {
      axes { task: [xor]; arm: [a]; \(layers >= 5 ? "train.batch: [5]" : "") }
      \(layers >= 6 ? "set { train.batch: 6 } where task == xor" : "")
      measure: loss
    }
    profile p { \(layers >= 2 ? "base.batch: 2" : "") }
    """
  }

  @Test(arguments: steps)
  func theStrongestWins(_ step: (layers: Int, expected: Int)) throws {
    let result = checked(
      file(step.layers), set: step.layers >= 7 ? [("train.batch", "7")] : [])
    let cell = try #require(result.experiment?.runs.first?.cells.first, "\(result.rendered)")
    #expect(cell.train.value["batch"] == .integer(step.expected))
    let field = try #require(cell.train.value.fields.first { $0.name == "batch" })
    #expect(field.isDefault == (step.layers == 0))
    let layer =
      switch field.origin {
      case .schemaDefault: 0
      case .declaration: 1
      case .profile: 2
      case .with: 3
      case .armOrRun: 4
      case .axis: 5
      case .rule: 6
      case .commandLine: 7
      }
    #expect(layer == step.layers)
  }

  private func resolved(
    _ overrides: [(String, String)], profile: String? = nil
  ) throws -> ResolvedExperiment {
    let result = checked(
      file(1) + "\nprofile tiny { base.batch: 9; m: BERT(weights: \"other\"); seed: 3...4 }\n",
      profile: profile, set: overrides)
    return try #require(result.experiment, "\(result.rendered)")
  }

  @Test func seedAxisIsMadeWhereThereIsNone() throws {
    let run = try #require(try resolved([("seed", "[7]")]).runs.first)
    #expect(run.cells.map(\.seed) == [7])
    #expect(run.axes.last?.name == "seed")
  }

  @Test func profileReplacesWholeDeclarations() throws {
    let experiment = try resolved([], profile: "tiny")
    let run = try #require(experiment.runs.first)
    #expect(run.cells.map(\.seed) == [3, 4])
    #expect(run.cells[0].model.value["weights"] == .text("other"))
    #expect(run.cells[0].train.value["batch"] == .integer(9))
    #expect(experiment.changes.map(\.path) == ["base.batch", "m", "seed"])
    #expect(experiment.changes.map(\.from) == ["1", "BERT(weights: \"minilm\")", "0"])
    #expect(experiment.changes.map(\.to) == ["9", "BERT(weights: \"other\")", "3...4"])
  }

  @Test func commandLineReachesNestedFieldsAndParts() throws {
    let experiment = try resolved([
      ("train.optimizer.lr", "1e-4"), ("freeze", "all except [output]"),
    ])
    let cell = try #require(experiment.runs.first?.cells.first)
    guard case .constructed(let adam)? = cell.train.value["optimizer"] else {
      Issue.record("no optimizer")
      return
    }
    #expect(adam["lr"] == .number(1e-4))
    #expect(cell.freezing.map(\.base) == [.all])
    #expect(experiment.changes.map(\.from) == ["0.001", "nothing"])
    #expect(experiment.sources.count == 1)
  }

  @Test(arguments: [
    ("train.stepz", "1", DiagnosticCode.unknownField), ("trian.steps", "1", .unknownOverride),
    ("train.steps", "-1", .outOfRange), ("train.steps", "", .unexpectedToken),
    ("", "1", .unexpectedToken), ("task", "[xro]", .unknownName),
    ("train.steps", "5 5", .unexpectedToken),
  ])
  func wrongOverridesAreReportedInTheirText(
    _ path: String, _ value: String, _ code: DiagnosticCode
  ) throws {
    let result = checked(file(7), set: [(path, value)])
    #expect(result.errors.map(\.code) == [code], "\(result.rendered)")
    let span = try #require(result.errors.first?.labels.first?.span)
    #expect(result.sources[span.file].path == "--set")
  }
}
