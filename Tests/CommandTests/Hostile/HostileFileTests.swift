import CHDF5
import FPTLib
import Foundation
import Testing

/// Files made to harm: each refused by the command with an error that names file, place, expected and found.
@Suite struct HostileFileTests {
  struct Attack: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// What the error must say after the file's name.
    var expected: String
    var change: @Sendable (hid_t) throws -> Void
  }

  static let attacks: [Attack] = [
    Attack(
      testDescription: "soft link",
      expected: "/runs/again: expected a hard link, found a soft link",
      change: HostileFile.softLink),
    Attack(
      testDescription: "soft links in a loop",
      expected: "/runs/a: expected a hard link, found a soft link",
      change: HostileFile.softLinkLoop),
    Attack(
      testDescription: "external link",
      expected: "/cells/elsewhere: expected a hard link, found a link into another file",
      change: HostileFile.externalLink),
    Attack(
      testDescription: "hard link to the root",
      expected: "/tables/root: expected one link to the object, found",
      change: HostileFile.hardLinkCycle),
    Attack(
      testDescription: "two hard links",
      expected: "expected one link to the object, found 2", change: HostileFile.secondHardLink),
    Attack(
      testDescription: "named datatype",
      expected: "/ › type: expected a group or a dataset, found another object",
      change: HostileFile.namedDatatype),
    Attack(
      testDescription: "groups 3,000 deep", expected: "expected groups nested at most 24 deep",
      change: HostileFile.deepGroups),
    Attack(
      testDescription: "too many attributes",
      expected: "/runs: expected at most 4096 attributes, found",
      change: HostileFile.manyAttributes),
    Attack(
      testDescription: "data in another file", expected: "/x: expected data for",
      change: HostileFile.externalStorage),
    Attack(
      testDescription: "virtual dataset",
      expected: "/x: expected data stored in this file, found a virtual dataset",
      change: HostileFile.virtualDataset),
    Attack(
      testDescription: "a petabyte in one piece", expected: "/x: expected at most",
      change: HostileFile.hugeContiguous),
    Attack(
      testDescription: "terabytes in chunks", expected: "/x: expected at most",
      change: HostileFile.hugeChunked),
    Attack(
      testDescription: "a chunk of gigabytes",
      expected: "/x: expected chunks of at most 67108864 bytes, found 2147483648",
      change: HostileFile.hugeChunk),
    Attack(
      testDescription: "fletcher32",
      expected: "/x: expected no filter, or shuffle and deflate, found the filters numbered 3",
      change: HostileFile.checksumFilter),
    Attack(
      testDescription: "unknown filter",
      expected: "/x: expected no filter, or shuffle and deflate, found the filters numbered 32123",
      change: HostileFile.unknownFilter),
    Attack(
      testDescription: "compound type", expected: "int8 or text, found a compound type",
      change: HostileFile.compoundType),
    Attack(
      testDescription: "fixed-length text of a gigabyte", expected: "found fixed-length text",
      change: HostileFile.fixedText),
    Attack(
      testDescription: "big-endian numbers", expected: "found an unusual floating-point type",
      change: HostileFile.bigEndian),
    Attack(
      testDescription: "name that leads out",
      expected: "/tables: expected names as the format encodes them, found `..%2F..%2Fetc`",
      change: HostileFile.name("..%2F..%2Fetc")),
    Attack(
      testDescription: "name with a control character",
      expected: "/tables: expected names as the format encodes them",
      change: HostileFile.name("a\u{1B}[2J")),
    Attack(
      testDescription: "endless name",
      expected: "/tables: expected names of at most 255 bytes, found 3000",
      change: HostileFile.name(String(repeating: "n", count: 3000))),
  ]

  @Test(arguments: attacks)
  func isRefused(_ attack: Attack) throws {
    let command = try Command()
    try command.write(try Data(contentsOf: URL(filePath: SampleFile.path())), to: "bad.h5")
    try HostileFile.edit(command.path("bad.h5"), attack.change)
    let before = try FileManager.default.contentsOfDirectory(atPath: command.folder).sorted()
    let result = try command.run("verify", "bad.h5")
    #expect(result.status == 1)
    #expect(result.messages.hasPrefix("error: bad.h5: damaged at /"), "\(result.messages)")
    #expect(result.messages.contains(attack.expected), "\(result.messages)")
    #expect(result.messages.split(separator: "\n").count == 1)
    #expect(!result.messages.unicodeScalars.contains("\u{1B}"))
    // Only what the test itself writes is new.
    let after = try FileManager.default.contentsOfDirectory(atPath: command.folder).sorted()
    #expect(after.filter { !$0.hasPrefix(".") } == before.filter { !$0.hasPrefix(".") })
    // Without a child the reader refuses it for the same reason.
    do throws(ResultFileError) {
      _ = try ResultFile.read(command.path("bad.h5"))
      Issue.record("the file was accepted")
    } catch {
      #expect("\(error)".contains(attack.expected), "\(error)")
    }
  }

  @Test(arguments: ["verify", "digest", "show", "report"])
  func everyCommandStandsBehindTheChild(name: String) throws {
    let command = try Command()
    try command.write(try Data(contentsOf: URL(filePath: SampleFile.path())), to: "bad.h5")
    try HostileFile.edit(command.path("bad.h5"), HostileFile.externalLink)
    let result = try command.run(name, "bad.h5")
    #expect(result.status != 0)
    #expect(result.messages.contains("found a link into another file"), "\(result.messages)")
  }

  @Test func whatIsNoFileIsRefusedAtOnce() throws {
    let command = try Command()
    #expect(mkfifo(command.path("pipe.h5"), 0o600) == 0)
    let pipe = try command.run("verify", "pipe.h5")
    #expect(pipe.messages.contains("pipe.h5: not a results file: it is no file"))
    let device = try command.run("verify", "/dev/zero")
    #expect(device.messages.contains("/dev/zero: not a results file: it is no file"))
  }
}

/// A small results file of a run, made once.
enum SampleFile {
  private static let made = Result { () throws -> (command: Command, path: String) in
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    let result = try command.run("tiny.fpt", "-o", "tiny.h5")
    guard result.status == 0 else { throw Failure(description: result.messages) }
    return (command, command.path("tiny.h5"))
  }

  struct Failure: Error, CustomStringConvertible { var description: String }

  static func path() throws -> String { try made.get().path }
  static func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path()))) }
}
