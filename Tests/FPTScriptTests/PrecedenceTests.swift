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

  /// A profile changes what a `with` is derived from; what the `with` says stays, and an entry against it is no silent loss.
  @Test func withIsStrongerThanAProfile() throws {
    func experiment(_ entries: String) -> CheckResult {
      checked(
        """
        experiment e { fpt: 1 }
        task xor = BitXOR()
        model big = GPT2(layers: 4, width: 64, heads: 4, init: random)
        model small = big with { layers: 2 }
        measure loss = Loss()
        train base { steps: 100; dropout: 10% }
        arm a { model: small; freeze: nothing; train: base with { dropout: 0 } }
        run main { axes { arm: [a] }; task: xor; measure: loss }
        profile p { \(entries) }
        """)
    }
    let derived = try #require(
      experiment("big.width: 32; base.steps: 7; train.dropout: 20%").experiment)
    let cell = try #require(derived.runs.first?.cells.first)
    #expect(cell.model.value["width"] == .integer(32))
    #expect(cell.model.value["layers"] == .integer(2))
    #expect(cell.train.value["steps"] == .integer(7))
    #expect(cell.train.value["dropout"] == .number(0))

    let against = experiment("small.layers: 3; small.width: 16")
    let warning = try #require(against.diagnostics.first)
    #expect(against.codes == [.withoutEffect])
    #expect(warning.message.contains("`with` sets `layers` again"))
    #expect(warning.help == "replace the whole declaration: `small: … with { layers: 3 }`")
    let model = try #require(against.experiment?.runs.first?.cells.first).model.value
    #expect(model["layers"] == .integer(2) && model["width"] == .integer(16))
    #expect(against.experiment?.changes.map(\.path) == ["small.width"])

    let whole = experiment("small: big with { layers: 3 }")
    #expect(whole.diagnostics.isEmpty)
    #expect(
      whole.experiment?.runs.first?.cells.first?.model.value["layers"] == .integer(3))
  }

  /// `--seed` and a profile replace axes, but never the cells that others are made from.
  @Test(arguments: [
    // What is set, the seeds of the pretraining, those of what goes on from it.
    ([("seed", "[7]")], [0, 1], [7]), ([("seed", "0..<1")], [0], [0]),
    ([("seed", "0..<1"), ("seed", "[7]")], [0], [7]), ([("seed", "[1, 0]")], [1, 0], [1, 0]),
    ([], [0, 1], [0, 1, 2]),
  ])
  func referencesKeepTheirCells(
    _ overrides: [(String, String)], _ producer: [UInt64], _ consumer: [UInt64]
  ) throws {
    let result = checked(
      """
      experiment e { fpt: 1 }
      task xor = BitXOR()
      model fresh = GPT2(layers: 1, width: 8, heads: 2, init: random)
      model trained = GPT2(weights: pretrain(seed: 0))
      measure loss = Loss()
      train base { steps: 100 }
      run pretrain {
        axes { seed: 0..<2 }
        task: xor; model: fresh; freeze: nothing; train: base; measure: loss; keep: [weights]
      }
      run main {
        axes { seed: 0..<3 }
        task: xor; model: trained; freeze: nothing; train: base; measure: loss
      }
      """, set: overrides)
    let experiment = try #require(result.experiment, "\(result.rendered)")
    #expect(result.diagnostics.isEmpty, "\(result.rendered)")
    #expect(experiment.runs.map { $0.cells.map(\.seed) } == [producer, consumer])
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
