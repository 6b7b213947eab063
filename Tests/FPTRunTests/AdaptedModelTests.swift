import FPTCatalog
import FPTLib
import FPTScript
import Foundation
import Testing

@testable import FPTRun

/// Models with more positions than their weights have, and models that begin with trained parameters.
@Suite struct AdaptedModelTests {
  /// `main` trains a small model; `next` does as `model` says.
  private static func script(
    model: String, length: Int = 3, task: String = "xor", keep: String = "keep: [weights]"
  ) -> TinyExperiment {
    var experiment = TinyExperiment()
    experiment.script = """
      experiment tiny { fpt: 1; title: "Tiny" }
      task xor = BitXOR(length: \(length))
      task memory = BitMemory(length: 8, patterns: 2, patch: 4)
      model fresh = BERT(layers: 1, width: 8, heads: 2, init: random\(length > 256 ? ", positions: extend" : ""))
      model other = \(model)
      freeze fpt = all except [input, output, positions, layernorm]
      train quick {
        optimizer: Adam(lr: 1e-3); batch: 2; steps: 3; dropout: 0.1
        evaluate_every: 3; evaluate_batches: 1
      }
      measure accuracy = Accuracy(split: test, examples: 4)
      run main { task: xor; model: fresh; freeze: fpt; train: quick; \(keep); measure: [accuracy] }
      run next { task: \(task); model: other; freeze: fpt; train: quick; measure: [accuracy] }
      """
    return experiment
  }

  private func examined(_ experiment: TinyExperiment, in folder: String) throws -> ExperimentCheck {
    let result = check(
      path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": experiment.script]), schema: .current)
    return ExperimentCheck(
      try #require(result.experiment), assets: AssetStore(root: "/nonexistent"),
      baseFolder: folder, threads: 1, rate: ProductRate(operationsPerSecond: 1e9))
  }

  /// What a cell of a plan begins with.
  private func model(_ index: Int, of plan: ExperimentPlan, in folder: String) throws
    -> SequenceClassifier
  {
    let store = CellStore(folder: folder + "/cells")
    var planner = Planner(
      store: store, assets: AssetStore(root: folder), baseFolder: folder)
    let cell = plan.cells[index].resolved
    let task = try planner.tasks.task(cell.task.value)
    let modelSpecification = try planner.modelSpecification(of: cell)
    return try SequenceClassifier(
      backbone: modelSpecification.backbone, input: task.input, output: task.output,
      source: modelSpecification.source(from: store), seed: 0, context: .init())
  }

  private static let positions = "sequence_model.embeddings.position_embeddings.weight"

  /// 600 tokens on a table of 512: 88 new rows of zeros, and the others as they are without.
  @Test func positionsAreExtendedWithZeros() throws {
    let folder = try TemporaryFolder()
    let experiment = Self.script(
      model: "BERT(weights: main(), positions: extend)", length: 300)
    let summary = try experiment.run(in: folder.path)
    #expect(summary.computed == 2 && summary.end == .done)
    let plan = try experiment.plan(in: folder.path)
    let start = try #require(try model(0, of: plan, in: folder.path).parameters[Self.positions])
    #expect(start.specification.shape == [600, 8])
    #expect(start.value.array.prefix(512 * 8).contains { $0 != 0 })
    #expect(start.value.array.dropFirst(512 * 8).allSatisfy { $0 == 0 })
    // What goes on from the cell has the rows that were trained there, those beyond 512 too.
    let next = try #require(try model(1, of: plan, in: folder.path).parameters[Self.positions])
    #expect(next.specification.shape == [600, 8])
    #expect(next.value.array.dropFirst(512 * 8).contains { $0 != 0 })
    #expect(try examined(experiment, in: folder.path).hasErrors == false)
  }

  /// Room for more than the task has is no other model.
  @Test func anExtensionWithoutEffectIsTheSameCell() throws {
    let folder = try TemporaryFolder()
    let fresh = "BERT(layers: 1, width: 8, heads: 2, init: random"
    let (one, other) = (
      try Self.script(model: fresh + ")").plan(in: folder.path),
      try Self.script(model: fresh + ", positions: extend)").plan(in: folder.path)
    )
    #expect(one.cells[1].identity?.hash == other.cells[1].identity?.hash)
    let long = try Self.script(model: fresh + ", positions: extend)", length: 300).plan(
      in: folder.path)
    #expect(long.cells[1].identity?.configuration.contains("\"positions\":\"extend\"") == true)
  }

  /// A cell's adapter brings all it trained, the input and output layer too; so does the file that `export --weights` writes.
  @Test func adaptersBringWhatWasTrained() throws {
    let folder = try TemporaryFolder()
    let model = "BERT(layers: 1, width: 8, heads: 2, init: random, adapter: main())"
    let experiment = Self.script(model: model)
    let summary = try experiment.run(in: folder.path)
    #expect(summary.computed == 2 && summary.end == .done)
    let plan = try experiment.plan(in: folder.path)
    #expect(plan.cells[1].needs.map(\.reference) == ["main()"])
    let hash = try #require(plan.cells[0].identity?.hash)
    let record = try CellStore(folder: folder.path + "/cells").load(hash)
    let adapted = try self.model(1, of: plan, in: folder.path)
    for variable in record.trained {
      #expect(
        variable.values == .float32(try #require(adapted.parameters[variable.name]).value.array))
    }
    #expect(record.trained.contains { $0.name == "out_net.0.weight" })

    try TrainedWeights(record).write(to: folder.path + "/trained.safetensors")
    let fromFile = Self.script(model: model.replacing("main()", with: "\"trained.safetensors\""))
    let second = try fromFile.plan(in: folder.path)
    let same = try self.model(1, of: second, in: folder.path)
    for (one, other) in zip(adapted.parameters.all, same.parameters.all) {
      #expect(one.value.array == other.value.array, "\(one.name)")
    }
    #expect(second.cells[1].needs.isEmpty)
    #expect(second.cells[1].identity?.hash != plan.cells[1].identity?.hash)
    // The other bytes of a file are another cell.
    try TrainedWeights(CellRecord(hash: hash, state: .done, configuration: ""))
      .write(to: folder.path + "/trained.safetensors")
    #expect(
      try fromFile.plan(in: folder.path).cells[1].identity?.hash
        != second.cells[1].identity?.hash)
  }

  /// An adapter of another task is found before anything is computed, in the line that names it.
  @Test func anAdapterHasToFit() throws {
    let folder = try TemporaryFolder()
    let experiment = Self.script(
      model: "BERT(layers: 1, width: 8, heads: 2, init: random, adapter: main())", task: "memory")
    let error = #expect(throws: PlanError.self) { try experiment.plan(in: folder.path) }
    #expect(error?.reason.contains("its adapter does not fit") == true)
    let span = try #require(error?.diagnostic.labels.first?.span)
    let bytes = Array(experiment.script.utf8)[span.range]
    #expect(String(decoding: bytes, as: UTF8.self) == "main()")
    let found = try examined(experiment, in: folder.path)
    #expect(found.hasErrors)
    #expect(found.diagnostics.contains { $0.message.contains("in_net.0.weight") })
  }

  /// A file of the user's own is part of the experiment: without it, nothing is begun.
  @Test func aMissingAdapterIsRefusedAtItsPlace() throws {
    let folder = try TemporaryFolder()
    let experiment = Self.script(
      model: "BERT(layers: 1, width: 8, heads: 2, init: random, adapter: \"no.safetensors\")")
    let error = #expect(throws: PlanError.self) { try experiment.plan(in: folder.path) }
    #expect(error?.reason.contains("no.safetensors") == true)
    let span = try #require(error?.diagnostic.labels.first?.span)
    let bytes = Array(experiment.script.utf8)[span.range]
    #expect(String(decoding: bytes, as: UTF8.self) == "\"no.safetensors\"")
    #expect(try examined(experiment, in: folder.path).hasErrors)
  }

  @Test func weightsOfAnAdapterHaveToBeKept() throws {
    let experiment = Self.script(
      model: "BERT(layers: 1, width: 8, heads: 2, init: random, adapter: main())", keep: "")
    let result = check(
      path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": experiment.script]), schema: .current)
    #expect(result.diagnostics.map(\.code) == [.weightsNotKept])
  }
}
