import FPTLib
import FPTScript
import Foundation
import Testing

@testable import FPTRun

/// What cannot be read now may be read later: no checkpoint and no finished cell is given up for it.
@Suite struct PassingReadErrorTests {
  static let codes: [Int32] = [EIO, EMFILE, EACCES]

  private let folder: TemporaryFolder
  private let experiment = TinyExperiment(steps: 6, seeds: "0..<1")
  init() throws { folder = try TemporaryFolder() }

  /// Copies a store, so that each attempt begins with the same.
  private func copy(_ store: String, to name: String) throws {
    try FileManager.default.copyItem(
      atPath: "\(folder.path)/\(store)", toPath: "\(folder.path)/\(name)")
  }

  /// Runs on with one failing call after another; whichever it is, the run after it goes on from the checkpoint.
  @Test(arguments: [EIO])
  func noCheckpointIsLost(_ code: Int32) throws {
    let whole = try experiment.run(in: folder.path, store: "whole", output: "whole.h5")
    let first = try experiment.run(
      in: folder.path, store: "cut", output: "cut.h5", stop: { $0 >= 14 })
    #expect(first.isInterrupted)
    var (number, struckReads) = (0, 0)
    while true {
      let store = "store\(number)"
      try copy("cut", to: store)
      let fault = PlannedFault(at: number, .error(code))
      var damage: [String] = []
      PlannedFault.$current.withValue(fault) {
        // The run is to end before a further checkpoint: only what it does with the present one counts.
        _ = try? experiment.run(
          in: folder.path, store: store, output: store + ".h5", stop: { _ in true },
          events: { if case .notice(let text) = $0 { damage.append(text) } })
      }
      guard let struck = fault.struck else { break }
      if [.open, .read, .status].contains(struck.step) { struckReads += 1 }
      #expect(!damage.contains { $0.contains("damaged") }, "\(struck): \(damage)")
      var started = -1
      let again = try experiment.run(
        in: folder.path, store: store, output: store + ".h5",
        events: { if case .started(_, let step) = $0 { started = step } })
      #expect(started > 0, "begun anew after \(struck)")
      #expect(again.digest == whole.digest, "after \(struck)")
      try FileManager.default.removeItem(atPath: "\(folder.path)/\(store)")
      number += 1
    }
    #expect(struckReads >= 4)
  }

  /// The process of a cell is thought dead, and its cell cannot be read: the cell stays what it is.
  @Test(arguments: codes)
  func noFinishedCellIsReplaced(_ code: Int32) throws {
    _ = try experiment.run(in: folder.path, store: "done")
    let store = CellStore(folder: folder.path + "/done")
    let hash = try #require(store.hashes().first)
    let digest = try ContentDigest(of: store.load(hash).content)
    let runner = ExperimentRunner(
      options: RunOptions(store: store.folder, output: "", threads: 1),
      assets: AssetStore(root: folder.path))
    let identity = CellIdentity(hash: hash, configuration: try store.load(hash).configuration)
    for number in 0..<100 {
      let fault = PlannedFault(at: number, .error(code))
      let isKept = PlannedFault.$current.withValue(fault) {
        do throws(ResultFileError) {
          try runner.keepFailure("its process was ended", of: identity)
          return true
        } catch {
          return false
        }
      }
      #expect(try CellStore(folder: store.folder).state(hash) == .done)
      #expect(try ContentDigest(of: store.load(hash).content) == digest)
      if fault.struck == nil {
        #expect(isKept && number >= 4)
        return
      }
    }
    Issue.record("more than a hundred calls for one cell")
  }

  /// Why a cell failed is stored with its checkpoint, or not at all.
  @Test(arguments: codes)
  func aFailureKeepsTheCheckpoint(_ code: Int32) throws {
    _ = try experiment.run(in: folder.path, store: "cut", stop: { $0 >= 14 })
    let cut = CellStore(folder: folder.path + "/cut")
    let hash = try #require(cut.hashes().first)
    let checkpoint = try #require(cut.load(hash).checkpoint)
    let identity = CellIdentity(hash: hash, configuration: try cut.load(hash).configuration)
    for number in 0..<100 {
      try copy("cut", to: "store\(number)")
      let store = CellStore(folder: folder.path + "/store\(number)")
      let runner = ExperimentRunner(
        options: RunOptions(store: store.folder, output: "", threads: 1),
        assets: AssetStore(root: folder.path))
      let fault = PlannedFault(at: number, .error(code))
      PlannedFault.$current.withValue(fault) {
        do throws(ResultFileError) { try runner.keepFailure("it died", of: identity) } catch {}
      }
      let after = try CellStore(folder: store.folder).load(hash)
      #expect(after.checkpoint == checkpoint, "\(String(describing: fault.struck))")
      if fault.struck == nil {
        #expect(after.state == .failed && after.message == "it died")
        return
      }
    }
    Issue.record("more than a hundred calls for one cell")
  }

  /// Results that cannot be looked at are not taken for results that are not there.
  @Test(arguments: codes)
  func noResultsFileIsOverwrittenUnseen(_ code: Int32) throws {
    // A file with a cell that is nowhere else: it must not be replaced.
    _ = try experiment.run(in: folder.path, store: "away")
    let before = try folder.bytes("out.h5")
    let other = TinyExperiment(steps: 4, seeds: "5..<6")
    for number in 0..<200 {
      let fault = PlannedFault(at: number, .error(code))
      PlannedFault.$current.withValue(fault) {
        _ = try? other.run(in: folder.path, store: "fresh\(number)")
      }
      #expect(try folder.bytes("out.h5") == before, "\(String(describing: fault.struck))")
      if fault.struck == nil { return }
      // What could not be removed is there in every later round, and would be one more call.
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
      where name.hasSuffix(".tmp") {
        try FileManager.default.removeItem(atPath: folder.path + "/" + name)
      }
    }
    Issue.record("more than two hundred calls")
  }
}
