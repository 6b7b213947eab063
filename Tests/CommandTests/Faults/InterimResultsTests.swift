import Foundation
import Testing

/// The results file while a run goes on.
@Suite struct InterimResultsTests {
  /// Killed in its second cell, a run leaves a file with the first.
  @Test(arguments: [[], ["--jobs", "2"]])
  func aKilledRunLeavesItsCells(jobs: [String]) throws {
    let command = try Command()
    try command.write(TinyScript.text(steps: 20), to: "tiny.fpt")
    try command.write(TinyScript.text(steps: 20, seeds: "[0, 7, 1, 2, 3, 4]"), to: "more.fpt")
    let whole = try command.run("more.fpt", "--store", "whole", "-o", "whole.h5")
    let running = try command.start(
      ["more.fpt", "--checkpoint-every", "0", "-o", "out.h5", "--store", "cells"] + jobs)
    running.wait { FileManager.default.fileExists(atPath: command.path("out.h5")) }
    running.send(SIGKILL)
    _ = try running.end()
    #expect(try command.run("verify", "out.h5").status == 0)
    let shown = try command.object(command.run("show", "out.h5", "--json").output)
    let states = (shown["cells"] as? [[String: Any]])?.compactMap { $0["state"] as? String } ?? []
    #expect(states.contains("done") && states.count <= 6, "\(states)")
    #expect((1...6).contains(try command.cellsInCommon("out.h5", "whole.h5")))
    let end = try command.run("more.fpt", "-o", "out.h5", "--store", "cells")
    #expect(Command.digest(in: end.output) == Command.digest(in: whole.output))
    #expect(!end.output.contains("(unchanged)"))
  }

  /// Results of another plan, or with more cells than there are so far, stay until the end.
  @Test func nothingFinishedIsReplacedBeforeTheEnd() throws {
    let command = try Command()
    try command.write(TinyScript.text(steps: 4), to: "old.fpt")
    try command.run("old.fpt", "-o", "out.h5")
    try command.write(TinyScript.text(steps: 600, seeds: "0..<3"), to: "new.fpt")
    let before = try command.contents("out.h5")
    let running = try command.start(["new.fpt", "--checkpoint-every", "0", "-o", "out.h5"])
    running.wait { running.messages.components(separatedBy: "started").count > 2 }
    running.send(SIGKILL)
    let result = try running.end()
    #expect(result.status == 128 + SIGKILL)
    #expect(try command.contents("out.h5") == before)
    // The same plan, whose cells are nowhere but in its file.
    let end = try command.run("new.fpt", "-o", "out.h5")
    #expect(end.status == 0)
    let complete = try command.contents("out.h5")
    try FileManager.default.removeItem(atPath: command.path("results"))
    let again = try command.start(["new.fpt", "--checkpoint-every", "0", "-o", "out.h5"])
    again.wait { again.messages.components(separatedBy: "started").count > 2 }
    again.send(SIGINT)
    #expect(try again.end().messages.contains("until all its cells are computed again"))
    #expect(try command.contents("out.h5") == complete)
  }
}

extension Command {
  /// Number of cells that two results files of one plan have ended, which are to be the same in both.
  func cellsInCommon(_ first: String, _ second: String) throws -> Int {
    let result = try run("diff", first, second, "--json")
    #expect(result.status < 2, "\(result.messages)")
    let difference = try object(result.output)
    for cell in difference["cells"] as? [[String: Any]] ?? [] {
      // A cell that had not ended then differs in that.
      let states = (cell["difference"] as? [String: Any])?["states"] as? [String]
      #expect(states?.first == "running", "\(cell)")
    }
    return difference["same"] as? Int ?? 0
  }
}
