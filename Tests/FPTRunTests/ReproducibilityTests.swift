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

  /// Stopped before, inside and after every phase of a cell (step, evaluation, measure), then run again: the same content.
  @Test(arguments: 0..<40)
  func interruptedAndResumed(moment: Int) throws {
    let folder = try TemporaryFolder()
    let whole = try TinyExperiment(seeds: "0..<1").run(in: folder.path, store: "whole")
    let first = try TinyExperiment(seeds: "0..<1").run(
      in: folder.path, store: "cut", output: "cut.h5", stop: { $0 >= moment })
    if first.computed == 1 { return }  // The run has fewer moments than this.
    #expect(first.isInterrupted)
    #expect(first.exitStatus == 130)
    var startedAt = -1
    let second = try TinyExperiment(seeds: "0..<1").run(
      in: folder.path, store: "cut", output: "cut.h5",
      events: { if case .started(_, let step) = $0 { startedAt = step } })
    #expect(second.digest == whole.digest)
    #expect(second.computed == 1)
    if moment > 4 { #expect(startedAt > 0) }
  }

  /// Interrupted again and again, one step each time.
  @Test func resumedManyTimes() throws {
    let folder = try TemporaryFolder()
    let whole = try TinyExperiment().run(in: folder.path, store: "whole")
    var runs = 0
    var last = RunSummary()
    repeat {
      runs += 1
      last = try TinyExperiment().run(
        in: folder.path, store: "cut", output: "cut.h5", stop: { $0 >= 4 })
    } while last.isInterrupted && runs < 100
    #expect(!last.isInterrupted)
    #expect(runs > 3)
    #expect(last.digest == whole.digest)
  }
}
