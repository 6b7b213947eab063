import FPTLib
import FPTScript
import Testing

@testable import FPTRun

/// Cells chosen by hash or by points.
@Suite struct ScopeTests {
  private static let hashes = ["0a1b2c3d4e", "0a1b2cffff", "77aa00bb11"].map {
    $0 + String(repeating: "0", count: 54)
  }

  @Test(arguments: [
    ("77", nil), ("0A1B2C3", nil),
    ("0a1b2c", "2 cells have a hash that begins with `0a1b2c`: 0a1b2c3d4e00, 0a1b2cffff00"),
    ("0a1b2d", "none of the 3 cells has a hash that begins with `0a1b2d`; did you mean"),
    ("123456", "none of the 3 cells has a hash that begins with `123456`"),
    ("xyz", "a cell is named by the first of its 64 digits 0-9 and a-f; found `xyz`"),
    ("", "a cell is named by the first of its 64 digits 0-9 and a-f; found ``"),
  ])
  func hashesAreCompleted(prefix: String, expected: String?) throws {
    do {
      let hash = try CellHash.complete(prefix, among: Self.hashes)
      #expect(expected == nil)
      #expect(hash.hasPrefix(prefix.lowercased()))
    } catch {
      let message = "\(error)"
      #expect(expected.map { message.hasPrefix($0) } == true, "\(message)")
    }
  }

  @Test func theResultsOfTheWholePlanHaveTheCellsThatAreThere() throws {
    let folder = try TemporaryFolder()
    let experiment = TinyExperiment(seeds: "0..<3")
    let only = try experiment.run(
      in: folder.path, scope: CellScope(only: CellSelection(parsing: "seed=1")))
    #expect(only.computed == 1 && only.leftOut == 2 && only.end == .done)
    let run = try ResultFile.read(folder.path + "/out.h5", group: ["runs", "main"])
    #expect(run.variable("state")?.values == .texts(["planned", "done", "planned"]))
    let stored = try StoredResults(path: folder.path + "/out.h5")
    let last = stored.runs[0].hashes[2]
    let cell = try experiment.run(
      in: folder.path, scope: CellScope(cells: [String(last.prefix(10))]))
    #expect(cell.computed == 1)
    let rest = try experiment.run(in: folder.path)
    #expect(rest.computed == 1 && rest.reused == 2)
    let whole = try experiment.run(in: folder.path, store: "whole", output: "whole.h5")
    #expect(rest.digest == whole.digest)
    #expect(throws: CellHashError.self) {
      try experiment.run(in: folder.path, scope: CellScope(cells: ["ffffffffff"]))
    }
    #expect(throws: CellSelection.Failure.self) {
      try experiment.run(in: folder.path, scope: CellScope(only: CellSelection(parsing: "arm=x")))
    }
  }

  /// One cell of two runs that measure different things of it.
  @Test func aCellOfTwoRunsIsMeasuredForBoth() throws {
    let folder = try TemporaryFolder()
    let experiment = TinyExperiment(
      extra: """
        measure count = ParameterCount()
        run more {
          axes { task: [xor]; arm: [fpt]; seed: 0..<2 }
          measure: [count, curve]
          keep: [weights]
        }
        """)
    let summary = try experiment.run(in: folder.path)
    #expect(summary.computed == 2)
    let more = try ResultFile.read(folder.path + "/out.h5", group: ["runs", "more"])
    guard case .float64(let counts)? = more.variable("count")?.values else {
      Issue.record("not measured")
      return
    }
    #expect(counts.allSatisfy { $0 > 0 }, "\(counts)")
    let again = try experiment.run(in: folder.path)
    #expect(again.computed == 0 && again.digest == summary.digest)
  }

  /// What another plan measured of a cell is no part of this plan's results.
  @Test func theStoresHistoryLeavesNoTrace() throws {
    let folder = try TemporaryFolder()
    _ = try TinyExperiment(measures: "[loss, accuracy, curve]").run(in: folder.path)
    let after = try TinyExperiment().run(in: folder.path, output: "after.h5")
    #expect(after.computed == 0)
    let fresh = try TinyExperiment().run(in: folder.path, store: "fresh", output: "fresh.h5")
    #expect(after.digest == fresh.digest)
  }
}
