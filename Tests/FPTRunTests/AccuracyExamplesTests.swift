import FPTLib
import FPTResults
import FPTScript
import Foundation
import Testing

@testable import FPTRun

@Suite("Examples behind an accuracy")
struct AccuracyExamplesTests {
  @Test("the measure's limit or the whole split, for accuracies of cells that are done")
  func counts() throws {
    let folder = try TemporaryFolder()
    let experiment = TinyExperiment(
      measures: "[accuracy, few, many, trained, loss, gap, curve]",
      extra: """
        measure few = Accuracy(split: test, examples: 40)
        measure many = Accuracy(split: validation, examples: 5_000)
        measure trained = Accuracy(split: train)
        measure gap = GeneralizationGap()
        """)
    _ = try experiment.run(in: folder.path)
    let result = check(
      path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": experiment.script]), schema: .current)
    var runner = ExperimentRunner(
      options: RunOptions(
        store: "\(folder.path)/cells", output: "\(folder.path)/out.h5", threads: 1),
      assets: AssetStore(root: "\(folder.path)/no-assets"))
    let plan = try runner.plan(try #require(result.experiment))
    let records = try runner.records(of: plan) { _ in }
    let run = try #require(plan.experiment.runs.first)
    let values = RunValues(run: run, cells: plan.cells, records: records)
    func count(_ name: String, _ values: RunValues) -> Int? {
      run.measures.first { $0.name == name }.flatMap {
        values.examples(behind: $0, of: plan.cells[0])
      }
    }
    #expect(count("accuracy", values) == 1_000 && count("few", values) == 40)
    // A generated task has no end of training examples: as many are read as its test split has.
    #expect(count("many", values) == 1_000 && count("trained", values) == 1_000)
    for name in ["loss", "gap", "curve"] { #expect(count(name, values) == nil, "\(name)") }
    #expect(values.chanceAccuracy(of: plan.cells[0]) == 0.5)
    let nothing = RunValues(run: run, cells: plan.cells, records: [:])
    #expect(count("accuracy", nothing) == nil)
  }
}

/// What a results file says of tasks, for who has no data.
@Suite("Tasks in the provenance")
struct StoredTaskTests {
  @Test("their numbers of examples are known when files are merged without the data")
  func merged() throws {
    let experiment = try TensorsExperiment()
    let folder = experiment.folder.path
    var runner = ExperimentRunner(
      options: RunOptions(
        store: folder + "/cells", output: folder + "/out.h5", threads: 1, baseFolder: folder),
      assets: AssetStore(root: folder + "/no-assets"))
    _ = try runner.run(runner.plan(TensorsExperiment.resolved()), published: [:])
    for file in TensorsExperiment.files {
      try FileManager.default.removeItem(atPath: "\(folder)/\(file)")
    }
    let merge = try ResultsMerge([StoredResults(path: folder + "/out.h5")], commandLine: [])
    _ = try merge.write(to: folder + "/merged.h5")
    for file in ["out", "merged"] {
      let stored = try StoredResults(path: "\(folder)/\(file).h5")
      #expect(stored.cells.count == 4)
      for cell in stored.cells {
        let task = try #require(DescribedTask(of: cell))
        #expect(task.count(of: .test) == 4 && task.name == "Tensors")
      }
      #expect(!ProvenanceListing(stored).text.contains(DescribedTask.attribute))
    }
    // What no program writes describes no task.
    var record = try #require(try StoredResults(path: folder + "/out.h5").cells.first)
    record.provenance = [ResultAttribute(DescribedTask.attribute, .text("{}"))]
    #expect(DescribedTask(of: record) == nil && DescribedTask(of: nil) == nil)
  }
}
