import Foundation
import Testing

@testable import FPTLib
@testable import FPTResults

@Suite struct CellSealTests {
  let folder: ResultsTestFolder
  let store: CellStore
  let hash = SampleResults.hashA

  init() throws {
    folder = try ResultsTestFolder()
    store = CellStore(folder: folder.file("cells"))
    try store.save(SampleResults.cell(hash))
  }

  @Test func everyByteCounts() throws {
    let path = try store.path(of: hash)
    let original = try Data(contentsOf: URL(filePath: path))
    #expect(try CellSeal.holds(path))
    let end = original.count - CellSeal.byteCount
    for place in stride(from: 0, to: end, by: max(1, end / 200)) + Array(end + 8..<original.count) {
      var bytes = original
      bytes[place] ^= 4
      try bytes.write(to: URL(filePath: path))
      #expect(throws: ResultFileError.self, "byte \(place)") { try CellSeal.holds(path) }
      do throws(ResultFileError) {
        _ = try store.state(hash)
        Issue.record("byte \(place)")
      } catch {
        #expect(error.isAboutContent && "\(error)".contains("the seal at its end"))
      }
    }
  }

  /// Without a seal a file is what it is, and is read with every other check.
  @Test func aFileWithoutASeal() throws {
    let path = try store.path(of: hash)
    let original = try Data(contentsOf: URL(filePath: path))
    for length in [original.count - CellSeal.byteCount, 20, 0] {
      try original.prefix(length).write(to: URL(filePath: path))
      #expect(try !CellSeal.holds(path))
    }
    try original.dropLast(CellSeal.byteCount).write(to: URL(filePath: path))
    #expect(try store.load(hash).state == .done)
  }

  @Test func aDamagedCellIsKeptAside() throws {
    try Data("nothing".utf8).write(to: URL(filePath: store.path(of: hash)))
    let place = try store.setAside(hash)
    #expect(try !store.contains(hash) && store.hashes().isEmpty)
    #expect(try store.setAside().map(\.hash) == [hash])
    #expect(try Data(contentsOf: URL(filePath: place)) == Data("nothing".utf8))
    try store.removeSetAside(hash)
    #expect(try store.setAside().isEmpty)
  }
}

private func + (a: StrideTo<Int>, b: [Int]) -> [Int] { Array(a) + b }
