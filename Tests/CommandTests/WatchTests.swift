import Foundation
import Testing

/// `fpt-script watch` as a user has it: a file that is edited beside a page that is open.
@Suite(.serialized, .timeLimit(.minutes(2))) struct WatchTests {
  /// A page of a tiny experiment that is being watched.
  final class Watch {
    let command: Command
    let running: Running
    let address: URL

    init(
      _ text: String, options: [String] = [], in command: Command? = nil, file: String = "tiny.fpt"
    ) throws {
      let command = try command ?? Command()
      try command.write(text, to: file)
      self.command = command
      running = try command.start(
        ["watch", file, "--store", "cells", "-o", "out.h5", "--threads", "1"] + options)
      let end = Date() + 20
      while running.output.last != "\n", running.isRunning, Date() < end {
        Thread.sleep(forTimeInterval: 0.02)
      }
      address = try #require(
        URL(string: running.output.trimmingCharacters(in: .whitespacesAndNewlines)),
        "\(running.messages)")
    }

    deinit { if running.isRunning { running.send(SIGKILL) } }

    /// As an editor saves: another file under the same name.
    func save(_ text: String) throws {
      try command.write(text, to: ".swap")
      try #require(rename(command.path(".swap"), command.path("tiny.fpt")) == 0)
    }

    var port: UInt16 { address.port.flatMap { UInt16(exactly: $0) } ?? 0 }
    /// The path of the page, which ends in a stroke.
    var path: String { address.path + "/" }

    func page(_ part: String = "") -> String {
      PageClient.ask(port, "GET", path + part) ?? ""
    }

    func post(_ part: String) throws {
      try #require(PageClient.ask(port, "POST", path + part)?.status == 303)
    }

    /// The page once something is in it; an issue where that takes longer than so many seconds.
    @discardableResult
    func wait(
      _ words: String..., seconds: Double = 20,
      sourceLocation: SourceLocation = #_sourceLocation
    ) -> String {
      let end = Date() + seconds
      var text = page()
      while !words.allSatisfy(text.contains), Date() < end, running.isRunning {
        Thread.sleep(forTimeInterval: 0.05)
        text = page()
      }
      #expect(
        words.allSatisfy(text.contains),
        "\(words) are not all on the page: \(text.prefix(3_000)) \(running.messages)",
        sourceLocation: sourceLocation)
      return text
    }

    /// Bytes of memory, and open descriptors.
    var size: (memory: Int, descriptors: Int) {
      let folder = "/proc/\(running.processIdentifier)"
      let pages = (try? String(contentsOfFile: folder + "/statm", encoding: .utf8))?
        .split(separator: " ").dropFirst().first.flatMap { Int($0) }
      let open = try? FileManager.default.contentsOfDirectory(atPath: folder + "/fd").count
      return ((pages ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))), open ?? 0)
    }

    var children: [Int] {
      let path = "/proc/\(running.processIdentifier)/task/\(running.processIdentifier)/children"
      return (try? String(contentsOfFile: path, encoding: .utf8))?
        .split(whereSeparator: \.isWhitespace).compactMap { Int($0) } ?? []
    }

    func end(_ signal: Int32 = SIGINT) throws -> Command.Result {
      running.send(signal)
      return try running.end()
    }
  }

  /// Edit, error, mended, run: each on the page without anybody asking it to load again.
  @Test func followsTheFile() throws {
    let text = TinyScript.text()
    let watch = try Watch(text)
    watch.wait("Nothing wrong", "2 cells, 2 to compute", "Run 2 cells", "not computed yet")
    try watch.save(text.replacing("layernorm]", with: "layernrom]"))
    let faulty = watch.wait("1 error", "FPT0031", "did you mean `layernorm`?", "stale")
    #expect(faulty.contains("tiny.fpt:8:52") && faulty.contains("Two seeds of next to nothing"))
    #expect(!faulty.contains("<button"))
    try watch.save(text.replacing("Two seeds", with: "Two other seeds"))
    watch.wait("Nothing wrong", "Two other seeds", "Run 2 cells")
    try watch.post("run")
    let done = watch.wait("Done", "nothing left to compute", "digest", "±")
    #expect(!done.contains("not computed yet") && done.contains("<svg"))
    // What was computed here is what a run would compute.
    let run = try watch.command.run("tiny.fpt", "--store", "cells", "-o", "again.h5")
    #expect(run.output.contains("nothing to compute"))
    // One more seed leaves one cell to compute.
    try watch.save(text.replacing("0..<2", with: "0..<3"))
    watch.wait("3 cells, 1 to compute", "Run 1 cell")
    let result = try watch.end()
    #expect(result.status == 130)
    #expect(try watch.command.run("verify", "out.h5").status == 0)
  }

  @Test func runsOnEverySave() throws {
    let watch = try Watch(TinyScript.text(), options: ["--run", "on-save"])
    watch.wait("Done")
    try watch.save(TinyScript.text(seeds: "0..<3"))
    watch.wait("Done", "3 cells, nothing left")
    #expect(try watch.end(SIGTERM).status == 75)
  }

  @Test func runsNothingWhereItMustNot() throws {
    let watch = try Watch(TinyScript.text(), options: ["--no-run"])
    #expect(!watch.wait("Nothing wrong").contains("<button"))
    try watch.post("run")
    Thread.sleep(forTimeInterval: 0.3)
    #expect(watch.page().contains("Nothing wrong"))
    #expect(!FileManager.default.fileExists(atPath: watch.command.path("out.h5")))
    #expect(try watch.end().status == 130)
  }

  /// Without a file at the start there is nothing to wait for: its name is a slip.
  @Test(arguments: [("nope.fpt", "does not exist"), ("folder", "it is a folder")])
  func refusesWhatIsNoFile(name: String, words: String) throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "folder/tiny.fpt")
    let result = try command.start(["watch", name]).end()
    #expect(result.status == 2)
    #expect(result.messages.contains(words), "\(result.messages)")
    #expect(result.output.isEmpty)
  }

  /// A file that is gone, a folder that is renamed: said, and gone on with once they are back.
  @Test func waitsForWhatIsGone() throws {
    let command = try Command()
    let watch = try Watch(TinyScript.text(), in: command, file: "work/tiny.fpt")
    watch.wait("Nothing wrong")
    try FileManager.default.removeItem(atPath: command.path("work/tiny.fpt"))
    watch.wait("The file is gone", "Two seeds of next to nothing", "stale")
    try command.write(TinyScript.text(seeds: "0..<3"), to: "work/tiny.fpt")
    watch.wait("Nothing wrong", "3 cells")
    try #require(rename(command.path("work"), command.path("moved")) == 0)
    watch.wait("The file is gone")
    try #require(rename(command.path("moved"), command.path("work")) == 0)
    watch.wait("Nothing wrong", "3 cells")
    #expect(try watch.end().status == 130)
  }

  /// Files that the experiment uses are followed as well, before they are there and after.
  @Test func followsFilesThatAreUsed() throws {
    let text = TinyScript.text(extra: "reference paper = CSV(\"paper.csv\")")
      .replacing("show: [mean, std] }", with: "show: [mean, std]; against: paper }")
    let watch = try Watch(text)
    watch.wait("paper.csv", "error")
    try watch.command.write(
      "row,column,value,unit,source,confidence\nfpt,xor,97,%,somewhere,secondary\n", to: "paper.csv"
    )
    watch.wait("Nothing wrong")
    #expect(try watch.end().status == 130)
  }

  /// 500 saves in a row: memory and descriptors stay level, and no process is left.
  @Test func stays() throws {
    let text = TinyScript.text()
    let watch = try Watch(text)
    watch.wait("Nothing wrong")
    func save(_ count: Int, from first: Int) throws {
      for number in first..<(first + count) {
        try watch.save(text.replacing("Two seeds", with: "Save \(number)"))
        Thread.sleep(forTimeInterval: 0.004)
      }
      watch.wait("Save \(first + count - 1) of")
    }
    try save(100, from: 0)
    // Each has a check of its own.
    for number in 0..<8 {
      try watch.save(text.replacing("Two seeds", with: "Text \(number)"))
      watch.wait("Text \(number) of")
    }
    let before = watch.size
    try save(400, from: 100)
    let after = watch.size
    #expect(after.memory < before.memory + 24 << 20, "\(before) \(after)")
    #expect(after.descriptors <= before.descriptors + 4, "\(before) \(after)")
    #expect(watch.children.isEmpty)
    let result = try watch.end()
    #expect(result.status == 130)
    // Each text that was seen is told of once, and most were not seen.
    #expect(result.messages.components(separatedBy: "Nothing wrong").count < 10)
  }

  /// Ctrl-C during a run winds it up: the store is whole, and a run goes on from it.
  @Test(arguments: [(SIGINT, 130), (SIGTERM, 75)] as [(Int32, Int32)])
  func windsUpARun(signal: Int32, status: Int32) throws {
    let watch = try Watch(TinyScript.text(steps: 3_000), options: ["--run", "on-save"])
    watch.wait("cell 1 of 2", "loss ")
    let result = try watch.end(signal)
    #expect(result.status == status, "\(result.messages)")
    #expect(result.messages.contains("interrupted, kept at step"))
    let plan = try watch.command.run("plan", "tiny.fpt", "--store", "cells")
    #expect(plan.output.contains("resume at step"), "\(plan.output)")
    #expect(try watch.command.locks(in: "cells").isEmpty)
  }

  /// A save during a run: the run goes on with its text, says so, and is asked to take the new one.
  @Test func goesOnWithTheTextItBeganWith() throws {
    let watch = try Watch(TinyScript.text(steps: 3_000, seeds: "0..<1"))
    watch.wait("Run 1 cell")
    try watch.post("run")
    watch.wait("loss ")
    try watch.save(TinyScript.text(steps: 6, seeds: "0..<1"))
    watch.wait("the run goes on with the text it began with", "Run the new text")
    try watch.post("run")
    watch.wait("Done", "1 cell, nothing left to compute")
    #expect(try watch.end().status == 130)
  }

  @Test func refusesArguments() throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    for (arguments, words) in [
      (["--port", "0"], "1 to 65535"), (["--port", "99999"], "--port"),
      (["--no-run", "--run", "on-save"], "--no-run computes nothing"),
      (["--threads", "0"], "--threads is a number from 1 to 1024"),
      (["--run", "often"], "on-save"),
    ] {
      let result = try command.start(["watch", "tiny.fpt"] + arguments).end()
      #expect(result.status == 2 && result.messages.contains(words), "\(result.messages)")
    }
  }
}
