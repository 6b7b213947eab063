import FPTLib
import FPTScript
import Foundation
import Testing

@testable import FPTRun

/// Processes that compute one cell of a plan: what they open, and what they hash.
@Suite struct CellOrderTests {
  private func runner(_ experiment: TensorsExperiment, cell: CellOrder? = nil) -> ExperimentRunner {
    var options = RunOptions(
      store: "\(experiment.folder.path)/cells", output: "", threads: 1,
      baseFolder: experiment.folder.path)
    options.writesResults = false
    if let cell { options.scope = CellScope(cells: [cell.hash]) }
    return ExperimentRunner(
      options: options, assets: AssetStore(root: "\(experiment.folder.path)/no-assets"))
  }

  private func order(of index: Int, in experiment: TensorsExperiment) throws -> CellOrder {
    var orders: [CellOrder] = []
    _ = try experiment.process {
      var runner = runner(experiment)
      let plan = try runner.plan(TensorsExperiment.resolved())
      orders = plan.cells.indices.compactMap { CellOrder(of: $0, in: plan) }
    }
    return try #require(orders.indices.contains(index) ? orders[index] : nil)
  }

  private func compute(
    _ order: CellOrder, of experiment: TensorsExperiment
  ) throws -> RunSummary {
    var runner = runner(experiment, cell: order)
    return try runner.run(
      runner.planner.plan(TensorsExperiment.resolved(), for: order), published: [:])
  }

  @Test func eachFileIsHashedOnceInAll() throws {
    let experiment = try TensorsExperiment()
    var orders: [CellOrder] = []
    let planned = try experiment.process {
      var runner = runner(experiment)
      let plan = try runner.plan(TensorsExperiment.resolved())
      _ = try runner.dataReports(of: plan)
      orders = plan.cells.indices.compactMap { CellOrder(of: $0, in: plan) }
    }
    #expect(planned.sorted() == TensorsExperiment.files)
    #expect(orders.count == 4)
    // A process for a cell of one task does without the other's data.
    for (name, cells) in [("b", orders[0..<2]), ("a", orders[2..<4])] {
      // The folder, since to be moved is a change of a file's state.
      let path = "\(experiment.folder.path)/\(name)"
      try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
      for order in cells {
        var summary = RunSummary()
        let hashed = try experiment.process { summary = try compute(order, of: experiment) }
        #expect(hashed.isEmpty)
        #expect(summary.computed == 1 && summary.failed.isEmpty && summary.leftOut == 0)
      }
      try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
    }
    // A later plan neither hashes nor decodes: the cells are found by what is kept.
    let again = try experiment.process {
      var runner = runner(experiment)
      let plan = try runner.plan(TensorsExperiment.resolved())
      #expect(plan.cells.allSatisfy { $0.status == .done })
    }
    #expect(again.isEmpty)
  }

  @Test func changedDataAreAnotherCell() throws {
    let experiment = try TensorsExperiment()
    let order = try order(of: 0, in: experiment)
    try experiment.write("a", factor: 3)
    _ = try experiment.process {
      #expect(throws: CellHashError.self) { try compute(order, of: experiment) }
    }
  }

  /// What is kept of a task only saves time: data that are not what it says are computed with by nobody.
  @Test func aLieAboutDataIsFound() throws {
    let experiment = try TensorsExperiment()
    let truth = try order(of: 0, in: experiment)
    let folder = "\(experiment.folder.path)/cache/tasks"
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      let path = "\(folder)/\(name)"
      struct Entry: Codable { var key, sha256, text: String }
      var entry = try JSONDecoder().decode(Entry.self, from: Data(contentsOf: URL(filePath: path)))
      let digits = try #require(entry.text.firstRange(of: "\"dataDigest\":\""))
      entry.text.replaceSubrange(
        digits.upperBound..<entry.text.index(digits.upperBound, offsetBy: 4), with: "0000")
      entry.sha256 = FileDigest.sha256(of: entry.text.utf8)
      try JSONEncoder().encode(entry).write(to: URL(filePath: path))
    }
    let lie = try order(of: 0, in: experiment)
    #expect(lie.hash != truth.hash)
    _ = try experiment.process {
      let summary = try compute(lie, of: experiment)
      #expect(summary.computed == 0)
      #expect(
        summary.failed.first?.reason.contains("not those that the plan was made with") == true)
    }
    #expect(try order(of: 0, in: experiment) == truth)
  }

  /// Whatever becomes of the files of the cache, the plan is the same.
  @Test(arguments: ["digests", "tasks"])
  func damagedCache(kind: String) throws {
    let experiment = try TensorsExperiment()
    let truth = try order(of: 3, in: experiment)
    let folder = "\(experiment.folder.path)/cache/\(kind)"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(names.count == (kind == "digests" ? 4 : 2))
    let wholes = try names.map { try Data(contentsOf: URL(filePath: "\(folder)/\($0)")) }
    for (index, name) in names.enumerated() {
      let whole = String(decoding: wholes[index], as: UTF8.self)
      for text in [
        "", "{}", "[1", String(whole.dropLast(9)),
        whole.replacing("\"text\":\"", with: "\"text\":\"0"),
        String(decoding: wholes[(index + 1) % wholes.count], as: UTF8.self),
      ] {
        try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
        #expect(try order(of: 3, in: experiment) == truth)
        #expect(try Data(contentsOf: URL(filePath: "\(folder)/\(name)")) == wholes[index])
      }
    }
  }

  @Test(arguments: [
    ("@1", false), ("\(String(repeating: "a", count: 64))@1,22", true),
    (String(repeating: "a", count: 64), false), ("\(String(repeating: "a", count: 64))@", false),
    ("\(String(repeating: "a", count: 64))@1,,2", false),
    ("\(String(repeating: "a", count: 64))@-1", false), ("", false),
    ("\(String(repeating: "a", count: 64))@1@2", false),
  ])
  func parsing(text: String, isOrder: Bool) {
    #expect(CellOrder(parsing: text)?.description == (isOrder ? text : nil))
  }
}
