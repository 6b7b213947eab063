import FPTLib
import FPTRun
import FPTScript
import Foundation
import Testing

/// Removing what no results file refers to, and nothing else.
@Suite struct UnusedCellsTests {
  @Test func onlyFinishedCellsThatNobodyNamesCanGo() throws {
    let folder = try TemporaryFolder()
    _ = try TinyExperiment().run(in: folder.path)
    _ = try TinyExperiment(steps: 4).run(in: folder.path, output: "gone.h5")
    _ = try TinyExperiment(steps: 200, seeds: "0..<1").run(
      in: folder.path, output: "stopped.h5", stop: { $0 > 20 })
    for name in ["gone", "stopped"] {
      try FileManager.default.removeItem(atPath: folder.path + "/\(name).h5")
    }
    let store = CellStore(folder: folder.path + "/cells")
    #expect(try store.hashes().count == 5)
    let unused = try UnusedCells(store: store.folder, results: folder.path)
    #expect(unused.removable.count == 2 && unused.used == 2 && unused.unfinished.count == 1)
    #expect(unused.removable.allSatisfy { $0.description.hasPrefix("BitXOR · BERT · seed") })

    // Not while a run uses the store.
    let use = try store.beginUse()
    #expect(throws: ResultFileError.self) { try unused.remove() }
    use.end()
    // A cell that another process computes is left out.
    let lock = try store.lock(unused.removable[0].hash)
    #expect(
      try UnusedCells(store: store.folder, results: folder.path).removable.count == 1)
    lock.release()

    try unused.remove()
    #expect(try store.hashes().count == 3)
    let again = try TinyExperiment().run(in: folder.path)
    #expect(again.computed == 0 && again.reused == 2)
  }

  /// Results have any name that `-o` gives them; hidden files and files of other kinds are none.
  @Test(arguments: ["mine.hdf5", "mine", "MINE.H5"])
  func aResultsFileOfAnyNameKeepsItsCells(name: String) throws {
    let folder = try TemporaryFolder()
    _ = try TinyExperiment().run(in: folder.path, output: "results/" + name)
    let results = folder.path + "/results"
    try Data("row,column\n".utf8).write(to: URL(filePath: results + "/notes.csv"))
    let store = CellStore(folder: folder.path + "/cells")
    let unused = try UnusedCells(store: store.folder, results: results)
    #expect(unused.files == ["\(results)/\(name)"])
    #expect(unused.removable.isEmpty && unused.used == 2)

    // What it refers to is not known once it is damaged.
    let bytes = try folder.bytes("results/" + name)
    try bytes.prefix(bytes.count / 2).write(to: URL(filePath: "\(results)/\(name)"))
    #expect(throws: ResultFileError.self) {
      try UnusedCells(store: store.folder, results: results)
    }
    try FileManager.default.moveItem(
      atPath: "\(results)/\(name)", toPath: "\(results)/.\(name)")
    #expect(try UnusedCells(store: store.folder, results: results).removable.count == 2)
  }

  /// What a file that cannot be read refers to is not known: nothing is removed.
  @Test func aDamagedResultsFileStopsTheCollection() throws {
    let folder = try TemporaryFolder()
    _ = try TinyExperiment().run(in: folder.path)
    let bytes = try folder.bytes("out.h5")
    try bytes.prefix(bytes.count / 2).write(to: URL(filePath: folder.path + "/out.h5"))
    #expect(throws: ResultFileError.self) {
      try UnusedCells(store: folder.path + "/cells", results: folder.path)
    }
    // Nor where the folder of results is a slip of the pen.
    #expect(throws: ResultFileError.self) {
      try UnusedCells(store: folder.path + "/cells", results: folder.path + "/reslts")
    }
  }
}
