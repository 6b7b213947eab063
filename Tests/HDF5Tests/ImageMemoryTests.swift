import Foundation
import HDF5
import Testing

@Suite struct ImageMemoryTests {
  /// Resident bytes of this process; nil where the system does not say.
  private static var residentBytes: Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
      let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  private static func makeImage(named name: String) throws -> Int {
    let file = try File.createInMemory(named: name)
    let values = [Float](repeating: 1, count: 1 << 20)
    let root = try file.root()
    for name in ["a", "b", "c", "d"] {
      let dataset = try root.createDataset(name, type: .float32, space: .simple([values.count]))
      try dataset.write(values)
    }
    return try file.closeAsImage().count
  }

  /// A run keeps thousands of checkpoints, and each is built in memory.
  @Test(.enabled(if: residentBytes != nil)) func imagesAreGivenBack() throws {
    let folder = try TemporaryFolder()
    // What the image replaces is on disk under its name, as a checkpoint is.
    let path = folder.file("checkpoint.h5")
    for name in [path, path + "~in-memory"] {
      try Data(count: 16 << 20).write(to: URL(filePath: name))
    }
    for _ in 0..<3 { _ = try Self.makeImage(named: path) }
    let before = try #require(Self.residentBytes)
    for _ in 0..<10 { #expect(try Self.makeImage(named: path) > 16 << 20) }
    let after = try #require(Self.residentBytes)
    // One image that is not given back is 16 MiB; other tests take memory beside this one.
    #expect(after - before < 80 << 20)
  }
}
