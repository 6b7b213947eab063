import FPTLib
import Foundation
import Testing

@testable import FPTRun

/// Runs whose time is limited, and the times between checkpoints.
@Suite struct TimeLimitTests {
  @Test func anEndedTimeBeginsNothing() throws {
    let folder = try TemporaryFolder()
    let (summary, notices) = try run(in: folder.path, seconds: 0)
    #expect(summary.isOutOfTime && summary.computed == 0)
    #expect(notices.isEmpty)
    #expect(try run(in: folder.path, seconds: 1_000).summary.end == .done)
  }

  /// Cells that were measured to take long are not begun, and shorter ones are.
  @Test func noCellIsBegunThatComesToNothing() throws {
    let folder = try TemporaryFolder()
    var first = try run(in: folder.path, seconds: 1_000, seeds: "0..<1").summary
    #expect(first.computed == 1)
    // As if each step had taken a minute.
    let store = CellStore(folder: folder.path + "/cells")
    var record = try store.load(try #require(try store.hashes().first))
    record.provenance = record.provenance.map {
      $0.name == "seconds" ? ResultAttribute("seconds", .number(360)) : $0
    }
    try store.save(record)
    let (summary, notices) = try run(in: folder.path, seconds: 60)
    first = summary
    #expect(first.isOutOfTime && first.computed == 0 && first.reused == 1)
    #expect(notices.count == 1)
    #expect(notices.first?.contains("is not begun: it needs about") == true, "\(notices)")
  }

  private func run(
    in folder: String, seconds: Double, seeds: String = "0..<2"
  ) throws -> (summary: RunSummary, notices: [String]) {
    let experiment = TinyExperiment(seeds: seeds)
    var notices: [String] = []
    let summary = try experiment.run(
      in: folder, change: { $0.timeLimit = TimeLimit(seconds: seconds) },
      events: { if case .notice(let text) = $0 { notices.append(text) } })
    return (summary, notices)
  }

  @Test func slowCheckpointsComeSeldom() {
    let policy = CheckpointPolicy(interval: 10, share: 0.01, steps: nil)
    #expect(policy.pause == 10)
    policy.restart(after: 0.02)
    #expect(policy.pause == 10)
    policy.restart(after: 5)
    #expect(policy.pause == 500)
    let asked = CheckpointPolicy(interval: 10, steps: nil)
    asked.restart(after: 5)
    #expect(asked.pause == 10)
    let steps = CheckpointPolicy(interval: 1_000, share: 0.01, steps: 3)
    #expect(steps.isDue(after: 3) && !steps.isDue(after: 4))
  }

  /// What a cell took before it was interrupted counts.
  @Test func secondsAddUp() throws {
    let folder = try TemporaryFolder()
    let experiment = TinyExperiment(steps: 6, seeds: "0..<1")
    let first = try experiment.run(in: folder.path, stop: { $0 >= 12 })
    #expect(first.isInterrupted)
    let store = CellStore(folder: folder.path + "/cells")
    let hash = try #require(try store.hashes().first)
    var record = try store.load(hash)
    #expect(try #require(try store.summary(hash)?.seconds) > 0)
    record.provenance = [ResultAttribute("seconds", .number(1_000))]
    try store.save(record)
    #expect(try experiment.run(in: folder.path).end == .done)
    #expect(try #require(try store.summary(hash)?.seconds) > 1_000)
    let memory = try store.load(hash).provenanceValue("peak_memory")?.integer
    #expect((memory ?? 0) > 1_000_000)
  }

  @Test func collecting() throws {
    let folder = try TemporaryFolder()
    let experiment = TinyExperiment()
    let partly = try experiment.run(in: folder.path, scope: CellScope(cells: ["seed=1"]))
    #expect(partly.computed == 1)
    let collected = try experiment.run(
      in: folder.path, output: "all.h5", change: { $0.onlyCollects = true })
    #expect(collected.computed == 0 && collected.end == .incomplete(failed: 0, unavailable: 1))
    #expect(collected.unavailable.first?.reason == "it is not in the store")
    #expect(collected.digest == partly.digest)
  }
}
