import Foundation
import Testing

/// What a machine does to a run: two at once, a wrong clock, another file system, a disk that is full.
@Suite struct MachineTests {
  private static func succeeds(_ line: String) -> Bool {
    (try? Command().shell(line).status) == 0
  }

  @Test func twoProcessesOnOneResultsFile() throws {
    let command = try Command()
    try command.write(TinyScript.text(steps: 40), to: "tiny.fpt")
    let both = try [1, 2].map { _ in try command.start(["tiny.fpt", "-o", "out.h5"]) }
    let results = try both.map { try $0.end() }
    for result in results { #expect(result.status == 0, "\(result.messages)") }
    #expect(Set(results.map { Command.digest(in: $0.output) }).count == 1)
    #expect(try command.run("verify", "out.h5").status == 0)
    let left = try FileManager.default.contentsOfDirectory(atPath: command.folder)
    #expect(!left.contains { $0.hasSuffix(".tmp") }, "\(left)")
  }

  @Test func twoPlansOnOneResultsFile() throws {
    let command = try Command()
    try command.write(TinyScript.text(steps: 30), to: "a.fpt")
    try command.write(TinyScript.text(steps: 34), to: "b.fpt")
    let both = try ["a", "b"].map {
      try command.start(["\($0).fpt", "-o", "out.h5", "--store", "cells-\($0)"])
    }
    let results = try both.map { try $0.end() }
    // One may find the other's results, which are nowhere in its store, and then leaves them alone.
    let digests = results.filter { $0.status == 0 }.map { Command.digest(in: $0.output) }
    #expect(!digests.isEmpty)
    for result in results where result.status != 0 {
      #expect(result.messages.contains("so it is left as it is"), "\(result.messages)")
    }
    let kept = try command.run("digest", "out.h5").output.dropLast()
    #expect(digests.contains(String(kept)))
  }

  @Test func aClockThatWasSetBack() throws {
    let command = try Command()
    try command.write(TinyScript.text(steps: 60, seeds: "0..<1"), to: "tiny.fpt")
    let whole = try command.run("tiny.fpt", "--store", "whole", "-o", "whole.h5")
    let running = try command.start(["tiny.fpt", "--checkpoint-every", "0"])
    running.wait { running.messages.contains("started") }
    Thread.sleep(forTimeInterval: 0.15)
    running.send(SIGKILL)
    _ = try running.end()
    // To every file the present is now long past.
    _ = try command.shell("find results tiny.fpt -exec touch -d 2199-01-01 {} +")
    let first = try command.run("tiny.fpt")
    #expect(first.status == 0)
    #expect(Command.digest(in: first.output) == Command.digest(in: whole.output))
    _ = try command.shell("find results tiny.fpt -exec touch -d 2199-01-01 {} +")
    let second = try command.run("tiny.fpt")
    #expect(second.output.contains("nothing to compute"))
    #expect(second.output.contains("(unchanged)"))
  }

  static let hasFaketime = succeeds("faketime 2001-01-01 true")

  @Test(.enabled(if: hasFaketime, "needs faketime"))
  func aClockOfAnotherCentury() throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    let whole = try command.run("tiny.fpt", "--store", "whole", "-o", "whole.h5")
    let past = try command.shell("faketime '1999-12-31 23:59:59' $FPT tiny.fpt")
    #expect(past.status == 0, "\(past.messages)")
    #expect(Command.digest(in: past.output) == Command.digest(in: whole.output))
  }

  /// A folder on another file system than the temporary folder; nil where there is none to write to.
  static let elsewhere: String? = {
    var (here, there) = (stat(), stat())
    guard stat(FileManager.default.temporaryDirectory.path, &here) == 0,
      stat("/dev/shm", &there) == 0, here.st_dev != there.st_dev, access("/dev/shm", W_OK) == 0
    else { return nil }
    return "/dev/shm"
  }()

  @Test(.enabled(if: elsewhere != nil, "needs a second file system at /dev/shm"))
  func resultsOnAnotherFileSystem() throws {
    let command = try Command()
    let other = "\(try #require(Self.elsewhere))/fpt-\(UUID())"
    defer { try? FileManager.default.removeItem(atPath: other) }
    try command.write(TinyScript.text(), to: "tiny.fpt")
    let here = try command.run("tiny.fpt", "--store", "whole", "-o", "whole.h5")
    for (store, output) in [("cells", "\(other)/out.h5"), ("\(other)/cells", "out.h5")] {
      let result = try command.run("tiny.fpt", "--store", store, "-o", output)
      #expect(result.status == 0, "\(result.messages)")
      #expect(Command.digest(in: result.output) == Command.digest(in: here.output))
    }
  }

  static let canMount =
    getuid() == 0
    && succeeds("mkdir disk && mount -t tmpfs -o size=64k none disk && umount disk")

  /// The disk fills while results are merged or exported: the file that was there stays, and no trace of the new one.
  @Test(.enabled(if: canMount, "needs root and the right to mount a file system"))
  func aDiskThatFillsDuringMergeAndExport() throws {
    let command = try Command()
    try command.write(TinyScript.text(seeds: "0..<4"), to: "tiny.fpt")
    for part in 1...2 {
      try command.run(
        "tiny.fpt", "--shard", "\(part)/2", "--store", "s\(part)", "-o", "p\(part).h5")
    }
    _ = try command.shell("mkdir disk && mount -t tmpfs -o size=16m none disk")
    defer { _ = try? command.shell("umount disk") }
    try command.run("merge", "p1.h5", "-o", "disk/all.h5")
    try command.run("export", "p1.h5", "--without-provenance", "-o", "disk/plain.h5")
    let before = try ["all", "plain"].map { try command.contents("disk/\($0).h5") }
    // No room for another file beside those that are there.
    _ = try command.shell(
      "used=$(du -k disk | tail -1 | cut -f1) && mount -o remount,size=$((used + 4))k disk")
    for arguments in [
      ["merge", "p1.h5", "p2.h5", "-o", "disk/all.h5"],
      ["export", "p2.h5", "--without-provenance", "-o", "disk/plain.h5"],
      ["export", "p1.h5", "--weights", "arm=fpt,seed=0", "-o", "disk/w.safetensors"],
      ["report", "p1.h5", "-o", "disk/page.html"],
      ["export", "p1.h5", "--tables", "csv", "-o", "disk/table.csv"],
    ] {
      // What is small fits still; then the rest of the room goes first.
      if arguments.last?.hasSuffix(".csv") == true {
        _ = try command.shell("head -c 1m /dev/zero > disk/rest")
      }
      let result = try command.start(arguments).end()
      #expect(result.status == 1, "\(arguments) \(result.messages)")
      #expect(
        result.messages.lowercased().contains("full") || result.messages.contains("No space"),
        "\(result.messages)")
      print(result.messages, terminator: "")
    }
    #expect(try ["all", "plain"].map { try command.contents("disk/\($0).h5") } == before)
    let left = try FileManager.default.contentsOfDirectory(atPath: command.path("disk")).sorted()
    #expect(left == ["all.h5", "plain.h5", "rest"], "\(left)")
    _ = try command.shell("rm disk/rest && mount -o remount,size=16m disk")
    let whole = try command.run("tiny.fpt", "--store", "whole", "-o", "whole.h5")
    let merged = try command.run("merge", "p1.h5", "p2.h5", "-o", "disk/all.h5")
    #expect(Command.digest(in: merged.output) == Command.digest(in: whole.output))
  }

  @Test(.enabled(if: canMount, "needs root and the right to mount a file system"))
  func aFullDiskGetsNoHalfOfANewExperiment() throws {
    let command = try Command()
    _ = try command.shell("mkdir disk && mount -t tmpfs -o size=64k none disk")
    defer { _ = try? command.shell("umount disk") }
    _ = try command.shell("head -c 1m /dev/zero > disk/rest")
    let full = try command.run("new", "disk/mine")
    #expect(full.status == 1 && full.messages.contains("full"), "\(full.messages)")
    let left = try FileManager.default.contentsOfDirectory(atPath: command.path("disk"))
    #expect(left == ["rest"])
    _ = try command.shell("rm disk/rest")
    #expect(try command.run("new", "disk/mine").status == 0)
    let again = try command.run("new", "disk/mine")
    #expect(again.status == 2 && again.messages.contains("disk/mine.fpt is already there"))
  }

  @Test(.enabled(if: canMount, "needs root and the right to mount a file system"))
  func aFullDisk() throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    let whole = try command.run("tiny.fpt", "--store", "whole", "-o", "whole.h5")
    _ = try command.shell("mkdir disk && mount -t tmpfs -o size=64k none disk")
    defer { _ = try? command.shell("umount disk") }
    // First room for nothing, then for some cells, then for the cells and not the results, at last for all.
    var failures = 0
    for size in ["8k", "64k", "128k", "192k", "16m"] {
      _ = try command.shell("mount -o remount,size=\(size) disk")
      let result = try command.run("tiny.fpt", "--store", "disk/cells", "-o", "disk/out.h5")
      if result.status == 0 {
        #expect(Command.digest(in: result.output) == Command.digest(in: whole.output))
      } else {
        failures += 1
        #expect(result.messages.contains("the disk is full"), "\(size): \(result.messages)")
      }
      let left = try command.shell("find disk -name '*.tmp'")
      #expect(left.output.isEmpty)
      for file in try command.shell("find disk -name '*.h5'").output.split(separator: "\n") {
        #expect(try command.run("verify", String(file)).status == 0, "\(size): \(file)")
      }
    }
    #expect(failures > 0)
    #expect(try command.run("verify", "disk/out.h5").status == 0)
  }
}
