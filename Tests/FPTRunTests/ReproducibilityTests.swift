import FPTLib
import FPTRun
import FPTScript
import Testing

/// Same script and seed, same content digest: what the results promise, each with a fresh store.
@Suite struct ReproducibilityTests {
  @Test func runToRunAndThreadToThread() throws {
    let folder = try TemporaryFolder()
    let digests = try [(1, "a"), (2, "b"), (3, "c"), (1, "d")].map { threads, store in
      try TinyExperiment().run(
        in: folder.path, store: store, output: store + ".h5", threads: threads
      ).digest
    }
    #expect(Set(digests).count == 1)
    #expect(digests[0] != nil)
  }

  /// Stopped in a step, an evaluation and a measure, then run again: the same content.
  @Test func interruptedAndResumed() throws {
    let folder = try TemporaryFolder()
    let experiment = TinyExperiment(measures: "[accuracy, curve, loss]", seeds: "0..<1")
    let whole = try experiment.run(in: folder.path, store: "whole")
    var cuts = 0
    for moment in stride(from: 0, to: 40, by: 3) {
      let store = "cut\(moment)"
      let first = try experiment.run(
        in: folder.path, store: store, output: store + ".h5", stop: { $0 >= moment })
      if first.computed == 1 { break }  // The run has fewer moments than this.
      cuts += 1
      #expect(first.isInterrupted)
      #expect(first.end == .interrupted)
      var startedAt = -1
      let second = try experiment.run(
        in: folder.path, store: store, output: store + ".h5",
        events: { if case .started(_, let step) = $0 { startedAt = step } })
      #expect(second.digest == whole.digest, "stopped at moment \(moment)")
      #expect(second.computed == 1)
      if moment > 4 { #expect(startedAt > 0) }
    }
    #expect(cuts > 6)
  }

  /// Interrupted again and again, a few steps further each time.
  @Test func resumedManyTimes() throws {
    let folder = try TemporaryFolder()
    let whole = try TinyExperiment().run(in: folder.path, store: "whole")
    var runs = 0
    var last = RunSummary()
    repeat {
      runs += 1
      last = try TinyExperiment().run(
        in: folder.path, store: "cut", output: "cut.h5", stop: { $0 >= 12 })
    } while last.isInterrupted && runs < 100
    #expect(!last.isInterrupted)
    #expect(runs > 2)
    #expect(last.digest == whole.digest)
  }
}
