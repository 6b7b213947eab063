import FPTLib
import FPTRun
import FPTTestSettings
import Foundation
import Testing

/// A whole run in which one file operation fails, then the same run again.
@Suite struct FailingRunTests {
  /// Every how many operations one is tried; all of them where `FPT_LONG_TESTS` is set.
  static let stride = LongTests.areAsked ? 1 : 7

  static let codes: [Int32] = [ENOSPC, EACCES, EIO]

  @Test func everyOperationFailsOnce() throws {
    let folder = try TemporaryFolder()
    let experiment = TinyExperiment(steps: 2, seeds: "0..<1")
    let whole = try experiment.run(in: folder.path, store: "whole", output: "whole.h5")
    let earlier = TinyExperiment(steps: 1, seeds: "0..<1")
    var tried = 0
    var number = 0
    while true {
      let store = "store\(number)"
      let output = "out\(number).h5"
      let path = "\(folder.path)/\(output)"
      _ = try earlier.run(in: folder.path, store: store, output: output)
      let old = try ContentDigest(ofFile: path)
      let fault = PlannedFault(at: number, .error(Self.codes[number % Self.codes.count]))
      var failure: String?
      do {
        let summary = try PlannedFault.$current.withValue(fault) {
          try experiment.run(in: folder.path, store: store, output: output)
        }
        if let reason = summary.failed.first?.reason { failure = reason }
      } catch {
        failure = "\(error)"
      }
      guard let struck = fault.struck else { break }
      tried += 1
      if let failure {
        #expect(failure.contains(folder.path), "\(struck) ended in \(failure)")
      }
      // The file reads whole: the old results, the new ones, or the new plan with its cell failed.
      let found = try ResultFile.verify(path)
      if failure == nil { #expect(found == whole.digest, "\(struck)") }
      if failure != nil, found != old {
        let state = try ResultFile.read(path, group: ["runs", "main"]).variable("state")?.values
        #expect(found == whole.digest || state == .texts(["failed"]), "\(struck): \(failure ?? "")")
      }
      let again = try experiment.run(in: folder.path, store: store, output: output)
      #expect(again.digest == whole.digest, "after \(struck)")
      number += Self.stride
    }
    print("\(tried) operations failed, each in a run of its own")
    #expect(tried > 2)
  }
}
