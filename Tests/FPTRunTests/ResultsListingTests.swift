import FPTCatalog
import FPTEngine
import FPTLib
import FPTScript
import Foundation
import Testing

@testable import FPTRun

/// What stands behind a notebook, as people ask for it: cells, provenance, script, without names.
@Suite struct ResultsListingTests {
  private static func results(
    in folder: TemporaryFolder, overrides: [Override] = []
  ) throws -> StoredResults {
    _ = try TinyExperiment().run(in: folder.path, overrides: overrides)
    return try StoredResults(path: folder.path + "/out.h5")
  }

  @Test func cells() throws {
    let folder = try TemporaryFolder()
    let stored = try Self.results(in: folder)
    let listing = CellListing(stored)
    #expect(listing.rows.count == 2)
    let first = try #require(listing.rows.first)
    #expect(first.point == ["task": "xor", "arm": "fpt", "seed": "0"])
    #expect(first.state == "done" && first.steps == 6)
    #expect(first.numerics == Int64(numericsVersion))
    #expect(Set(first.measures.keys) == ["accuracy"])
    let lines = listing.text.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("task  arm  seed  state  hash"))
    #expect(lines[1].contains(first.hash.prefix(12)))
  }

  @Test func provenance() throws {
    let folder = try TemporaryFolder()
    let listing = ProvenanceListing(try Self.results(in: folder))
    #expect(listing.file.contains { $0.name == "numerics_version" })
    #expect(listing.cells.contains { $0.name == "processor" && $0.cells == 2 })
    #expect(listing.sources.map(\.name) == ["data BitXOR"])
    #expect(listing.text.contains("what they began from, by SHA-256"))
    let tree = try ResultFile.read(folder.path + "/out.h5").withoutProvenance()
    let without = ProvenanceListing(try StoredResults(tree: tree, path: "plain.h5"))
    #expect(without.text.hasPrefix("the file has no provenance"))
  }

  @Test func cellsAreChosenByPointsAndByHashes() throws {
    let folder = try TemporaryFolder()
    let stored = try Self.results(in: folder)
    let hash = stored.runs[0].hashes[1]
    #expect(try stored.cell(chosenBy: "seed=1").hash == hash)
    #expect(try stored.cell(chosenBy: String(hash.prefix(8))).hash == hash)
    #expect(Set(try stored.hashes(chosenBy: "arm=fpt")) == Set(stored.runs[0].hashes))
    let experiment = try stored.experiment()
    #expect(stored.point(of: hash, in: experiment)?.cell.seed == 1)
    #expect(stored.point(of: String(repeating: "0", count: 64), in: experiment) == nil)
    for text in ["arm=ftp", "arms=fpt", "seed=9", "=", "arm=fpt,"] {
      #expect(throws: CellSelection.Failure.self) { try stored.hashes(chosenBy: text) }
    }
    #expect(throws: CellSelection.Failure.self) { try stored.cell(chosenBy: "arm=fpt") }
    #expect(throws: CellHashError.self) { try stored.hashes(chosenBy: "zz") }
  }

  @Test func theScriptGivesTheSamePlan() throws {
    let folder = try TemporaryFolder()
    let stored = try Self.results(
      in: folder, overrides: [Override(path: "quick.steps", expression: "4")])
    let export = try ScriptExport(stored)
    #expect(export.arguments == ["--set", "quick.steps=4"])
    let paths = try export.write(to: folder.path + "/script")
    let experiment = try #require(
      check(path: paths[0], loader: FileSources(), schema: .current, overrides: stored.overrides)
        .experiment)
    let options = RunOptions(
      store: folder.path + "/other", output: "", threads: 1, baseFolder: folder.path)
    var runner = ExperimentRunner(options: options, assets: AssetStore(root: folder.path))
    let plan = try runner.plan(experiment)
    #expect(Set(plan.cells.compactMap { $0.identity?.hash }) == Set(stored.cells.map(\.hash)))
    // Once more changes nothing; another text is not replaced.
    #expect(try export.write(to: folder.path + "/script") == paths)
    try "mine".write(toFile: paths[0], atomically: true, encoding: .utf8)
    #expect(throws: ScriptExport.Failure.self) { try export.write(to: folder.path + "/script") }
  }

  @Test(
    arguments: [
      (["a.fpt", "common/b.fpt"], ["a.fpt", "common/b.fpt"]),
      (["a.fpt", "../b.fpt"], ["experiment/a.fpt", "b.fpt"]),
      (
        ["a.fpt", "../../c/b.fpt", "../d.fpt"],
        ["folder/experiment/a.fpt", "c/b.fpt", "folder/d.fpt"]
      ),
      (["a.fpt", "/etc/passwd"], nil), (["a.fpt", "b/../../c.fpt"], nil), (["a.fpt", "./c"], nil),
      (["a.fpt", "b//c"], nil), (["a.fpt", ".."], nil), (["a.fpt", "x\u{1B}[31m"], nil),
      (["a.fpt", "A.fpt"], nil), (["a.fpt", "b\\c"], nil), ([""], nil),
    ] as [([String], [String]?)])
  func namesLeadNowhereElse(names: [String], places: [String]?) throws {
    let folder = try TemporaryFolder()
    let stored = try Self.results(in: folder)
    var document = stored.document
    document.sources = names.map { ResultsDocument.Source(name: $0, text: "// \($0.count)") }
    let changed = try StoredResults(tree: document.tree(), path: "changed.h5")
    do {
      let export = try ScriptExport(changed)
      #expect(export.files.map(\.path) == places)
      let written = try export.write(to: folder.path + "/below")
      #expect(written.allSatisfy { $0.hasPrefix(folder.path + "/below/") })
    } catch {
      #expect(places == nil, "\(error)")
      #expect(!"\(error)".contains("\u{1B}"))
    }
  }

  @Test func withoutNames() throws {
    let folder = try TemporaryFolder()
    let experiment = TinyExperiment(
      prose: "/// Asked of jane.doe@example.org, data in /home/jane/data, by Jane.")
    _ = try experiment.run(in: folder.path)
    let path = folder.path + "/out.h5"
    let results = try AnonymousResults(of: path, names: ["Jane", "vm"])
    #expect(
      results.traces.map(\.found) == ["jane.doe@example.org", "/home/jane/data", "Jane"])
    #expect(results.traces.allSatisfy { $0.place == "script tiny.fpt:1" })
    let output = folder.path + "/anonymous.h5"
    try results.write(to: output)
    #expect(try ResultFile.verify(output) == ContentDigest(of: ResultFile.read(path)))
    let bytes = try Data(contentsOf: URL(filePath: output))
    let host = ProcessInfo.processInfo.hostName
    for name in ["command_line", "started", "commit", "host", "fpt-run-", folder.path] {
      #expect(bytes.range(of: Data(name.utf8)) == nil, "\(name)")
    }
    let kept = try ResultFile.read(output).group("provenance")
    #expect(kept?.attribute("numerics_version") != nil)
    #expect(kept?.attribute("host") == nil && !host.isEmpty)
    #expect(kept?.group("cells")?.groups.first?.group.attribute("seconds") != nil)
  }

  /// What the experiment itself says of whose it is stays in the script, so a person is told.
  @Test func authorsAndTheDOIAreTold() throws {
    let folder = try TemporaryFolder()
    var experiment = TinyExperiment(prose: "/// An idea of Lovelace.", seeds: "0..<1")
    experiment.script = experiment.script.replacing(
      "fpt: 1;", with: "fpt: 1; authors: [\"Ada Lovelace\"]; doi: \"10.5281/zenodo.1\";")
    _ = try experiment.run(in: folder.path)
    let results = try AnonymousResults(of: folder.path + "/out.h5", names: [])
    #expect(
      results.traces.map { "\($0.place): \($0.what)" } == [
        "script tiny.fpt:1: an author", "script tiny.fpt:2: an author",
        "script tiny.fpt:2: a DOI",
      ])
  }

  @Test func earlierNumericsAreToldAndNotComputed() throws {
    let folder = try TemporaryFolder()
    let stored = try Self.results(in: folder)
    func changed(_ hashes: Set<String>) throws -> StoredResults {
      var document = stored.document
      for index in document.cells.indices where hashes.contains(document.cells[index].hash) {
        document.cells[index].configuration = document.cells[index].configuration.replacing(
          "\"numerics\":\(numericsVersion)", with: "\"numerics\":1")
        document.cells[index].provenance.removeAll { $0.name == "commit" }
        document.cells[index].provenance.append(ResultAttribute("commit", .text("abc123")))
      }
      return try StoredResults(tree: document.tree(), path: "old.h5")
    }
    func rerun(_ results: StoredResults, cells: [String] = []) throws -> Rerun {
      try Rerun(
        of: results, cells: cells,
        options: RunOptions(store: folder.path + "/again", output: "", threads: 1, baseFolder: "."),
        assets: AssetStore(root: folder.path), report: { _ in }, shouldStop: { false })
    }
    let hashes = stored.cells.map(\.hash)
    do {
      _ = try rerun(changed(Set(hashes)))
      Issue.record("planned")
    } catch let error as EarlierNumerics {
      #expect(
        "\(error)"
          == "old.h5: 2 cells are of numerics version 1 (commit abc123 gives the bits), and "
          + "this fpt-script has version \(numericsVersion), which gives others")
    }
    // Of the others, what was asked is answered.
    var mixed = try rerun(changed([stored.runs[0].hashes[0]]))
    #expect(mixed.earlier?.cells == 1)
    let report = try mixed.run()
    #expect(report.identical == 1 && report.cells.count == 1)
    #expect(!report.isIdentical)
    #expect(report.text.contains("; 1 of another version of the numerics was left out"))
    var chosen = try rerun(changed([stored.runs[0].hashes[0]]), cells: ["seed=1"])
    #expect(chosen.earlier == nil)
    #expect(try chosen.run().isIdentical)
  }

  @Test func gcTellsOfEarlierNumerics() throws {
    let folder = try TemporaryFolder()
    let stored = try Self.results(in: folder)
    let store = CellStore(folder: folder.path + "/cells")
    var old = try #require(stored.cells.first)
    old.hash = String(repeating: "ab", count: 32)
    old.configuration = old.configuration.replacing(
      "\"numerics\":\(numericsVersion)", with: "\"numerics\":1")
    try store.save(old)
    let unused = try UnusedCells(
      store: store.folder, results: folder.path, earlierThan: numericsVersion)
    #expect(unused.removable.map(\.hash) == [old.hash])
    #expect(unused.earlier?.map(\.numerics) == [1])
    #expect(unused.earlier?.first?.cells == 1 && unused.earlier?.first?.used == 0)
    try unused.remove()
    #expect(try store.hashes() == stored.cells.map(\.hash).sorted())
    let none = try UnusedCells(
      store: store.folder, results: folder.path, earlierThan: numericsVersion)
    #expect(none.earlier == [] && none.removable.isEmpty)
  }
}
