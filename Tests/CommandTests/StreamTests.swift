import Foundation
import Testing

/// Where the output goes, and what it looks like there.
@Suite struct StreamTests {
  private func prepared() throws -> Command {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    try command.run("tiny.fpt")
    return command
  }

  @Test func aReaderThatGoesAwayIsNoError() throws {
    let command = try prepared()
    for line in ["show results/tiny.h5", "tiny.fpt", "--help"] {
      let result = try command.shell("{ \"$FPT\" \(line); echo $? >status; } | head -n 1")
      #expect(result.output.split(separator: "\n").count == 1)
      #expect(!result.messages.lowercased().contains("pipe"))
      #expect(try command.contents("status") == Data("0\n".utf8))
    }
    // Progress that nobody reads any more does not end the computation.
    let run = try command.shell(
      "{ \"$FPT\" tiny.fpt --store other -o other.h5 2>&1; echo $? >status; } | true")
    #expect(run.status == 0)
    #expect(try command.contents("status") == Data("0\n".utf8))
    #expect(try command.run("verify", "other.h5").status == 0)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
  func outputThatCannotBeWrittenIsAnError() throws {
    let result = try prepared().shell("\"$FPT\" digest results/tiny.h5 >/dev/full")
    #expect(result.status == 1)
    #expect(result.messages.hasPrefix("error: cannot write the output: "))
    let script = try Command().shell("\"$FPT\" --generate-completion-script bash >/dev/full")
    #expect(script.status == 1)
    #expect(script.messages.hasPrefix("error: cannot write the output: "))
  }

  @Test func closedStreamsDoNotReachIntoFiles() throws {
    let command = try prepared()
    let result = try command.shell(
      "exec \"$FPT\" tiny.fpt --store other -o other.h5 <&- >&- 2>&-")
    #expect(result.status == 0)
    #expect(try command.run("verify", "other.h5").status == 0)
    #expect(
      try command.run("digest", "other.h5").output
        == command.run("digest", "results/tiny.h5").output)
  }

  @Test func aNarrowTerminalGetsNarrowLines() throws {
    let command = try prepared()
    let narrow = try command.run("show", "results/tiny.h5", environment: ["COLUMNS": "40"])
    for line in narrow.output.split(separator: "\n") { #expect(line.count <= 40, "\(line)") }
    #expect(!narrow.output.contains("\u{1B}"))
  }

  @Test func theNotebookIsTheSameFromTheResultsAlone() throws {
    let command = try prepared()
    let run = try command.run("tiny.fpt")
    let shown = try command.run("show", "results/tiny.h5")
    #expect(shown.status == 0)
    // After the notebook, a run says what it did, and `show` how the results were made.
    let notebook = try #require(shown.output.components(separatedBy: "\nHow this was made\n").first)
    #expect(notebook.count > 500 && run.output.hasPrefix(notebook))
    let report = try command.run("report", "results/tiny.h5")
    #expect(report.status == 0 && report.output == "results/tiny.html\n")
    #expect(try command.contents("results/tiny.html").starts(with: Data("<!doctype html>".utf8)))
  }
}
