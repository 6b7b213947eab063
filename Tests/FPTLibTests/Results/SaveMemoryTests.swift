import FPTLib
import Foundation
import Testing

@testable import FPTResults

@Suite struct SaveMemoryTests {
  /// Resident bytes of this process; nil where the system does not say.
  private static var residentBytes: Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
      let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  private static func save(into folder: String) throws {
    var tree = ResultGroup()
    tree.variables = (0..<2).map {
      ResultVariable(
        parameter: "p\($0)", shape: [1 << 20], values: [Float](repeating: 1, count: 1 << 20))
    }
    var record = CellRecord(
      hash: String(repeating: "a", count: 64), state: .running, configuration: "{}")
    record.checkpoint = tree
    try CellStore(folder: folder).save(record)
  }

  /// A run keeps thousands of checkpoints.
  @Test(.enabled(if: residentBytes != nil)) func savedTreesAreGivenBack() throws {
    let folder = try ResultsTestFolder()
    for _ in 0..<2 { try Self.save(into: folder.path) }
    // One tree or file that is not given back is 8 MiB, 48 in each round. Other tests take memory beside this one, but not always.
    var growth: [Int] = []
    while growth.count < 6, (growth.min() ?? .max) >= 24 << 20 {
      let before = try #require(Self.residentBytes)
      for _ in 0..<6 { try Self.save(into: folder.path) }
      growth.append(try #require(Self.residentBytes) - before)
    }
    #expect((growth.min() ?? .max) < 24 << 20, "\(growth.map { $0 >> 20 }) MiB more")
  }
}
