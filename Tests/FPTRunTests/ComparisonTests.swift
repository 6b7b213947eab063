import FPTLib
import FPTScript
import Foundation
import Testing

@testable import FPTRun

/// Merging, comparing and running again, where something is not as it should be.
@Suite struct ComparisonTests {
  /// Results whose second cell was changed: the test loss of the last point, one weight, and the kernels it names.
  private func altered(in folder: TemporaryFolder) throws -> (hash: String, step: Int64) {
    _ = try TinyExperiment().run(in: folder.path, output: "a.h5")
    let store = CellStore(folder: folder.path + "/cells")
    let hash = try StoredResults(path: folder.path + "/a.h5").runs[0].hashes[1]
    var record = try store.load(hash)
    let split = try #require(record.curves.firstIndex { $0.split == "test" })
    let column = try #require(record.curves[split].columns.firstIndex { $0.name == "loss" })
    let last = record.curves[split].steps.count - 1
    record.curves[split].columns[column].values[last] += 0.25
    guard case .float32(var values) = record.trained[0].values else { throw Unexpected() }
    values[0] += 0.5
    record.trained[0].values = .float32(values)
    if let place = record.provenance.firstIndex(where: { $0.name == "products" }) {
      record.provenance[place].value = .text("Z80")
    }
    try store.save(record)
    _ = try TinyExperiment().run(in: folder.path, output: "b.h5")
    return (hash, record.curves[split].steps[last])
  }

  private struct Unexpected: Error {}

  /// What a process of a rerun reads has the experiment, and none of the results.
  @Test func theScriptAlone() throws {
    let folder = try TemporaryFolder()
    _ = try TinyExperiment().run(
      in: folder.path, overrides: [Override(path: "train.steps", expression: "4")])
    let whole = try StoredResults(path: folder.path + "/out.h5")
    try whole.writeScript(to: folder.path + "/script.h5")
    let script = try StoredResults(path: folder.path + "/script.h5")
    #expect(script.cells.isEmpty && script.runs.isEmpty)
    #expect(script.overrides == whole.overrides && script.profile == whole.profile)
    let cells = try [whole, script].map { try $0.experiment().runs.flatMap(\.cells) }
    #expect(cells[0] == cells[1] && !cells[0].isEmpty)
  }

  @Test func theFirstDivergingStepIsNamed() throws {
    let folder = try TemporaryFolder()
    let (hash, step) = try altered(in: folder)
    let a = try StoredResults(path: folder.path + "/a.h5")
    let b = try StoredResults(path: folder.path + "/b.h5")
    #expect(ResultsDifference(from: a, to: a).isEmpty)
    let difference = ResultsDifference(from: a, to: b)
    #expect(!difference.isEmpty && difference.same == 1)
    let cell = try #require(difference.cells.first)
    #expect(difference.cells.count == 1 && cell.hashes == [hash])
    #expect(cell.name == "xor · fpt · 1")
    let found = cell.difference
    #expect(found.curves.count == 1 && found.configuration.isEmpty && found.measures.isEmpty)
    #expect(found.curves[0].name == "test.loss" && found.curves[0].step == step)
    #expect(abs((found.curves[0].largest ?? 0) - 0.25) < 1e-12)
    #expect(found.weights?.tensors == 1 && found.weights?.largest == 0.5)
  }

  @Test func otherConfigurationsAreComparedPointByPoint() throws {
    let folder = try TemporaryFolder()
    _ = try TinyExperiment().run(in: folder.path, output: "a.h5")
    _ = try TinyExperiment(learningRate: "1e-4").run(in: folder.path, output: "b.h5")
    let difference = ResultsDifference(
      from: try StoredResults(path: folder.path + "/a.h5"),
      to: try StoredResults(path: folder.path + "/b.h5"))
    #expect(difference.plan.map(\.what) == ["script tiny.fpt"])
    #expect(difference.plan.first?.lines?.contains("lr: 1e-4") == true)
    #expect(difference.cells.count == 2 && difference.onlyInFirst.isEmpty)
    #expect(
      difference.cells.allSatisfy {
        $0.difference.configuration.map(\.path) == ["train.optimizer.lr"] && $0.hashes.count == 2
      })
  }

  @Test func filesThatDisagreeAreNotMerged() throws {
    let folder = try TemporaryFolder()
    let (hash, _) = try altered(in: folder)
    let files = try ["a", "b"].map { try StoredResults(path: folder.path + "/\($0).h5") }
    do {
      _ = try ResultsMerge(files, commandLine: [])
      Issue.record("merged")
    } catch let error as MergeError {
      guard case .conflicts(let conflicts) = error else { throw error }
      #expect(conflicts.map(\.hash) == [hash])
      #expect("\(error)".contains("xor · fpt · 1"), "\(error)")
      for file in files { #expect("\(error)".contains(file.path)) }
    }
    _ = try TinyExperiment(learningRate: "1e-4").run(in: folder.path, output: "c.h5")
    let other = try StoredResults(path: folder.path + "/c.h5")
    do {
      _ = try ResultsMerge([files[0], other], commandLine: [])
      Issue.record("merged")
    } catch let error as MergeError {
      #expect("\(error)".contains("are results of different plans"))
      #expect("\(error)".contains("lr: 1e-3") && "\(error)".contains("lr: 1e-4"), "\(error)")
    }
  }

  @Test func filesThatDisagreeAreNotImported() throws {
    let folder = try TemporaryFolder()
    _ = try altered(in: folder)
    let files = try ["a", "b"].map { try StoredResults(path: folder.path + "/\($0).h5") }
    let store = CellStore(folder: folder.path + "/imported")
    // One cell is here already, and the other is refused with it.
    #expect(try ImportedCells(files[0], into: store).imported == 2)
    #expect(try ImportedCells(files[0], into: store).known == 2)
    try store.remove(files[0].runs[0].hashes[0])
    #expect(throws: ImportConflict.self) { try ImportedCells(files[1], into: store) }
    #expect(try store.hashes() == [files[0].runs[0].hashes[1]])

    // What is damaged in the store is no reason to refuse, and is kept beside what replaces it.
    let damaged = try store.path(of: store.hashes()[0])
    try Data("no cell".utf8).write(to: URL(filePath: damaged))
    let last = try ImportedCells(files[1], into: store)
    #expect(last.imported == 2 && last.setAside == 1)
    #expect(try store.setAside().map(\.bytes) == [7])
  }

  @Test func aCellUnderAnotherNameIsNotImported() throws {
    let folder = try TemporaryFolder()
    _ = try TinyExperiment().run(in: folder.path)
    var tree = try ResultFile.read(folder.path + "/out.h5")
    let cells = try #require(tree.groups.firstIndex { $0.name == "cells" })
    let attributes = tree.groups[cells].group.groups[1].group.attributes
    let place = try #require(attributes.firstIndex { $0.name == "configuration" })
    let text = try #require(attributes[place].value.text)
    tree.groups[cells].group.groups[1].group.attributes[place].value = .text(
      text.replacingOccurrences(of: #""seed":"#, with: #""seed":7"#))
    let store = CellStore(folder: folder.path + "/imported")
    do {
      _ = try ImportedCells(try StoredResults(tree: tree, path: "theirs.h5"), into: store)
      Issue.record("imported")
    } catch let error as ResultFileError {
      #expect("\(error)".contains("the configuration whose SHA-256 is the cell's name"))
    }
    #expect(try store.hashes() == [])
  }

  /// What can be known without computing: each edit is one that leaves all digests to be made anew.
  @Test(arguments: [
    ("a value of the cell", "/runs/main/accuracy: expected 0.5"), ("no value", "a number `value`"),
    ("no tensor", "found none of "), ("no curve", "a curve of the split"),
    ("steps that descend", "expected ascending steps from 1 to 6, found 2 behind 2"),
    ("a step too many", "expected ascending steps from 1 to 6, found 7 behind "),
    ("an accuracy beyond 1", "expected shares from 0 to 1, found 1.5"),
    ("a share beyond 1", "expected a number from 0.0 to 1.0, found 1.5"),
    ("a measure more", "measures that the script inside asks for"),
    ("other measure", "expected Accuracy"),
    ("other steps", "`train` as the script inside has it"),
    ("no configuration", "the configuration of a cell"),
    ("a cell of no run", "a cell of the file's runs"),
  ])
  func aCellThatDoesNotFitIsNotImported(edit: String, complaint: String) throws {
    let folder = try TemporaryFolder()
    _ = try TinyExperiment().run(in: folder.path)
    var tree = try ResultFile.read(folder.path + "/out.h5")
    let cells = try #require(tree.groups.firstIndex { $0.name == "cells" })
    var cell = tree.groups[cells].group.groups.removeFirst()
    var record = try CellRecord(hash: cell.name, content: cell.group, provenance: [])
    let first = try #require(record.measures.firstIndex { $0.name.hasPrefix("Accuracy") })
    switch edit {
    case "a value of the cell":
      record.measures[first].group.variables[0].values = .float64([0.5])
    case "no value": record.measures[first].group.variables = []
    case "no tensor": record.trained.removeLast()
    case "a measure more": record.measures.append(.init(name: "Loss", group: ResultGroup()))
    case "no curve": record.curves.removeAll()
    case "steps that descend": record.curves[0].steps[1] = record.curves[0].steps[0]
    case "a step too many": record.curves[0].steps[record.curves[0].steps.count - 1] = 7
    case "an accuracy beyond 1":
      let column = try #require(
        record.curves[0].columns.firstIndex { $0.name == "accuracy" })
      record.curves[0].columns[column].values[0] = 1.5
    case "a share beyond 1":
      record.measures[first].group.variables[0].values = .float64([1.5])
    case "other measure":
      record.measures[first].group.setAttribute("measure", .text("Loss(split: test)"))
    case "other steps":
      record.configuration.replace("\"steps\":6", with: "\"steps\":60")
      record.hash = CellIdentity.sha256(record.configuration)
    case "no configuration":
      record.configuration = "hello"
      record.hash = CellIdentity.sha256(record.configuration)
    default:
      tree.groups[cells].group.groups.append(cell)
      record.configuration.replace("\"steps\":6", with: "\"steps\":60")
      record.hash = CellIdentity.sha256(record.configuration)
    }
    if edit != "a cell of no run" { tree.replace(cell.name, by: record.hash) }
    cell = .init(name: record.hash, group: record.content)
    tree.groups[cells].group.groups.append(cell)
    let store = CellStore(folder: folder.path + "/imported")
    do {
      _ = try ImportedCells(try StoredResults(tree: tree, path: "theirs.h5"), into: store)
      Issue.record("imported")
    } catch let error as ResultFileError {
      #expect("\(error)".contains(complaint), "\(error)")
    }
    #expect(try store.hashes() == [])
  }

  @Test func mixedKernelsAreToldAndNothingIsLost() throws {
    let folder = try TemporaryFolder()
    _ = try altered(in: folder)
    let merge = try ResultsMerge(
      [StoredResults(path: folder.path + "/b.h5")], commandLine: [])
    #expect(merge.warnings.count == 1 && merge.warnings[0].contains("1 with Z80"))
    // A file with cells that the merged results lack is not replaced.
    _ = try TinyExperiment(seeds: "0..<3").run(in: folder.path, output: "more.h5")
    let before = try folder.bytes("more.h5")
    #expect(throws: ResultsAtRisk.self) { try merge.write(to: folder.path + "/more.h5") }
    #expect(try folder.bytes("more.h5") == before)
  }

  @Test(arguments: [true, false])
  func runningAgain(isAltered: Bool) throws {
    let folder = try TemporaryFolder()
    let (hash, step) = try altered(in: folder)
    let file = folder.path + (isAltered ? "/b.h5" : "/a.h5")
    var rerun = try Rerun(
      of: StoredResults(path: file), cells: [],
      options: RunOptions(store: folder.path + "/fresh", output: "", threads: 2),
      assets: AssetStore(root: folder.path + "/no-assets"), report: { _ in },
      shouldStop: { false })
    let report = try rerun.run()
    #expect(report.isIdentical == !isAltered)
    #expect(report.cells.count == 2)
    guard isAltered else {
      #expect(report.newDigest == report.digest)
      #expect(report.text.contains("bit-identical: all 2 cells are"))
      #expect(report.provenance.isEmpty)
      return
    }
    #expect(report.identical == 1)
    let cell = try #require(report.cells.first { $0.hash == hash })
    guard case .different(let difference) = cell.outcome else { throw Unexpected() }
    #expect(difference.curves.first?.step == step)
    #expect(report.provenance.map(\.name) == ["products"])
    #expect(report.text.contains("products: Z80 → "), "\(report.text)")
  }

  @Test func whatIsInterruptedHasNotFailed() throws {
    let folder = try TemporaryFolder()
    _ = try altered(in: folder)
    var rerun = try Rerun(
      of: StoredResults(path: folder.path + "/a.h5"), cells: [],
      options: RunOptions(store: folder.path + "/fresh", output: "", threads: 2),
      assets: AssetStore(root: folder.path + "/no-assets"), report: { _ in },
      shouldStop: { true })
    let report = try rerun.run()
    #expect(report.isInterrupted && !report.isIdentical)
    #expect(report.text.hasSuffix("\n2 of 2 cells are not computed\n"), "\(report.text)")
    #expect(!report.text.contains("✗"))
  }

  /// What `export --without-provenance` writes holds the same results in another order, and proves itself as they do.
  @Test func exportedResultsAgain() throws {
    let folder = try TemporaryFolder()
    // Neither the measures nor the columns of curves are in the order of their names.
    _ = try TinyExperiment(measures: "[loss, curve, accuracy]").run(in: folder.path, output: "a.h5")
    let (file, exported) = (folder.path + "/a.h5", folder.path + "/exported.h5")
    try ResultFile.write(ResultFile.read(file).withoutProvenance(), to: exported)
    let (original, stored) = (try StoredResults(path: file), try StoredResults(path: exported))
    for (a, b) in zip(original.cells, stored.cells) {
      #expect(ContentDigest(of: a.content) == ContentDigest(of: b.content))
    }
    var rerun = try Rerun(
      of: stored, cells: [],
      options: RunOptions(store: folder.path + "/fresh", output: "", threads: 2),
      assets: AssetStore(root: folder.path + "/no-assets"), report: { _ in },
      shouldStop: { false })
    let report = try rerun.run()
    #expect(report.isIdentical && report.newDigest == report.digest, "\(report.text)")
    let merged = try ResultsMerge([stored], commandLine: []).write(to: folder.path + "/merged.h5")
    #expect(merged.digest == original.digest)
  }

  /// Where all numbers agree, it is said what does not.
  @Test func whatElseDiffersIsNamed() throws {
    let folder = try TemporaryFolder()
    _ = try TinyExperiment(seeds: "0..<1").run(in: folder.path, output: "a.h5")
    let record = try #require(StoredResults(path: folder.path + "/a.h5").cells.first)
    var (other, more) = (record, record)
    other.message = "a word"
    other.curves[0].columns[0].units = "nat"
    let difference = try #require(CellDifference(from: record, to: other))
    #expect(
      difference.lines.map { "\($0.head): \($0.text)" } == [
        "other: @message (absent) → a word", "other: curves/train/loss@units 1 → nat",
      ])
    more.measures.removeFirst()
    more.trained[0].dimensions = ["size"]
    more.trained[0].shape = [more.trained[0].values.count]
    let form = try #require(CellDifference(from: more, to: record))
    #expect(form.weights?.tensors == 1 && form.measures.isEmpty == false)
    #expect(form.others.map(\.place) == ["@measures_done"])
  }

  @Test func oneCellAgain() throws {
    let folder = try TemporaryFolder()
    _ = try TinyExperiment(seeds: "0..<3").run(in: folder.path, output: "a.h5")
    let stored = try StoredResults(path: folder.path + "/a.h5")
    var steps = 0
    var rerun = try Rerun(
      of: stored, cells: [String(stored.runs[0].hashes[2].prefix(12))],
      options: RunOptions(store: folder.path + "/fresh", output: "", threads: 1),
      assets: AssetStore(root: folder.path + "/no-assets"),
      report: { if case .step = $0 { steps += 1 } }, shouldStop: { false })
    let report = try rerun.run()
    #expect(report.isIdentical && report.cells.count == 1 && report.newDigest == nil)
    #expect(steps == 6)
  }
}

extension ResultGroup {
  /// Puts another text in the place of one, in every array.
  fileprivate mutating func replace(_ old: String, by new: String) {
    for index in variables.indices {
      guard case .texts(let texts) = variables[index].values else { continue }
      variables[index].values = .texts(texts.map { $0 == old ? new : $0 })
    }
    for index in groups.indices { groups[index].group.replace(old, by: new) }
  }
}
