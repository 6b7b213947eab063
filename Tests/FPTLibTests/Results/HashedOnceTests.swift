import FPTLib
import Foundation
import Testing

@testable import FPTResults

/// Each byte of an array is hashed once when it is written and once when it is read.
@Suite struct HashedOnceTests {
  /// Most of the bytes of what is written here.
  private static let weights = 400_000
  /// What a cell has besides, with its HDF5 structures.
  private static let rest = 100_000

  private static func cell(_ hash: String) -> CellRecord {
    var cell = SampleResults.cell(hash)
    cell.trained = [
      ResultVariable(
        parameter: "large", shape: [weights / 4], values: (0..<weights / 4).map { Float($0) })
    ]
    return cell
  }

  private static func hashed(_ body: () throws -> Void) rethrows -> Int {
    let counter = HashedBytes()
    try HashedBytes.$counter.withValue(counter) { try body() }
    return counter.count
  }

  @Test func aCellOfTheStore() throws {
    let folder = try ResultsTestFolder()
    let store = CellStore(folder: folder.path)
    let cell = Self.cell(SampleResults.hashA)
    let whenWritten = try Self.hashed { try store.save(cell) }
    #expect((Self.weights..<Self.weights + Self.rest).contains(whenWritten), "\(whenWritten)")
    let fresh = CellStore(folder: folder.path)
    let whenPlanned = try Self.hashed { _ = try fresh.summary(cell.hash) }
    #expect(whenPlanned == 0)
    let whenRead = try Self.hashed {
      try fresh.check(cell.hash)
      _ = try fresh.load(cell.hash)
    }
    #expect((Self.weights..<Self.weights + Self.rest).contains(whenRead), "\(whenRead)")
  }

  /// Weights that were read of the store are not hashed again for the results.
  @Test func resultsOfCells() throws {
    let folder = try ResultsTestFolder()
    let store = CellStore(folder: folder.path)
    try store.save(Self.cell(SampleResults.hashA))
    let record = try CellStore(folder: folder.path).load(SampleResults.hashA)
    var document = SampleResults.document()
    document.cells = [record]
    document.runs = []
    let path = folder.file("results.h5")
    let whenWritten = try Self.hashed { try ResultFile.write(document.tree(), to: path) }
    #expect(whenWritten < Self.rest, "\(whenWritten)")
    let whenRead = try Self.hashed { _ = try ResultsDocument(path: path) }
    #expect((Self.weights..<Self.weights + Self.rest).contains(whenRead), "\(whenRead)")
  }

  /// A digest is of the values that it goes along with.
  @Test func changedValuesHaveAnotherDigest() throws {
    var variable = ResultVariable(scalar: "a", values: .float64([1]))
    var group = ResultGroup()
    group.variables = [variable]
    variable = group.stamped().variables[0]
    let digest = variable.valuesDigest()
    variable.values = .float64([2])
    #expect(variable.valuesDigest() != digest)
    variable.values = .float64([1])
    #expect(variable.valuesDigest() == digest)
  }
}
