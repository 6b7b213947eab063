import FPTLib
import Foundation
import Testing

@testable import FPTRun

/// Runs where the file system has no locks: files stand for them, and one notice says so.
@Suite struct LocklessFileSystemTests {
  static let codes: [Int32] = [ENOLCK, ENOSYS, EOPNOTSUPP, EINVAL]

  @Test(arguments: codes)
  func aRunIsWhole(_ code: Int32) throws {
    let folder = try TemporaryFolder()
    let experiment = TinyExperiment(steps: 2)
    let whole = try experiment.run(in: folder.path, store: "whole", output: "whole.h5")
    var notices: [String] = []
    let lockless = PlannedFault(every: [.lock], .error(code))
    let summary = try PlannedFault.$current.withValue(lockless) {
      try experiment.run(
        in: folder.path, store: "cells",
        events: { if case .notice(let text) = $0 { notices.append(text) } })
    }
    #expect(summary.digest == whole.digest && summary.end == .done)
    #expect(notices.count == 1 && notices[0].contains("has no locks"), "\(notices)")
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/cells")
    #expect(left.allSatisfy { $0.hasSuffix(".h5") }, "\(left)")
  }

  /// Interrupted and run on, and cells removed: everything that takes locks works without them.
  @Test func resumedAndCollected() throws {
    let folder = try TemporaryFolder()
    let experiment = TinyExperiment(seeds: "0..<1")
    let whole = try experiment.run(in: folder.path, store: "whole", output: "whole.h5")
    let store = CellStore(folder: folder.path + "/cells")
    try PlannedFault.$current.withValue(PlannedFault(every: [.lock], .error(ENOSYS))) {
      let first = try experiment.run(in: folder.path, stop: { $0 >= 12 })
      #expect(first.isInterrupted)
      let second = try experiment.run(in: folder.path)
      #expect(second.digest == whole.digest)
      try FileManager.default.removeItem(atPath: folder.path + "/out.h5")
      try FileManager.default.removeItem(atPath: folder.path + "/whole.h5")
      let unused = try UnusedCells(store: store.folder, results: folder.path)
      #expect(unused.removable.count == 1)
      // Not while a run uses the store, whether that can lock it or not.
      let use = try store.beginUse()
      #expect(use.isByFiles)
      #expect(throws: ResultFileError.self) { try unused.remove() }
      PlannedFault.$current.withValue(nil) {
        #expect(throws: ResultFileError.self) { try unused.remove() }
      }
      use.end()
      try unused.remove()
      #expect(try store.hashes().isEmpty)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder) == [])
  }
}
