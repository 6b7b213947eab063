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
