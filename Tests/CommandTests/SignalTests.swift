import FPTLib
import Foundation
import Testing

/// Signals that ask for an end: what was computed is kept, and the status and the last line say what happened.
@Suite struct SignalTests {
  /// Long enough to be in the middle of, with checkpoints of its own far apart.
  private static let script = TinyScript.text(steps: 3_000, seeds: "0..<2")

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var signal: Int32
    var status: Int32
    var words: String
    var options: [String] = []
    var testDescription: String { ([name] + options).joined(separator: " ") }
  }

  static let cases: [Case] = [
    Case(name: "SIGINT", signal: SIGINT, status: 130, words: "interrupted"),
    Case(name: "SIGTERM", signal: SIGTERM, status: 75, words: "wound up after SIGTERM"),
    Case(name: "SIGHUP", signal: SIGHUP, status: 75, words: "wound up after SIGHUP"),
    Case(name: "SIGUSR1", signal: SIGUSR1, status: 75, words: "wound up after SIGUSR1"),
    Case(name: "SIGUSR2", signal: SIGUSR2, status: 75, words: "wound up after SIGUSR2"),
    Case(
      name: "SIGUSR1", signal: SIGUSR1, status: 75, words: "wound up after SIGUSR1",
      options: ["--jobs", "2"]),
    Case(
      name: "SIGTERM", signal: SIGTERM, status: 75, words: "wound up after SIGTERM",
      options: ["--jobs", "2"]),
  ]

  private func lastLine(_ text: String) -> Substring {
    text.split(separator: "\n").last ?? ""
  }

  private func started(_ command: Command, _ options: [String]) throws -> Running {
    let running = try command.start(
      ["tiny.fpt", "--checkpoint-every", "1000", "--store", "cells", "-o", "out.h5"] + options)
    let count = options.contains("--jobs") ? 2 : 1
    running.wait { running.messages.components(separatedBy: "started").count > count }
    Thread.sleep(forTimeInterval: 0.3)
    return running
  }

  @Test(arguments: cases)
  func windsUp(_ test: Case) throws {
    let command = try Command()
    try command.write(Self.script, to: "tiny.fpt")
    let running = try started(command, test.options)
    running.send(test.signal)
    let result = try running.end()
    #expect(result.status == test.status, "\(result.messages)")
    #expect(lastLine(result.output) == "\(test.words): the same command goes on from here")
    #expect(result.messages.contains("interrupted, kept at step"))
    #expect(result.messages.contains("run the same command to go on"))
    #expect(try command.run("verify", "out.h5").status == 0)
    let plan = try command.run("plan", "tiny.fpt", "--store", "cells")
    #expect(plan.output.contains("resume at step"), "\(plan.output)")
  }

  /// Schedulers and terminals send theirs more than once, and several kinds: only Ctrl-C is a second wish.
  @Test(arguments: [
    [SIGHUP, SIGHUP, SIGTERM], [SIGUSR1, SIGTERM, SIGTERM], [SIGTERM, SIGHUP, SIGUSR2],
    [SIGINT, SIGTERM, SIGHUP],
  ])
  func repetitionsChangeNothing(_ signals: [Int32]) throws {
    let command = try Command()
    try command.write(Self.script, to: "tiny.fpt")
    let running = try started(command, [])
    for signal in signals {
      running.send(signal)
      // Of several that wait for a process, the kernel hands out the one of the lowest number first.
      Thread.sleep(forTimeInterval: 0.02)
    }
    let result = try running.end()
    #expect(result.status == (signals[0] == SIGINT ? 130 : 75))
    #expect(result.messages.contains("interrupted, kept at step"))
    #expect(try command.run("verify", "out.h5").status == 0)
  }

  /// A scheduler signals every process of a job: the processes of cells are told twice, and keep their checkpoints.
  @Test(arguments: [SIGTERM, SIGUSR1])
  func everyProcessOfAJobIsTold(_ signal: Int32) throws {
    let command = try Command()
    try command.write(Self.script, to: "tiny.fpt")
    let running = try started(command, ["--jobs", "2"])
    let workers = try command.locks(in: "cells").compactMap {
      try String(contentsOfFile: $0, encoding: .utf8).split(separator: " ").first.flatMap {
        Int32($0)
      }
    }
    #expect(workers.count == 2)
    for process in workers { kill(process, signal) }
    running.send(signal)
    let result = try running.end()
    #expect(result.status == 75)
    #expect(
      result.messages.components(separatedBy: "interrupted, kept at step").count == 3,
      "\(result.messages)")
    #expect(try command.locks(in: "cells").isEmpty)
  }

  @Test func hangingUpIsIgnoredUnderNohup() throws {
    let command = try Command()
    try command.write(TinyScript.text(steps: 4000, seeds: "0..<1"), to: "tiny.fpt")
    let result = try command.shell(
      """
      nohup "$FPT" tiny.fpt > out.txt 2>&1 & p=$!
      for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; kill -HUP $p 2>/dev/null; done
      wait $p; echo "status $?"
      """)
    #expect(result.output.contains("status 0"), "\(result.output)")
    let text = String(decoding: try command.contents("out.txt"), as: UTF8.self)
    #expect(lastLine(text) == "done", "\(text)")
  }

  /// Before anything is computed there is nothing to wind up: it ends at once, and says so.
  @Test(
    arguments: [(SIGINT, 130), (SIGTERM, 75), (SIGHUP, 75), (SIGUSR1, 75), (SIGUSR2, 75)]
      as [(Int32, Int32)])
  func beforeAnythingIsComputed(signal: Int32, status: Int32) throws {
    let command = try Command()
    // A pipe that nobody writes into: reading the file waits.
    mkfifo(command.path("waiting.fpt"), 0o600)
    let running = try command.start(["waiting.fpt"])
    Thread.sleep(forTimeInterval: 0.5)
    guard running.isRunning else { return }
    running.send(signal)
    let result = try running.end()
    #expect(result.status == status)
    #expect(result.messages.contains("ended before anything was computed"))
  }

  @Test(
    arguments: [(SIGINT, 130, "interrupted"), (SIGTERM, 75, "wound up after SIGTERM")]
      as [(Int32, Int32, String)])
  func aRerun(signal: Int32, status: Int32, words: String) throws {
    let command = try Command()
    try command.write(TinyScript.text(steps: 4000, seeds: "0..<1"), to: "tiny.fpt")
    let first = try command.run("tiny.fpt", "-o", "out.h5")
    #expect(first.status == 0)
    let running = try command.start(["rerun", "out.h5", "--store", "again"])
    running.wait { running.messages.contains("started") }
    Thread.sleep(forTimeInterval: 0.2)
    running.send(signal)
    let result = try running.end()
    #expect(result.status == status)
    #expect(result.messages.contains("\(words); the same command goes on from here"))
    let again = try command.run("rerun", "out.h5", "--store", "again")
    #expect(again.status == 0)
    #expect(again.messages.contains("going on at step"))
  }
}

/// The exit status of a run, and its last line in words.
@Suite struct ExitStatusTests {
  private static let diverging = TinyScript.text(steps: 30).replacingOccurrences(
    of: "lr: 1e-3", with: "lr: 1e38")

  private func lastLine(_ text: String) -> Substring { text.split(separator: "\n").last ?? "" }

  @Test func done() throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    let first = try command.run("tiny.fpt")
    #expect(first.status == 0 && lastLine(first.output) == "done")
    let second = try command.run("tiny.fpt")
    #expect(second.status == 0 && lastLine(second.output) == "done")
  }

  @Test(arguments: [[], ["--jobs", "2"]])
  func diverged(jobs: [String]) throws {
    let command = try Command()
    try command.write(Self.diverging, to: "tiny.fpt")
    // From the store the second time: it is as diverged as before.
    for _ in 0..<2 {
      let result = try command.start(["tiny.fpt"] + jobs).end()
      #expect(result.status == 3, "\(result.messages)")
      #expect(lastLine(result.output) == "complete: 2 cells diverged")
      #expect(result.output.contains("2 diverged") || result.output.contains("nothing to compute"))
    }
    let json = try command.run("tiny.fpt", "--json")
    #expect(json.status == 3 && json.output.contains("\"diverged\" : 2"), "\(json.output)")
  }

  /// One seed of three diverged and two are not computed: the table says so.
  @Test func divergedWinsOverNotComputedYet() throws {
    let command = try Command()
    try command.write(
      Self.diverging.replacingOccurrences(of: "seed: 0..<2", with: "seed: 0..<3"), to: "tiny.fpt")
    let result = try command.run("tiny.fpt", "--only", "seed=1")
    #expect(result.status == 3)
    #expect(lastLine(result.output) == "complete: 1 cell diverged")
    let file = "results/tiny.h5"
    for shown in [
      result.output, try command.run("show", file).output,
      try command.run("export", file, "--tables", "markdown").output,
      try command.run("export", file, "--tables", "latex").output,
    ] {
      #expect(shown.contains("1 of 3 diverged"), "\(shown)")
      #expect(!shown.contains("not computed yet"))
    }
    let csv = try command.run("export", file, "--tables", "csv").output
    #expect(csv.contains(",3,diverged,"), "\(csv)")
    try command.run("report", file, "-o", "page.html")
    let page = String(decoding: try command.contents("page.html"), as: UTF8.self)
    #expect(page.contains("1 of 3 diverged"))
  }

  @Test func unavailable() throws {
    let command = try Command()
    try command.write(
      TinyScript.text(model: "BERT(weights: \"minilm\")"), to: "tiny.fpt")
    let result = try command.run("tiny.fpt")
    #expect(result.status == 1)
    #expect(lastLine(result.output) == "not complete: 2 cells unavailable")
  }

  @Test func refused() throws {
    let command = try Command()
    try command.write("experiment", to: "tiny.fpt")
    #expect(try command.run("tiny.fpt").status == 2)
  }

  @Test(arguments: [["--help"], ["run", "--help"]])
  func helpHasThem(_ arguments: [String]) throws {
    let command = try Command()
    let text = try command.start(arguments).end().output
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("3 complete, and some cells diverged; 75 wound up by SIGTERM"))
  }
}
