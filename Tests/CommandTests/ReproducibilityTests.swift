import Foundation
import Testing

/// Equal bits, whatever happens to the process.
@Suite struct ReproducibilityTests {
  @Test func threadsDoNotMatterAndTheDigestIsTheFilesOwn() throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    var digests: Set<String> = []
    for threads in ["1", "2"] {
      let file = "t\(threads).h5"
      let result = try command.run(
        "tiny.fpt", "--threads", threads, "--store", "store\(threads)", "-o", file)
      #expect(result.status == 0)
      let printed = try #require(Command.digest(in: result.output))
      #expect(try command.run("digest", file).output == printed + "\n")
      digests.insert(printed)
    }
    #expect(digests.count == 1)
  }

  @Test func aSecondRunComputesNothingAndSaysSo() throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    let first = try command.run("tiny.fpt")
    #expect(first.output.contains("2 cells computed, 0 from the store"))
    let file = try command.contents("results/tiny.h5")
    let second = try command.run("tiny.fpt")
    #expect(second.status == 0)
    #expect(second.messages.contains("2 cells, stored already: nothing to compute"))
    #expect(!second.messages.contains("started"))
    #expect(second.output.contains("nothing to compute: all 2 cells were in the store"))
    #expect(second.output.contains("results    results/tiny.h5  (unchanged)"))
    #expect(try command.contents("results/tiny.h5") == file)
    #expect(Command.digest(in: second.output) == Command.digest(in: first.output))

    let changed = try command.run("tiny.fpt", "--set", "train.steps=4", "--seed", "0")
    #expect(changed.status == 0)
    #expect(changed.output.contains("1 cell computed, 0 from the store"))
    #expect(changed.output.contains("(--set)"))
    #expect(try command.contents("results/tiny.h5") == file)
  }

  /// Killed at several moments while it computes and writes checkpoints, then run to the end.
  @Test func killedAndRunAgain() throws {
    let command = try Command()
    try command.write(TinyScript.text(steps: 1000), to: "tiny.fpt")
    let whole = try command.run("tiny.fpt", "--store", "whole", "-o", "whole.h5")
    try command.write(TinyScript.text(steps: 4), to: "old.fpt")
    try command.run("old.fpt", "--store", "killed", "-o", "out.h5")
    let old = try command.contents("out.h5")
    var resumed = 0
    for wait in [0, 0.02, 0.05] {
      let running = try command.start([
        "tiny.fpt", "--store", "killed", "-o", "out.h5", "--checkpoint-every", "0",
      ])
      running.wait { running.messages.contains("started") }
      Thread.sleep(forTimeInterval: 0.1 + wait)
      running.send(SIGKILL)
      let result = try running.end()
      #expect(result.status == 128 + SIGKILL)
      if result.messages.contains("going on at step") { resumed += 1 }
      #expect(try command.contents("out.h5") == old, "the old results stay")
      #expect(try command.run("verify", "out.h5").status == 0)
    }
    let end = try command.run("tiny.fpt", "--store", "killed", "-o", "out.h5")
    #expect(end.status == 0)
    #expect(end.messages.contains("which ended before it was done"))
    #expect(resumed > 0 || end.messages.contains("going on at step"))
    #expect(Command.digest(in: end.output) == Command.digest(in: whole.output))
    let left = try FileManager.default.contentsOfDirectory(atPath: command.path("killed"))
    #expect(left.allSatisfy { $0.hasSuffix(".h5") }, "\(left)")
  }

  @Test func interruptedAndRunAgain() throws {
    let command = try Command()
    try command.write(TinyScript.text(steps: 4000, seeds: "0..<1"), to: "tiny.fpt")
    let running = try command.start(["tiny.fpt"])
    running.wait { running.messages.contains("started") }
    Thread.sleep(forTimeInterval: 0.2)
    running.send(SIGINT)
    let interrupted = try running.end()
    #expect(interrupted.status == 130)
    #expect(interrupted.messages.contains("interrupted, kept at step"))
    #expect(interrupted.messages.contains("run the same command to go on"))
    let end = try command.run("tiny.fpt")
    #expect(end.status == 0)
    #expect(end.messages.contains("going on at step"))
    let whole = try command.run("tiny.fpt", "--store", "whole", "-o", "whole.h5")
    #expect(Command.digest(in: end.output) == Command.digest(in: whole.output))
  }

  /// What was lost is known to the step: the cell goes on at the last multiple.
  @Test func aCheckpointEverySoManySteps() throws {
    let command = try Command()
    try command.write(TinyScript.text(steps: 4000, seeds: "0..<1"), to: "tiny.fpt")
    let running = try command.start(["tiny.fpt", "--checkpoint-steps", "7"])
    var hasCheckpoint = false
    running.wait {
      let cells = try? FileManager.default.contentsOfDirectory(
        atPath: command.path("results/cells"))
      hasCheckpoint = cells?.contains { $0.hasSuffix(".h5") } ?? false
      return hasCheckpoint
    }
    running.send(SIGKILL)
    _ = try running.end()
    let plan = try command.run("plan", "tiny.fpt")
    let words = plan.output.components(separatedBy: "at step ").dropFirst().first
    let step = try #require(words.flatMap { Int($0.prefix { $0.isNumber }) }, "\(plan.output)")
    #expect(step > 0 && step % 7 == 0)
  }

  @Test func twoProcessesShareOneStore() throws {
    let command = try Command()
    try command.write(TinyScript.text(steps: 60), to: "tiny.fpt")
    let first = try command.start(["tiny.fpt", "-o", "a.h5"])
    let second = try command.start(["tiny.fpt", "-o", "b.h5"])
    let results = try [first.end(), second.end()]
    for result in results { #expect(result.status == 0, "\(result.messages)") }
    let started = results.map { $0.messages.split(separator: "started, 60 steps").count - 1 }
    #expect(started.reduce(0, +) == 2, "no cell is computed twice: \(started)")
    #expect(Set(results.map { Command.digest(in: $0.output) }).count == 1)
  }
}
