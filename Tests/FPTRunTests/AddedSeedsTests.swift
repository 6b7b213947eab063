import FPTLib
import FPTResults
import FPTScript
import Foundation
import Testing

@testable import FPTRun

/// Seeds that come to a run after its results were written.
@Suite struct AddedSeedsTests {
  private func run(
    _ seeds: String, in folder: TemporaryFolder, output: String = "out.h5",
    learningRate: String = "1e-3", extra: String = "",
    stop: @escaping (Int) -> Bool = { _ in false }
  ) throws -> RunSummary {
    try TinyExperiment(learningRate: learningRate, seeds: seeds, extra: extra).run(
      in: folder.path, output: output, stop: stop)
  }

  private func added(_ folder: TemporaryFolder, _ output: String = "out.h5") throws -> [AddedSeeds]
  {
    try AddedSeeds.all(in: ResultsDocument(withoutCellsOf: folder.path + "/" + output))
  }

  private func lines(_ folder: TemporaryFolder, _ output: String = "out.h5") throws -> [String] {
    AddedSeeds.lines(of: try ResultsDocument(withoutCellsOf: folder.path + "/" + output))
  }

  @Test("are recorded beside the content, and carried on")
  func recorded() throws {
    let folder = try TemporaryFolder()
    _ = try run("0..<2", in: folder)
    #expect(try added(folder).isEmpty)
    let later = try run("0..<4", in: folder)
    let day = String(Date().formatted(.iso8601).prefix(10))
    let first = try added(folder)
    #expect(first.map(\.there) == [[0, 1]] && first.map(\.added) == [[2, 3]])
    #expect(first.map(\.run) == ["main"] && first[0].time.hasPrefix(day))
    #expect(
      try lines(folder) == [
        "seeds 2 and 3 were added after the results of seeds 0, 1 had been written (\(day))"
      ])
    // The same seeds at once: the same content, and nothing to say.
    let atOnce = try run("0..<4", in: folder, output: "at-once.h5")
    #expect(later.digest == atOnce.digest && later.digest != nil)
    #expect(try added(folder, "at-once.h5").isEmpty)
    // Nothing changes: the file, and what it says, stay.
    #expect(try !run("0..<4", in: folder).isOutputNew)
    #expect(try added(folder) == first)
    // Written again for another reason, and once more with a seed.
    _ = try run("0..<4", in: folder, extra: "/// More prose.")
    #expect(try added(folder) == first)
    _ = try run("0..<5", in: folder, extra: "/// More prose.")
    #expect(try added(folder).map(\.added) == [[2, 3], [4]])
    #expect(try added(folder).last?.there == [0, 1, 2, 3])
    // Seeds that are taken out again are not spoken of.
    _ = try run("0..<3", in: folder)
    #expect(try added(folder).map(\.added) == [[2]])
    _ = try run("0..<2", in: folder)
    #expect(try added(folder).isEmpty)
  }

  @Test("are not those of a run that was interrupted, or of other cells")
  func notAdded() throws {
    let folder = try TemporaryFolder()
    // Stops between the first and the last cell.
    var cells = 0
    _ = try TinyExperiment(seeds: "0..<4").run(
      in: folder.path, stop: { _ in cells >= 2 },
      events: { if case .finished = $0 { cells += 1 } })
    let states = try ResultsDocument(withoutCellsOf: folder.path + "/out.h5").runs[0].points.map(
      \.state)
    #expect(states.contains(.done) && states.contains { $0 != .done })
    _ = try run("0..<4", in: folder)
    #expect(try added(folder).isEmpty)
    _ = try run("0..<6", in: folder, learningRate: "1e-2")
    #expect(try added(folder).isEmpty)
  }

  @Test("stay in an anonymous file, and are united by a merge")
  func survive() throws {
    let folder = try TemporaryFolder()
    for part in ["a", "b"] {
      _ = try TinyExperiment(seeds: "0..<2").run(
        in: folder.path, store: part, output: "\(part).h5")
    }
    for (part, shard) in [("a", "1/2"), ("b", "2/2")] {
      var scope = CellScope.all
      scope.shard = Shard(parsing: shard)
      _ = try TinyExperiment(seeds: "0..<4").run(
        in: folder.path, store: part, output: "\(part).h5", scope: scope)
    }
    let merge = try ResultsMerge(
      ["a", "b"].map { try StoredResults(path: "\(folder.path)/\($0).h5") }, commandLine: [])
    let merged = try merge.write(to: folder.path + "/merged.h5")
    #expect(try added(folder, "merged.h5").map(\.added) == [[2, 3]])
    #expect(try added(folder, "merged.h5").map(\.there) == [[0, 1]])
    let atOnce = try run("0..<4", in: folder, output: "at-once.h5")
    #expect(merged.digest == atOnce.digest)

    let anonymous = try AnonymousResults(of: folder.path + "/merged.h5", names: [])
    try anonymous.write(to: folder.path + "/anonymous.h5")
    #expect(try added(folder, "anonymous.h5") == added(folder, "merged.h5"))
  }

  @Test("that cannot be read are said, and their file is left as it is")
  func malformed() throws {
    let folder = try TemporaryFolder()
    _ = try run("0..<2", in: folder)
    let path = folder.path + "/out.h5"
    for value: ResultAttribute.Value in [
      .texts(["{"]), .text("seeds"), .texts([#"{"run": "main", "there": [], "added": [1]}"#]),
      .texts([#"{"run": "main", "there": [0.5], "added": [1], "time": ""}"#]),
    ] {
      var tree = try ResultFile.read(path)
      let place = try #require(tree.groups.firstIndex { $0.name == "provenance" })
      tree.groups[place].group.setAttribute(AddedSeeds.attribute, value)
      try ResultFile.write(tree, to: path)
      #expect(try lines(folder).first?.contains("cannot be read") == true)
      #expect(throws: ResultFileError.self) {
        try ResultsMerge([StoredResults(path: path)], commandLine: [])
      }
      let bytes = try folder.bytes("out.h5")
      let error = #expect(throws: UnreadableResults.self) { try run("0..<3", in: folder) }
      #expect(error?.description.contains("added later") == true)
      #expect(try folder.bytes("out.h5") == bytes)
    }
  }

  @Test(
    "are named in few words",
    arguments: [
      ([3], [0], "seed 3 was added after the results of seed 0 had been written (2026-11-30)"),
      (
        [3, 4], [0, 1, 2],
        "seeds 3 and 4 were added after the results of seeds 0, 1, 2 had been written (2026-11-30)"
      ),
      (
        [5, 6, 7, 8, 9, 20], [0, 1, 2, 3, 4, 10],
        "seeds 5 to 9 and 20 were added after the results of seeds 0 to 4, 10 had been written (2026-11-30)"
      ),
    ] as [([Int64], [Int64], String)])
  func words(added: [Int64], there: [Int64], line: String) throws {
    let record = AddedSeeds(
      run: "main", there: there, added: added, time: "2026-11-30T09:00:00Z")
    #expect(record.line(namesRun: false) == line)
    #expect(record.line(namesRun: true) == "run main: " + line)
    #expect(try AddedSeeds(json: record.json) == record)
  }
}
