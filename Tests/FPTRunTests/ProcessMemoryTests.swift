import FPTCatalog
import FPTLib
import FPTScript
import Foundation
import Testing

@testable import FPTRun

/// Several cells at once, as far as memory goes.
@Suite struct ProcessMemoryTests {
  /// Runs four cells, three at once at most, in processes that do nothing but note their beginning and their end.
  ///
  /// - Returns: the largest number of them at one time, and the notices.
  private func mostAtOnce(memory: Int) throws -> (most: Int, notices: [String]) {
    let folder = try TemporaryFolder()
    let log = folder.path + "/log"
    let script = TinyExperiment(seeds: "0..<4").script
    let experiment = try #require(
      check(path: "tiny.fpt", loader: InMemorySources(["tiny.fpt": script]), schema: .current)
        .experiment)
    var options = RunOptions(
      store: folder.path + "/cells", output: folder.path + "/out.h5", threads: 1)
    options.jobs = 3
    options.memory = memory
    options.worker = { _ in
      ("/bin/sh", ["-c", "echo + >> '\(log)'; sleep 0.4; echo - >> '\(log)'"])
    }
    var notices: [String] = []
    var runner = ExperimentRunner(
      options: options, assets: AssetStore(root: folder.path + "/no-assets"),
      report: { if case .notice(let text) = $0 { notices.append(text) } })
    let summary = try runner.run(runner.plan(experiment), published: [:])
    #expect(summary.failed.count == 4, "they computed nothing")
    var (now, most) = (0, 0)
    for line in try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n") {
      now += line == "+" ? 1 : -1
      most = max(most, now)
    }
    #expect(now == 0)
    return (most, notices)
  }

  @Test(arguments: [(1, 1), (1 << 40, 3)])
  func noMoreThanFit(memory: Int, expected: Int) throws {
    let (most, notices) = try mostAtOnce(memory: memory)
    // One alone always goes; a slow machine may let fewer meet than would fit.
    #expect(expected == 1 ? most == 1 : (2...3).contains(most))
    #expect(notices.contains { $0.contains("at once is what memory allows") } == (expected == 1))
  }
}
