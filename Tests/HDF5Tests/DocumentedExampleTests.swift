import Testing

@testable import HDF5

/// The examples in doc comments compile and do what they say.
@Suite struct DocumentedExampleTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func fileAndDataset() throws {
    let file = try File.create(folder.file("results.h5"))
    let root = try file.root()
    try root.setAttribute("seed", 7 as Int64)
    let loss = try root.createDataset("loss", type: .float32, space: .simple([3]))
    try loss.write([0.9, 0.5, 0.3] as [Float])
    let values = try loss.read(Float.self, limit: 1 << 20)
    #expect(values == [0.9, 0.5, 0.3])
    try file.close()
  }
}
