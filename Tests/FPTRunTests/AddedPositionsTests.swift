import FPTCatalog
import FPTLib
import FPTScript
import Testing

@testable import FPTRun

/// `positions:` of models without a table of their own.
@Suite struct AddedPositionsTests {
  private static func script(
    _ model: String = "", extra: String = "", weights: String = ""
  ) -> TinyExperiment {
    var experiment = TinyExperiment()
    experiment.script = """
      experiment tiny { fpt: 1; title: "Tiny" }
      task xor = BitXOR(length: 3)
      model t5 = T5Encoder(layers: 2, width: 16, heads: 2, init: random\(model))
      model again = T5Encoder(weights: main(seed: 0)\(weights))
      freeze fpt = all except [input, output, positions, layernorm]
      train quick { optimizer: Adam(lr: 1e-2); batch: 4; steps: 4; evaluate_every: 2 }
      measure accuracy = Accuracy(split: test, examples: 20)
      run main {
        axes { seed: 0..<1 }
        task: xor; model: t5; freeze: fpt; train: quick; keep: [weights]; measure: [accuracy]
      }
      \(extra)
      """
    return experiment
  }

  private static let second = """
    run second {
      axes { seed: 0..<1 }
      task: xor; model: again; freeze: fpt; train: quick; keep: [weights]; measure: [accuracy]
    }
    """

  private func hash(_ model: String) throws -> String? {
    try Self.script(model).plan(in: TemporaryFolder().path).cells.first?.identity?.hash
  }

  @Test func identityFollowsTheTable() throws {
    let plain = try hash("")
    #expect(plain != nil)
    #expect(try hash(", positions: own") == plain)
    #expect(
      Set([plain, try hash(", positions: learned"), try hash(", positions: zeros")]).count == 3)
  }

  @Test func theTableIsTrainedAndTakenOver() throws {
    let folder = try TemporaryFolder()
    let experiment = Self.script(", positions: learned", extra: Self.second)
    #expect(try experiment.run(in: folder.path).computed == 2)
    let plan = try experiment.plan(in: folder.path)
    let store = CellStore(folder: folder.path + "/cells")
    let name = "sequence_model.learned_positions.weight"
    for cell in plan.cells {
      let record = try store.load(try #require(cell.identity?.hash))
      let table = try #require(record.trained.first { $0.name == name })
      guard case .float32(let values) = table.values else { return }
      // Of 1,024 rows the task reads six; those beyond stay as they were drawn.
      #expect(values.count == 1_024 * 16)
    }
  }

  @Test func randomValuesOfACellKeepItsTable() throws {
    func hash(_ model: String) throws -> String? {
      let script = Self.script(model, extra: Self.second, weights: ", init: random")
      let plan = try script.plan(in: TemporaryFolder().path)
      return plan.cells.last?.identity?.hash
    }
    #expect(try hash("") != hash(", positions: learned"))
    #expect(try hash("") == hash(", positions: own"))
  }

  private func warnings(_ model: String) throws -> [Diagnostic] {
    let result = check(
      path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": Self.script(model).script]),
      schema: .current)
    let experiment = try #require(result.experiment)
    return ExperimentCheck(
      experiment, assets: AssetStore(root: "/nowhere"), baseFolder: ".", threads: 1
    ).diagnostics
  }

  @Test func aPolicyThatFindsNoTableIsWarnedOf() throws {
    let found = try #require(try warnings("").first)
    #expect(found.severity == .warning)
    #expect(found.message.contains("model t5 (T5Encoder) has no table of them"))
    #expect(found.help?.contains("positions: learned") == true)
    for said in [", positions: own", ", positions: learned", ", positions: zeros"] {
      #expect(try warnings(said).isEmpty, "\(said)")
    }
  }
}
