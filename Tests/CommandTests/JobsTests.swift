import Foundation
import Testing

/// Several cells at once, each in a process of its own.
@Suite struct JobsTests {
  @Test func jobsGiveTheBitsOfOneAfterTheOther() throws {
    let command = try Command()
    try command.write(TinyScript.text(seeds: "0..<5"), to: "tiny.fpt")
    let serial = try command.run("tiny.fpt", "--store", "serial", "-o", "serial.h5")
    let jobs = try command.run("tiny.fpt", "--jobs", "3", "--store", "jobs", "-o", "jobs.h5")
    #expect(jobs.status == 0, "\(jobs.messages)")
    #expect(jobs.output.contains("5 cells computed, 0 from the store"))
    #expect(Command.digest(in: jobs.output) == Command.digest(in: serial.output))
    for seed in 0..<5 { #expect(jobs.messages.contains("xor · fpt · \(seed)  accuracy")) }
    let again = try command.run("tiny.fpt", "--jobs", "3", "--store", "jobs", "-o", "jobs.h5")
    #expect(again.output.contains("nothing to compute"))
  }

  /// A cell that begins with another's weights waits for it; left out, it says how to get them.
  @Test func weightsAreComputedBeforeTheyAreNeeded() throws {
    let command = try Command()
    try command.write(
      TinyScript.text(
        extra: """
          model on = BERT(weights: main(seed: 1))
          run next {
            axes { seed: 0..<3 }
            task: xor; model: on; freeze: fpt; train: quick; measure: accuracy
          }
          """), to: "tiny.fpt")
    let alone = try command.run(
      "tiny.fpt", "--only", "run=next,seed=2", "--set", "quick.clip=0.5")
    #expect(alone.status == 1)
    let advice = "this computes them: fpt-script tiny.fpt --set quick.clip=0.5 --cell "
    let hash = try #require(alone.messages.components(separatedBy: advice).last?.prefix(12))
    let first = try command.run("tiny.fpt", "--set", "quick.clip=0.5", "--cell", String(hash))
    #expect(first.status == 0, "\(first.messages)")
    let then = try command.run(
      "tiny.fpt", "--only", "run=next,seed=2", "--set", "quick.clip=0.5")
    #expect(then.status == 0, "\(then.messages)")
    let jobs = try command.run("tiny.fpt", "--jobs", "4", "--store", "jobs", "-o", "jobs.h5")
    #expect(jobs.output.contains("5 cells computed, 0 from the store"), "\(jobs.messages)")
    let serial = try command.run("tiny.fpt", "--store", "serial", "-o", "serial.h5")
    #expect(Command.digest(in: jobs.output) == Command.digest(in: serial.output))
  }

  /// The processes compute what the run has read: files may be edited, or go, while it goes on.
  @Test func theFilesOfARunAreReadOnce() throws {
    let command = try Command()
    try command.write(
      TinyScript.text(
        steps: 300,
        extra: """
          use "part.fpt"
          run next {
            axes { seed: 0..<2 }
            task: xor; model: other; freeze: fpt; train: quick; measure: accuracy
          }
          """), to: "folder/tiny.fpt")
    try command.write(
      "model other = BERT(layers: 1, width: 32, heads: 2, init: random)\n", to: "folder/part.fpt")
    let serial = try command.run("folder/tiny.fpt", "--store", "serial", "-o", "serial.h5")
    #expect(serial.status == 0, "\(serial.messages)")
    // Cells of another model are begun by processes of their own, when the first two are done.
    let running = try command.start([
      "folder/tiny.fpt", "--jobs", "2", "--store", "jobs", "-o", "jobs.h5",
    ])
    running.wait { running.messages.contains("started") }
    try FileManager.default.removeItem(atPath: command.path("folder/part.fpt"))
    try command.write("experiment other { fpt: 1 }\n", to: "folder/tiny.fpt")
    let jobs = try running.end()
    #expect(jobs.status == 0, "\(jobs.messages)")
    #expect(jobs.output.contains("4 cells computed"), "\(jobs.output)")
    #expect(Command.digest(in: jobs.output) == Command.digest(in: serial.output))
  }

  /// A process that dies is one failed cell; its checkpoint is kept, and the next run goes on from there.
  @Test func aProcessThatDiesIsOneFailedCell() throws {
    let command = try Command()
    try command.write(TinyScript.text(steps: 120), to: "tiny.fpt")
    let whole = try command.run("tiny.fpt", "--store", "whole", "-o", "whole.h5")
    let running = try command.start([
      "tiny.fpt", "--jobs", "2", "--store", "cells", "-o", "out.h5", "--checkpoint-every", "0",
    ])
    var victim: Int32?
    running.wait {
      victim = try? command.ownerOfACell(in: "cells", having: ".h5")
      return victim != nil
    }
    kill(try #require(victim), SIGKILL)
    let first = try running.end()
    #expect(first.status == 1)
    #expect(first.messages.contains("failed: its process was ended by signal 9"))
    #expect(first.output.contains("1 cell computed, 0 from the store, 1 failed"))
    #expect(try command.run("verify", "out.h5").status == 0)
    let second = try command.run("tiny.fpt", "--store", "cells", "-o", "out.h5")
    #expect(second.status == 0)
    #expect(second.messages.contains("going on at step"), "the checkpoint of the failed cell")
    #expect(Command.digest(in: second.output) == Command.digest(in: whole.output))
  }

  @Test func interruptedOnceAllKeepTheirCheckpoints() throws {
    let command = try Command()
    try command.write(TinyScript.text(steps: 4000), to: "tiny.fpt")
    let running = try command.start(["tiny.fpt", "--jobs", "2"])
    running.wait { running.messages.components(separatedBy: "started").count > 2 }
    Thread.sleep(forTimeInterval: 0.3)
    running.send(SIGINT)
    let first = try running.end()
    #expect(first.status == 130)
    #expect(first.messages.components(separatedBy: "interrupted, kept at step").count == 3)
    #expect(try command.locks(in: "results/cells").isEmpty, "no process is left")
    let second = try command.run("tiny.fpt", "--jobs", "2")
    #expect(second.status == 0)
    #expect(second.messages.components(separatedBy: "going on at step").count == 3)
    let whole = try command.run("tiny.fpt", "--store", "whole", "-o", "whole.h5")
    #expect(Command.digest(in: second.output) == Command.digest(in: whole.output))
  }

  /// Ctrl-C once more ends it at once, its processes with it; so does losing the process that started them.
  @Test(arguments: [[], ["--jobs", "2"]])
  func interruptedTwiceStopsAtOnce(jobs: [String]) throws {
    let command = try Command()
    // A step of this is long enough to be in the middle of one.
    try command.write(
      TinyScript.text(
        steps: 100_000, model: "BERT(layers: 2, width: 128, heads: 2, init: random)"
      ).replacingOccurrences(of: "batch: 4", with: "batch: 512"), to: "tiny.fpt")
    let running = try command.start(["tiny.fpt", "--threads", "1"] + jobs)
    running.wait { running.messages.contains("started") }
    Thread.sleep(forTimeInterval: 0.2)
    running.send(SIGINT)
    Thread.sleep(forTimeInterval: 0.1)
    let start = ContinuousClock.now
    running.send(SIGINT)
    let result = try running.end()
    #expect(result.status == 130)
    #expect(ContinuousClock.now - start < .seconds(5))
    #expect(!result.output.contains("results "), "no results were written")
    // The processes it started are gone too, or go: the kernel has taken back what they held.
    var held = 1
    for _ in 0..<100 where held > 0 {
      held = try command.locks(in: "results/cells").count { try command.isHeld($0) }
      Thread.sleep(forTimeInterval: 0.1)
    }
    #expect(held == 0)
  }

  /// A rerun takes as many at once; weights are computed before they are needed there too.
  @Test func aRerunWithJobsGivesTheSameBits() throws {
    let command = try Command()
    try command.write(
      TinyScript.text(
        seeds: "0..<3",
        extra: """
          model on = BERT(weights: main(seed: 1))
          run next {
            axes { seed: 0..<2 }
            task: xor; model: on; freeze: fpt; train: quick; measure: accuracy
          }
          """), to: "tiny.fpt")
    let first = try command.run("tiny.fpt")
    let digest = try #require(Command.digest(in: first.output))
    try command.write(try command.contents("results/tiny.h5"), to: "elsewhere/copy.h5")
    let again = try command.run(
      "rerun", "elsewhere/copy.h5", "--jobs", "3", "--store", "elsewhere/cells")
    #expect(again.status == 0, "\(again.output) \(again.messages)")
    #expect(again.output.contains("all 5 cells are, and so is the content digest \(digest)"))
    #expect(try command.locks(in: "elsewhere/cells").isEmpty)
    let wrong = try command.run("rerun", "elsewhere/copy.h5", "--jobs", "65")
    #expect(wrong.status == 2 && wrong.messages.contains("--jobs is a number from 1 to 64"))
  }

  @Test(arguments: [
    (["--jobs", "0"], "--jobs is a number from 1 to 64; found 0"),
    (["--shard", "4/3"], "--shard is K/N with K from 1 to N, such as --shard 3/16; found `4/3`"),
    (["--cell", "ffff"], "none of the 2 cells has a hash that begins with `ffff`"),
    (["--only", "arm=ful"], "the axis arm has no point `ful`; it has fpt"),
    (["--only", "x"], "cells are chosen as in task=mnist,seed=0; found `x`."),
  ])
  func whatChoosesNothingIsAnError(arguments: [String], expected: String) throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    let result = try command.start(["tiny.fpt"] + arguments).end()
    #expect(result.status == 2)
    #expect(result.messages.contains(expected), "\(result.messages)")
    #expect(!result.messages.contains("started"))
  }
}

extension Command {
  /// Paths of the locks in a store.
  func locks(in store: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(store))
      .filter { $0.hasSuffix(".lock") }.map { path(store + "/" + $0) }
  }

  /// Whether a process holds a lock.
  func isHeld(_ lock: String) throws -> Bool {
    let descriptor = open(lock, O_RDONLY)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) != 0
  }

  /// The process that computes a cell which has a file already: its checkpoint.
  func ownerOfACell(in store: String, having suffix: String) throws -> Int32? {
    for lock in try locks(in: store) {
      guard FileManager.default.fileExists(atPath: lock.dropLast(5) + suffix) else { continue }
      let text = try String(contentsOfFile: lock, encoding: .utf8)
      if let process = text.split(separator: " ").first.flatMap({ Int32($0) }) { return process }
    }
    return nil
  }
}
