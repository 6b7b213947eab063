import FPTLib
import Foundation
import Testing

@testable import FPTResults

#if canImport(Glibc)
  import Glibc
#endif

/// Every call of the operating system fails once, in its turn: an error or success, and never a file that is wrong.
@Suite struct FailingCallTests {
  let folder: ResultsTestFolder
  init() throws { folder = try ResultsTestFolder() }

  static let codes: [Int32] = [ENOSPC, EACCES, EIO]

  private func tree(_ version: Int64) -> ResultGroup { AtomicWriteTests.tree(version) }

  @Test(arguments: codes)
  func writing(code: Int32) throws {
    let path = folder.file("a.h5")
    var failures = 0
    for number in 0..<100 {
      try ResultFile.write(tree(0), to: path)
      let fault = PlannedFault(at: number, .error(code))
      let error = PlannedFault.$current.withValue(fault) { () -> ResultFileError? in
        do throws(ResultFileError) {
          try ResultFile.write(tree(1), to: path)
          return nil
        } catch {
          return error
        }
      }
      guard let struck = fault.struck else {
        // Fewer calls than this: every one of them has had its turn.
        #expect(failures >= 4)
        return
      }
      let found = try ResultFile.read(path)
      if let error {
        failures += 1
        guard case .system(_, _, code) = error else {
          Issue.record("\(struck) ended in \(error)")
          continue
        }
        #expect("\(error)".contains(path) || "\(error)".contains(folder.path))
        // After the rename the new file is in place, only its folder is not yet known to be on the disk.
        #expect(found == tree(0) || struck.path == folder.path)
      } else {
        #expect(found == tree(1), "\(struck)")
      }
      #expect(found == tree(0) || found == tree(1))
      try ResultFile.write(tree(2), to: path)
      #expect(try folder.contents() == ["a.h5"], "after \(struck)")
    }
    Issue.record("more than a hundred calls for one file")
  }

  @Test(arguments: codes)
  func aCellOfTheStore(code: Int32) throws {
    let record = SampleResults.cell(SampleResults.hashA)
    for number in 0..<100 {
      let store = CellStore(folder: folder.file("store\(code)-\(number)/cells"))
      let fault = PlannedFault(at: number, .error(code))
      let error = PlannedFault.$current.withValue(fault) { () -> ResultFileError? in
        do throws(ResultFileError) {
          let lock = try store.lock(record.hash)
          defer { lock.release() }
          try store.save(record)
          return nil
        } catch {
          return error
        }
      }
      if fault.struck == nil { return }
      if let error {
        guard case .system(_, _, code) = error else {
          Issue.record("\(String(describing: fault.struck)) ended in \(error)")
          continue
        }
      }
      // Whatever is there reads whole, and the next attempt succeeds.
      if try store.contains(record.hash) {
        #expect(
          ContentDigest(of: try store.load(record.hash).tree) == ContentDigest(of: record.tree))
      }
      let lock = try store.lock(record.hash)
      try store.save(record)
      lock.release()
      #expect(ContentDigest(of: try store.load(record.hash).tree) == ContentDigest(of: record.tree))
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: store.folder)
          == [record.hash + ".h5"], "after \(String(describing: fault.struck))")
    }
    Issue.record("more than a hundred calls for one cell")
  }

  @Test(arguments: codes)
  func parametersAsSafetensors(code: Int32) throws {
    let path = folder.file("a.safetensors")
    func tensor(_ values: [Float]) -> SafetensorsWriter.Tensor {
      SafetensorsWriter.Tensor(name: "a", shape: [values.count], values: .float32(values))
    }
    let (old, new) = (tensor([1]), tensor([Float](repeating: 7, count: 25_000)))
    for number in 0..<100 {
      try SafetensorsWriter.write([old], to: path)
      let before = try bytes(of: path)
      let fault = PlannedFault(at: number, .error(code))
      let failed = PlannedFault.$current.withValue(fault) {
        do throws(CheckpointError) {
          try SafetensorsWriter.write([new], to: path)
          return false
        } catch {
          return true
        }
      }
      let read = try SafetensorsFile(path: path).shape(of: "a")
      if fault.struck == nil { return }
      // Where the folder alone could not be synchronized, the new file is in place, whole.
      #expect(
        failed && read == [1] ? try bytes(of: path) == before : read == [25_000],
        "\(String(describing: fault.struck))")
      #expect(try folder.contents() == ["a.safetensors"])
    }
    Issue.record("more than a hundred calls for one file")
  }

  /// The plug pulled before each call in its turn.
  @Test func deathBeforeEachCall() async throws {
    let path = folder.file("a.h5")
    let counter = PlannedFault(at: .max, .death)
    try PlannedFault.$current.withValue(counter) { try ResultFile.write(tree(0), to: path) }
    #expect(counter.calls >= 5)
    for number in 0..<counter.calls {
      try ResultFile.write(tree(0), to: path)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [path = path as String, number = number as Int] in
        try PlannedFault.$current.withValue(PlannedFault(at: number, .death)) {
          try ResultFile.write(AtomicWriteTests.tree(1), to: path)
        }
      }
      let found = try ResultFile.read(path)
      #expect(found == tree(0) || found == tree(1), "before call \(number)")
    }
    try ResultFile.write(tree(2), to: path)
    #expect(try folder.contents() == ["a.h5"])
  }
}
