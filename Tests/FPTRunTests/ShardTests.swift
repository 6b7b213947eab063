import FPTCatalog
import FPTLib
import FPTScript
import Testing

@testable import FPTRun

/// Parts of a plan: disjoint, covering, and together what one run gives.
@Suite struct ShardTests {
  @Test(arguments: [
    ("1/1", true), ("3/16", true), ("16/16", true), ("0/3", false), ("4/3", false), ("3", false),
    ("1/2/3", false), ("a/b", false), ("-1/2", false), ("1/99999999999", false), ("", false),
  ])
  func parsing(text: String, isShard: Bool) {
    #expect(Shard(parsing: text)?.description == (isShard ? text : nil))
  }

  @Test func partsAreDisjointCoverThePlanAndAreOfOneSize() throws {
    let folder = try TemporaryFolder()
    let plan = try Grid.plan(in: folder.path)
    #expect(plan.cells.count == 60)
    for count in [1, 2, 7, 16, 60, 70] {
      let parts = try (1...count).map { index in
        try #require(Shard(parsing: "\(index)/\(count)")).indices(of: plan)
      }
      #expect(parts.reduce(0) { $0 + $1.count } == 60)
      #expect(parts.reduce(into: Set()) { $0.formUnion($1) } == Set(plan.cells.indices))
      let sizes = parts.map(\.count)
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1, "\(sizes)")
    }
  }

  /// What lies on one machine and not on another leaves every cell in its part.
  @Test func partsDoNotHangOnAssets() throws {
    let folder = try TemporaryFolder()
    let plan = try Grid.plan(in: folder.path)
    var lacking = plan
    for index in stride(from: 0, to: 60, by: 3) {
      let cell = plan.cells[index]
      lacking.cells[index] = PlannedCell(
        run: cell.run, resolved: cell.resolved, coordinates: cell.coordinates, identity: nil,
        status: .unavailable("its data are missing"))
    }
    let shard = try #require(Shard(parsing: "2/5"))
    #expect(shard.indices(of: plan) == shard.indices(of: lacking))
  }

  /// The promise of the results page: 60 cells, in parts computed in random order over fresh stores.
  @Test func sixtyCellsInPartsGiveTheBytesOfOneRun() throws {
    let folder = try TemporaryFolder()
    let serial = try Grid.experiment.run(in: folder.path, store: "serial", output: "serial.h5")
    #expect(serial.computed == 60)
    let seed = UInt64.random(in: 0...(.max))
    print("order of the parts: seed \(seed)")
    var random = SplitMix(state: seed)
    let parts = Array(1...4).shuffled(using: &random)
    for part in parts {
      let summary = try Grid.experiment.run(
        in: folder.path, store: "store\(part)", output: "part\(part).h5",
        scope: CellScope(shard: Shard(parsing: "\(part)/4")))
      #expect(summary.reused == 0)
      #expect(summary.computed + summary.leftOut == 60)
    }
    let files = try parts.shuffled(using: &random).map {
      try StoredResults(path: folder.path + "/part\($0).h5")
    }
    let merge = try ResultsMerge(files, commandLine: ["test"])
    #expect(merge.finished == 60 && merge.warnings.isEmpty)
    let merged = try merge.write(to: folder.path + "/merged.h5")
    #expect(merged.digest == serial.digest)
    let trees = try ["serial", "merged"].map {
      try ResultFile.read(folder.path + "/\($0).h5").withoutProvenance()
    }
    for (name, tree) in zip(["a", "b"], trees) {
      try ResultFile.write(tree, to: folder.path + "/\(name).h5")
    }
    #expect(try folder.bytes("a.h5") == folder.bytes("b.h5"))
    #expect(try ResultFile.verify(folder.path + "/a.h5") == serial.digest)
    // Once more with what is there already: nothing changes.
    #expect(try !merge.write(to: folder.path + "/merged.h5").isNew)
  }
}

/// A grid of 60 cells of next to nothing.
private enum Grid {
  static let experiment: TinyExperiment = {
    var experiment = TinyExperiment()
    experiment.script = """
      /// # Grid
      experiment tiny { fpt: 1; title: "Grid" }
      task two = BitXOR(length: 2)
      task three = BitXOR(length: 3)
      model small = GPT2(layers: 1, width: 8, heads: 2, init: random)
      freeze fpt = all except [input, output, positions, layernorm]
      freeze none = nothing
      train quick {
        optimizer: Adam(lr: 1e-3); batch: 2; steps: 2; dropout: 0.1
        evaluate_every: 2; evaluate_batches: 1
      }
      measure accuracy = Accuracy(split: test, examples: 4)
      measure curve = LearningCurve(of: [loss, accuracy], splits: [train, test])
      run main {
        axes {
          task: [two, three]; freeze: [fpt, none]; train.optimizer.lr: [1e-4, 1e-3, 1e-2]
          seed: 0..<5
        }
        model: small; train: quick; measure: [accuracy, curve]; keep: [weights]
      }
      table "Accuracy" {
        of: main.accuracy; rows: [freeze, train.optimizer.lr]; columns: task; show: [mean, std]
      }
      plot "Curve" {
        of: main.curve; x: step; y: test.accuracy; series: [freeze, train.optimizer.lr]; facet: task
      }
      """
    return experiment
  }()

  static func plan(in folder: String) throws -> ExperimentPlan {
    let result = check(
      path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": experiment.script]), schema: .current)
    var runner = ExperimentRunner(
      options: RunOptions(store: folder + "/none", output: "", threads: 1),
      assets: AssetStore(root: folder + "/no-assets"))
    return try runner.plan(try #require(result.experiment))
  }
}

/// Steele, Lea and Flood's generator: an order that a printed seed brings back.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
