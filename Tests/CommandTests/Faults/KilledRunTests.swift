import FPTTestSettings
import Foundation
import Testing

/// Killed at instants of a seed, again and again, and run on each time: the results are those of a run that was left alone.
@Suite struct KilledRunTests {
  static let kills = LongTests.areAsked ? 100 : 10

  @Test func anyInstantWillDo() throws {
    let command = try Command()
    try command.write(TinyScript.text(steps: 60), to: "tiny.fpt")
    let clock = ContinuousClock()
    var whole: Command.Result?
    let duration = try clock.measure {
      whole = try command.run("tiny.fpt", "--store", "whole", "-o", "whole.h5")
    }
    let digest = try #require(whole.flatMap { Command.digest(in: $0.output) })
    // Kills fall into all of a run: its start, its computing, its end. Later starts have less left to do.
    let longest = duration / .seconds(1)
    var span = longest
    let seed: UInt64 = 7
    print("seed \(seed), \(Self.kills) kills within \(longest) s each")
    var generator = SplitMix(state: seed)
    var (killed, finished, store, partial) = (0, 0, 0, 0)
    while killed < Self.kills {
      let running = try command.start([
        "tiny.fpt", "--store", "store\(store)", "-o", "out\(store).h5", "--checkpoint-every", "0",
      ])
      Thread.sleep(forTimeInterval: Double.random(in: 0..<span, using: &generator))
      running.send(SIGKILL)
      let result = try running.end()
      killed += 1
      let output = "out\(store).h5"
      if FileManager.default.fileExists(atPath: command.path(output)) {
        // No file that is there is ever wrong: what it has of the cells is what they are in the end.
        if try command.cellsInCommon(output, "whole.h5") < 2 { partial += 1 }
      }
      if result.status == 0 {
        #expect(Command.digest(in: result.output) == digest)
        finished += 1
        store += 1
      }
      // The machine may have been slower while the whole run was timed than it is now, or faster.
      span = result.status == 0 ? span * 0.7 : min(longest, span * 1.1)
    }
    let end = try command.run("tiny.fpt", "--store", "store\(store)", "-o", "out\(store).h5")
    #expect(end.status == 0)
    #expect(Command.digest(in: end.output) == digest)
    let left = try FileManager.default.contentsOfDirectory(atPath: command.path("store\(store)"))
    // A kill between the end of a cell and that of its lock leaves the lock's file, which nobody holds.
    let held = try command.locks(in: "store\(store)").filter { try command.isHeld($0) }
    #expect(held.isEmpty, "\(held)")
    #expect(left.allSatisfy { $0.hasSuffix(".h5") || $0.hasSuffix(".lock") }, "\(left)")
    print("\(killed) kills: \(finished) came after the end, \(partial) left a file with some cells")
    #expect(finished < killed / 2)
  }
}
