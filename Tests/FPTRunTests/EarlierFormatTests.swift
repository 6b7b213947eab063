import FPTCatalog
import FPTEngine
import FPTLib
import FPTResults
import FPTScript
import Foundation
import Testing

@testable import FPTRun

/// Files of format version 1, as an earlier version of the program wrote them: `Tests/Fixtures/results/version1`.
@Suite struct EarlierFormatTests {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/results/version1").path
  private static let file = fixtures + "/everything.h5"
  /// The cells of the fixtures are cells of this version of the numerics; another one has others.
  private static let hasTheirNumerics = numericsVersion == 5

  @Test func theFileIsReadAndItsDigestIsThatOfItsVersion() throws {
    let stored = try StoredResults(path: Self.file)
    #expect(stored.formatVersion == 1)
    #expect(
      stored.digest.hexadecimal
        == "5962ee234ea7205ffcd0022fa7044f42216828ae49172eb85d561eaa7142fc6d")
    #expect(try ResultFile.verify(Self.file) == stored.digest)
    #expect(stored.cells.count == 4)
    #expect(stored.document.notebook == nil)
  }

  /// What is merged of it is what this version would have written of the same cells.
  @Test func whatIsMergedIsOfThePresentVersion() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/merged.h5"
    let old = try StoredResults(path: Self.file)
    let (digest, isNew) = try ResultsMerge([old], commandLine: []).write(to: path)
    #expect(isNew)
    let merged = try StoredResults(path: path)
    #expect(merged.formatVersion == ResultFormat.version)
    #expect(merged.digest == digest)
    let difference = ResultsDifference(from: old, to: merged)
    #expect(difference.isEmpty)
    #expect(difference.formats == [1, ResultFormat.version])
    #expect(difference.same == 4)
    let upgraded = try old.document.upgraded(from: Self.file)
    #expect(upgraded.notebook == merged.document.notebook)
    #expect(upgraded.tables.map(\.texts) == merged.document.tables.map(\.texts))
    for (a, b) in zip(upgraded.plots, merged.document.plots) {
      #expect(Set(a.attributes) == Set(b.attributes))
    }
    #expect(merged.cells.allSatisfy { $0.resolvedConfiguration?.contains("\"beta1\":0.9") == true })
  }

  /// A difference across versions of the format is still found.
  @Test func whatDiffersIsTold() throws {
    let old = try StoredResults(path: Self.file)
    var tree = try old.document.upgraded(from: Self.file).tree()
    tree.groups.removeAll { $0.name == "plots" }
    tree.append("plots", ResultGroup())
    tree.groups = tree.groups.map { child in
      guard child.name == "notebook" else { return child }
      var child = child
      child.group.setAttribute("items", .texts([]))
      return child
    }
    let other = try StoredResults(tree: tree.stamped(), path: "other.h5")
    let difference = ResultsDifference(from: old, to: other)
    #expect(!difference.isEmpty)
    #expect(difference.figures.count == 3)
  }

  @Test func aScriptThatThisVersionDoesNotUnderstandIsTold() throws {
    var tree = try ResultFile.read(Self.file)
    tree.groups = tree.groups.map { child in
      guard child.name == "script" else { return child }
      var child = child
      let text = "experiment e { fpt: 99 }"
      child.group.variables = child.group.variables.map { variable in
        ResultVariable(
          scalar: variable.name, values: .texts([text]), attributes: variable.attributes)
      }
      return child
    }
    let stored = try StoredResults(tree: tree, path: "old.h5")
    #expect(throws: UnusableScript.self) { try stored.document.upgraded(from: "old.h5") }
    // What needs no script works all the same.
    #expect(stored.cells.count == 4)
  }

  @Test(.enabled(if: hasTheirNumerics, "the fixtures are of numerics version 5"))
  func cellsOfAStoreStayDone() throws {
    let folder = try TemporaryFolder()
    let store = folder.path + "/cells"
    try FileManager.default.copyItem(atPath: Self.fixtures + "/cells", toPath: store)
    // Half of the cells are of the earlier version, half are computed now.
    let names = try FileManager.default.contentsOfDirectory(atPath: store)
      .filter { $0.hasSuffix(".h5") }.sorted()
    for name in names.prefix(2) { try FileManager.default.removeItem(atPath: store + "/" + name) }
    let experiment = try #require(
      check(path: Self.fixtures + "/everything.fpt", loader: FileSources(), schema: .current)
        .experiment)
    let options = RunOptions(
      store: store, output: folder.path + "/out.h5", threads: 1, baseFolder: Self.fixtures)
    var runner = ExperimentRunner(
      options: options, assets: AssetStore(root: folder.path), report: { _ in })
    let plan = try runner.plan(experiment)
    #expect(plan.cells.count { $0.status == .done } == 2)
    #expect(plan.cells.count { $0.status == .new } == 2)
    let published = try PublishedValues.files(of: experiment, folder: Self.fixtures)
    let summary = try runner.run(plan, published: published)
    #expect(summary.computed == 2)
    let made = try StoredResults(path: folder.path + "/out.h5")
    #expect(ResultsDifference(from: try StoredResults(path: Self.file), to: made).isEmpty)
    // Which version of the format a cell was kept in leaves no trace.
    let path = folder.path + "/merged.h5"
    let merged = try ResultsMerge([StoredResults(path: Self.file)], commandLine: []).write(to: path)
    #expect(merged.digest == made.digest)
  }
}
