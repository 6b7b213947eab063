import Foundation
import HDF5
import Testing

@Suite struct ErrorTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func failure(_ body: () throws -> Void) -> HDF5Error? {
    do {
      try body()
    } catch let error as HDF5Error {
      return error
    } catch {
      Issue.record(error)
    }
    return nil
  }

  @Test func missingFileHasTheLibrarysReason() throws {
    let error = failure { _ = try File.open(folder.file("absent.h5")) }
    guard case .library("H5Fopen", _, let frames) = error else {
      Issue.record("unexpected \(String(describing: error))")
      return
    }
    #expect(frames.contains { $0.message.contains("No such file") })
  }

  @Test func textIsNotAnHDF5File() throws {
    let path = folder.file("text.h5")
    try Data("not HDF5".utf8).write(to: URL(filePath: path))
    #expect("\(try #require(failure { _ = try File.open(path) }))".contains("signature"))
  }

  @Test func wrongTypeCountAndLimit() throws {
    let file = try File.create(folder.file("x.h5"))
    let root = try file.root()
    let dataset = try root.createDataset("x", type: .float32, space: .simple([4]))
    #expect(
      failure { try dataset.write([1.0, 2, 3, 4] as [Double]) }
        == .mismatch(object: "/x", expected: "float64", found: "float32"))
    #expect(failure { try dataset.write([1, 2] as [Float]) } != nil)
    try dataset.write([1, 2, 3, 4] as [Float])
    #expect(
      failure { _ = try dataset.read(Float.self, limit: 15) }
        == .overLimit(object: "/x", quantity: "bytes of data", limit: 15, found: 16))
    #expect(try dataset.read(limit: 16) == [1, 2, 3, 4] as [Float])
    #expect(failure { _ = try dataset.read(Int64.self, limit: 100) } != nil)
    #expect(failure { _ = try dataset.readTexts(limit: 100) } != nil)
  }

  @Test func claimedButUnwrittenDataIsNotAllocated() throws {
    let path = folder.file("claims.h5")
    let file = try File.create(path)
    _ = try file.root().createDataset("x", type: .float64, space: .simple([1 << 20]))
    try file.close()
    let dataset = try File.open(path).root().dataset("x")
    guard case .mismatch = failure({ _ = try dataset.read(Double.self, limit: 1 << 30) }) else {
      Issue.record("read what was never written")
      return
    }
  }

  @Test func textsBeyondTheLimit() throws {
    let path = folder.file("long.h5")
    let file = try File.create(path)
    try file.root().createDataset("x", type: .text, space: .simple([2])).write(
      [String(repeating: "a", count: 1000), "b"])
    try file.close()
    let dataset = try File.open(path).root().dataset("x")
    #expect(
      failure { _ = try dataset.readTexts(limit: 500) }
        == .overLimit(object: "/x", quantity: "bytes of text", limit: 500, found: 501))
    #expect(try dataset.readTexts(limit: 1100).map(\.count) == [1000, 1])
  }

  @Test func namesAndTexts() throws {
    let root = try File.create(folder.file("n.h5")).root()
    #expect(failure { _ = try root.createGroup("") } != nil)
    #expect(failure { _ = try root.createGroup("a\0b") } != nil)
    #expect(failure { try root.setAttribute("a", "x\0y") } != nil)
    _ = try root.createGroup("g")
    #expect(failure { _ = try root.createGroup("g") } != nil)
    #expect(failure { _ = try root.dataset("g") } != nil)
    #expect(try root.contains("g"))
    #expect(try !root.contains("h"))
  }

  @Test func closedFile() throws {
    let path = folder.file("closed.h5")
    let file = try File.create(path)
    let group = try file.root().createGroup("g")
    try file.close()
    try file.close()
    #expect(failure { _ = try file.root() } == .closed(object: path))
    #expect(failure { try group.setAttribute("a", Int64(1)) } != nil)
  }

  @Test func filesOnManyThreads() async throws {
    // Each task has a file of its own; calls of different files interleave.
    let path = folder.path
    try await withThrowingTaskGroup(of: Int64.self) { tasks in
      for index in 0..<8 {
        tasks.addTask {
          let name = "\(path)/\(index).h5"
          let file = try File.create(name)
          for step in 0..<20 {
            let dataset = try file.root().createDataset(
              "d\(step)", type: .int64, space: .simple([1]))
            try dataset.write([Int64(index)])
            try dataset.makeScale(named: "d\(step)")
          }
          try file.close()
          // A failure here must find its own errors.
          #expect(throws: HDF5Error.self) { try File.open(name).root().group("absent") }
          return try File.open(name).root().dataset("d19").read(limit: 8)[0]
        }
      }
      var sum: Int64 = 0
      for try await value in tasks { sum += value }
      #expect(sum == 28)
    }
  }
}
