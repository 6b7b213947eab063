import FPTCatalog
import FPTLib
import FPTScript
import Foundation
import Testing

@testable import FPTRun

/// Cells that begin with the weights of other cells.
@Suite struct CellWeightsTests {
  /// Two runs: `pretrain` trains a whole transformer on Bit Memory, `main` freezes it and goes on with Bit XOR.
  private static func script(
    steps: Int = 5, rate: String = "1e-3", producer: String = "freeze: none", weights: String = "",
    keep: String = "keep: [weights]", extra: String = ""
  ) -> TinyExperiment {
    var experiment = TinyExperiment()
    experiment.script = """
      experiment tiny { fpt: 1; title: "Tiny" }
      task xor = BitXOR(length: 3)
      task memory = BitMemory(length: 8, patterns: 2, patch: 4)
      model fresh = GPT2(layers: 2, width: 16, heads: 2, init: random)
      model bit = GPT2(weights: pretrain(seed: 0)\(weights))
      freeze fpt = all except [input, output, positions, layernorm]
      freeze none = nothing
      train quick {
        optimizer: Adam(lr: 1e-3); batch: 4; steps: 4; dropout: 0.1
        evaluate_every: 2; evaluate_batches: 1
      }
      measure accuracy = Accuracy(split: test, examples: 20)
      run main {
        axes { seed: 0..<2 }
        task: xor; model: bit; freeze: fpt; train: quick; keep: [weights]; measure: [accuracy]
      }
      run pretrain {
        axes { seed: 0..<1 }
        task: memory; model: fresh; \(producer)
        train: quick with { steps: \(steps); optimizer.lr: \(rate) }
        measure: [accuracy]; \(keep)
      }
      \(extra)
      """
    return experiment
  }

  @Test func theProducerIsComputedFirstAndItsWeightsAreTaken() throws {
    let folder = try TemporaryFolder()
    var order: [Int] = []
    let summary = try Self.script().run(
      in: folder.path, events: { if case .started(let cell, _) = $0 { order.append(cell) } })
    // The plan lists the consumers 0 and 1 before the producer 2.
    #expect(summary.computed == 3 && order == [2, 0, 1])
    let plan = try Self.script().plan(in: folder.path)
    let store = CellStore(folder: folder.path + "/cells")
    let producer = try store.load(try #require(plan.cells[2].identity?.hash))
    let consumer = try store.load(try #require(plan.cells[0].identity?.hash))
    #expect(consumer.configuration.contains("\"weights\":{\"cell\":\"\(producer.hash)\"}"))
    #expect(consumer.frozen?.asset == "cell" && consumer.frozen?.sha256 == producer.hash)
    #expect((consumer.frozen?.tensorCount ?? 0) > 0)
    // What the consumer starts with: the producer's backbone, and new layers around it.
    var planner = Planner(
      store: store, assets: AssetStore(root: folder.path), baseFolder: ".")
    let cell = plan.cells[0].resolved
    let task = try planner.tasks.task(cell.task.value)
    let modelSpecification = try planner.modelSpecification(of: cell)
    let model = try SequenceClassifier(
      backbone: modelSpecification.backbone, input: task.input, output: task.output,
      source: modelSpecification.source(from: store), seed: 0, context: .init())
    var compared = 0
    for variable in producer.trained where variable.name.hasPrefix("sequence_model.") {
      let parameter = try #require(model.parameters[variable.name])
      #expect(variable.values == .float32(parameter.value.array), "\(variable.name)")
      compared += 1
    }
    #expect(compared == 1 + 2 * 12 + 2)
    #expect(model.parameters["in_net.0.weight"]?.specification.shape == [16, 1])
    let again = try Self.script().run(in: folder.path)
    #expect(again.computed == 0 && again.digest == summary.digest)
  }

  /// The consumer's identity follows from the producer's recipe, and from nothing else of the producer.
  @Test func theIdentityIsTheProducers() throws {
    let folder = try TemporaryFolder()
    func hashes(_ experiment: TinyExperiment) throws -> [String?] {
      try experiment.plan(in: folder.path).cells.map { $0.identity?.hash }
    }
    let plain = try hashes(Self.script())
    for other in [
      Self.script(steps: 6), Self.script(rate: "2e-3"), Self.script(producer: "freeze: fpt"),
    ] {
      let changed = try hashes(other)
      #expect(zip(plain, changed).allSatisfy { $0 != $1 })
    }
    // The name of the run is no part of it.
    var renamed = Self.script()
    renamed.script = renamed.script.replacing("pretrain", with: "first_stage")
    #expect(try hashes(renamed) == plain)
    // Random values need the architecture alone, and no training of it.
    let random = Self.script(weights: ", init: random")
    let more = Self.script(steps: 6, weights: ", init: random")
    #expect(try hashes(random)[0] == hashes(more)[0])
    #expect(try random.plan(in: folder.path).cells[0].needs.isEmpty)
    var wider = random
    wider.script = wider.script.replacing("width: 16", with: "width: 32")
    #expect(try hashes(random)[0] != hashes(wider)[0])
  }

  /// What stayed frozen in the producer was drawn by its seed, for its own number of blocks.
  @Test func frozenValuesAreTheProducersToo() throws {
    let folder = try TemporaryFolder()
    let experiment = Self.script(producer: "freeze: fpt", weights: ", layers: 1")
    #expect(try experiment.run(in: folder.path).computed == 3)
    let plan = try experiment.plan(in: folder.path)
    let store = CellStore(folder: folder.path + "/cells")
    var planner = Planner(
      store: store, assets: AssetStore(root: folder.path), baseFolder: ".")
    func model(_ cell: ResolvedCell, seed: UInt64) throws -> SequenceClassifier {
      let task = try planner.tasks.task(cell.task.value)
      let modelSpecification = try planner.modelSpecification(of: cell)
      return try SequenceClassifier(
        backbone: modelSpecification.backbone, input: task.input, output: task.output,
        source: modelSpecification.source(from: store), seed: seed, context: .init())
    }
    let consumer = try model(plan.cells[1].resolved, seed: 1)
    let start = try model(plan.cells[2].resolved, seed: 0)
    #expect(consumer.backbone.layerCount == 1)
    for name in ["sequence_model.h.0.attn.c_proj.weight", "sequence_model.h.0.mlp.c_fc.weight"] {
      let (one, other) = (consumer.parameters[name], start.parameters[name])
      #expect(one != nil && one?.value.array == other?.value.array, "\(name)")
    }
    let norm = "sequence_model.h.0.ln_1.weight"
    #expect(consumer.parameters[norm]?.value.array != start.parameters[norm]?.value.array)
  }

  /// A chain: the third run goes on from the second, which goes on from the first; one takes only the statistics.
  @Test func chainsAndStatistics() throws {
    let folder = try TemporaryFolder()
    let experiment = Self.script(
      extra: """
        model third = GPT2(weights: main(seed: 1))
        model alike = GPT2(weights: main(seed: 1), init: statistics)
        run last {
          axes { model: [third, alike] }
          task: memory; freeze: fpt; train: quick; measure: [accuracy]
        }
        """)
    let whole = try experiment.run(in: folder.path)
    #expect(whole.computed == 5 && whole.end == .done)
    let plan = try experiment.plan(in: folder.path)
    let chain = try #require(plan.cells.first { $0.run == "last" })
    #expect(chain.needs.map(\.reference) == ["pretrain(seed: 0)", "main(seed: 1)"])
    let stopped = try experiment.run(
      in: folder.path, store: "again", output: "again.h5", threads: 2, stop: { $0 >= 12 })
    #expect(stopped.isInterrupted)
    var last = stopped
    for _ in 0..<20 where last.isInterrupted {
      last = try experiment.run(
        in: folder.path, store: "again", output: "again.h5", stop: { $0 >= 12 })
    }
    #expect(last.digest == whole.digest)
  }

  @Test func aMissingProducerIsReportedWithTheCommandThatComputesIt() throws {
    let folder = try TemporaryFolder()
    let scope = CellScope(only: try CellSelection(parsing: "run=main,seed=1"))
    let first = try Self.script().run(in: folder.path, scope: scope)
    #expect(
      first.computed == 0
        && first.end == .incomplete(failed: 0, unavailable: first.unavailable.count))
    let reason = try #require(first.unavailable.first?.reason)
    let hash = try #require(Self.script().plan(in: folder.path).cells[2].identity?.hash)
    #expect(
      reason == "it begins with the weights of pretrain(seed: 0), which are not in the store; "
        + "this computes them: fpt-script FILE --cell \(hash.prefix(12))")
    _ = try Self.script().run(in: folder.path, scope: CellScope(cells: [hash]))
    #expect(try Self.script().run(in: folder.path, scope: scope).computed == 1)
  }

  @Test func aProducerThatDivergedHasNoWeights() throws {
    let folder = try TemporaryFolder()
    for _ in 0..<2 {
      let summary = try Self.script(rate: "1e38").run(in: folder.path)
      #expect(summary.unavailable.count == 2)
      #expect(summary.unavailable.first?.reason.contains("diverged") == true)
    }
  }

  @Test(arguments: [
    ("GPT2(weights: pretrain(seed: 0))", "BERT(weights: pretrain(seed: 0))", "are of a GPT2"),
    (
      "GPT2(weights: pretrain(seed: 0))", "GPT2(weights: pretrain(seed: 0), layers: 3)",
      "at most 2, the layers of pretrain(seed: 0)"
    ),
  ])
  func whatDoesNotFitIsAnErrorOfThePlan(original: String, edited: String, expected: String) throws {
    let folder = try TemporaryFolder()
    var experiment = Self.script()
    experiment.script = experiment.script.replacingOccurrences(of: original, with: edited)
    do {
      _ = try experiment.run(in: folder.path)
      Issue.record("accepted")
    } catch {
      #expect("\(error)".contains(expected), "\(error)")
    }
  }

  @Test(arguments: [
    ("; keep: [weights]\n", "\n", "the weights of `pretrain(seed: 0)` are not kept"),
    ("task: memory; model: fresh", "task: memory; model: bit", "derived from itself"),
    (
      "task: memory; ", "skip where seed == 0; task: memory; ",
      "`pretrain(seed: 0)` is no cell"
    ),
    ("weights: pretrain(seed: 0)", "weights: pretrain(seed: 3)", "has no such point"),
  ])
  func whatCannotBeIsFoundByTheChecker(original: String, edited: String, expected: String) throws {
    var experiment = Self.script(extra: "")
    let script = experiment.script.replacingOccurrences(of: original, with: edited)
    #expect(script != experiment.script)
    experiment.script = script
    let result = check(
      path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": script]), schema: .current)
    #expect(result.experiment == nil)
    let messages = result.diagnostics.map(\.message)
    #expect(messages.contains { $0.contains(expected) }, "\(messages)")
  }

  @Test func itsOwnRerunComputesTheProducerFirst() throws {
    let folder = try TemporaryFolder()
    _ = try Self.script().run(in: folder.path)
    let stored = try StoredResults(path: folder.path + "/out.h5")
    let hash = try #require(Self.script().plan(in: folder.path).cells[1].identity?.hash)
    var rerun = try Rerun(
      of: stored, cells: [hash],
      options: RunOptions(store: folder.path + "/fresh", output: "", threads: 1),
      assets: AssetStore(root: folder.path), report: { _ in }, shouldStop: { false })
    let report = try rerun.run()
    #expect(report.cells.map(\.outcome.isIdentical) == [true])
  }
}
