import FPTLib
import FPTRun
import FPTScript
import Foundation
import Testing

/// What is stored is never computed again, and what changed is.
@Suite struct ReuseTests {
  @Test func secondRunComputesNothingAndLeavesTheFile() throws {
    let folder = try TemporaryFolder()
    let first = try TinyExperiment().run(in: folder.path)
    #expect(first.computed == 2)
    #expect(first.isOutputNew)
    let before = try Data(contentsOf: URL(filePath: folder.path + "/out.h5"))
    let second = try TinyExperiment().run(in: folder.path)
    #expect(second.computed == 0)
    #expect(second.reused == 2)
    #expect(!second.isOutputNew)
    #expect(second.digest == first.digest)
    #expect(try Data(contentsOf: URL(filePath: folder.path + "/out.h5")) == before)
  }

  @Test func proseNamesAndTablesComputeNothing() throws {
    let folder = try TemporaryFolder()
    _ = try TinyExperiment().run(in: folder.path)
    let edited = try TinyExperiment(prose: "/// # Other words", arm: "another_name").run(
      in: folder.path)
    #expect(edited.computed == 0)
    #expect(edited.isOutputNew)
  }

  @Test func overridesComputeOnlyWhatTheyChange() throws {
    let folder = try TemporaryFolder()
    _ = try TinyExperiment().run(in: folder.path)
    let seeds = try TinyExperiment().run(
      in: folder.path, overrides: [Override(path: "seed", expression: "0..<3")])
    #expect(seeds.computed == 1)
    #expect(seeds.reused == 2)
    let steps = try TinyExperiment().run(
      in: folder.path, overrides: [Override(path: "train.steps", expression: "4")])
    #expect(steps.computed == 2)
  }

  @Test func aMeasureAddedLaterRunsFromTheKeptWeights() throws {
    let folder = try TemporaryFolder()
    _ = try TinyExperiment(measures: "[accuracy, curve]").run(in: folder.path)
    var steps = 0
    let added = try TinyExperiment(measures: "[accuracy, curve, loss]").run(
      in: folder.path, events: { if case .step = $0 { steps += 1 } })
    #expect(added.computed == 2)
    #expect(steps == 0)
    let fresh = try TinyExperiment(measures: "[accuracy, curve, loss]").run(
      in: folder.path, store: "fresh", output: "fresh.h5")
    #expect(added.digest == fresh.digest)
  }

  /// A tensor that is missing would stay at its first value, and nothing in the numbers would tell.
  @Test func keptWeightsThatAreNotWholeAreNotUsed() throws {
    let folder = try TemporaryFolder()
    _ = try TinyExperiment(measures: "[accuracy, curve]").run(in: folder.path)
    let store = CellStore(folder: folder.path + "/cells")
    let hash = try store.hashes()[0]
    var record = try store.load(hash)
    let name = record.trained.removeLast().name
    try store.save(record)
    let summary = try TinyExperiment(measures: "[accuracy, curve, loss]").run(in: folder.path)
    #expect(summary.computed == 1 && summary.failed.count == 1)
    let reason = summary.failed.first?.reason ?? ""
    #expect(reason.contains("has none of \(name) among its trained weights"), "\(reason)")
    #expect(reason.contains("move its file away"))
    try FileManager.default.removeItem(atPath: store.path(of: hash))
    #expect(
      try TinyExperiment(measures: "[accuracy, curve, loss]").run(in: folder.path).computed == 1)
  }

  @Test func experimentsThatShareCellsDoNotComputeEachOthersAgain() throws {
    let folder = try TemporaryFolder()
    let declaration = "measure other = Accuracy(split: validation)"
    var first = TinyExperiment(measures: "[accuracy, loss, curve]", extra: declaration)
    var second = TinyExperiment(measures: "[accuracy, other, curve]", extra: declaration)
    first.script.replace("keep: [weights]", with: "")
    second.script.replace("keep: [weights]", with: "")
    _ = try first.run(in: folder.path)
    #expect(try second.run(in: folder.path, output: "second.h5").computed == 2)
    #expect(try first.run(in: folder.path).computed == 0)
    #expect(try second.run(in: folder.path, output: "second.h5").computed == 0)
  }

  @Test func aPlanDoesNotReplaceResultsThatAreNowhereElse() throws {
    let folder = try TemporaryFolder()
    _ = try TinyExperiment().run(in: folder.path)
    try FileManager.default.removeItem(atPath: folder.path + "/cells")
    #expect(throws: ResultsAtRisk.self) {
      try TinyExperiment(steps: 4).run(in: folder.path)
    }
    _ = try TinyExperiment(steps: 4).run(in: folder.path, output: "other.h5")
  }

  @Test func aForeignFileInTheWayIsLeftAlone() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/out.h5"
    try Data("my notes".utf8).write(to: URL(filePath: path))
    #expect(throws: UnreadableResults.self) { try TinyExperiment().run(in: folder.path) }
    #expect(try Data(contentsOf: URL(filePath: path)) == Data("my notes".utf8))
  }
}
