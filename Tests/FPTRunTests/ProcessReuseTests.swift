import FPTCatalog
import FPTLib
import FPTScript
import Foundation
import Testing

@testable import FPTRun

/// Worker processes that go on with other cells.
@Suite struct ProcessReuseTests {
  /// Runs cells with two jobs in processes that note their number for each cell and say that it is done.
  ///
  /// `end` is what such a process does after each cell.
  private func run(_ script: String, end: String = ":") throws -> (
    summary: RunSummary, processes: [String]
  ) {
    let folder = try TemporaryFolder()
    let log = folder.path + "/log"
    let experiment = try #require(
      check(path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": script]), schema: .current)
        .experiment)
    var options = RunOptions(
      store: folder.path + "/cells", output: folder.path + "/out.h5", threads: 1)
    options.jobs = 2
    options.writesResults = false
    let line = RunEventLine.text(.finished(cell: 0, .done(summary: "")))
      .trimmingCharacters(in: .newlines)
    options.worker = { _ in
      let loop = "while read cell; do echo $$ >> '\(log)'; echo '\(line)'; \(end); done"
      return ("/bin/sh", ["-c", loop])
    }
    var runner = ExperimentRunner(
      options: options, assets: AssetStore(root: folder.path + "/no-assets"))
    let summary = try runner.run(runner.plan(experiment), published: [:])
    let processes = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    return (summary, processes.map(String.init))
  }

  @Test func cellsOfOneKindShareProcesses() throws {
    let (summary, processes) = try run(TinyExperiment(seeds: "0..<8").script)
    #expect(summary.computed == 8)
    #expect(processes.count == 8)
    #expect(Set(processes).count == 2)
  }

  /// One that ends after its cell costs no other cell, also where it was given one already.
  @Test func endedProcessesAreReplaced() throws {
    let (summary, processes) = try run(
      TinyExperiment(seeds: "0..<6").script, end: "sleep 0.05; exit 3")
    #expect(summary.computed == 6 && summary.failed.isEmpty)
    #expect(Set(processes).count == processes.count)
  }
}
