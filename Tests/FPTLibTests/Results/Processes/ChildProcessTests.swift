import FPTLib
import Foundation
import Testing

/// Processes that the program starts: what they get, what they do not, and how they end.
@Suite struct ChildProcessTests {
  /// All that a line of shell writes, and how it ends.
  private func shell(
    _ line: String, environment: [String: String]? = nil, hasOwnGroup: Bool = false
  ) throws -> (output: String, end: ChildProcess.End) {
    let process = try ChildProcess(
      "/bin/sh", ["-c", line], environment: environment, output: .pipe,
      hasOwnGroup: hasOwnGroup)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(process.output, &buffer, buffer.count)
      if count <= 0 { break }
      bytes += buffer[..<count]
    }
    return (String(decoding: bytes, as: UTF8.self), process.finish(graceMilliseconds: 5000))
  }

  @Test(arguments: [
    ("exit 0", ChildProcess.End.status(0)), ("exit 3", .status(3)), ("kill -9 $$", .signal(9)),
    ("kill -SEGV $$", .signal(SIGSEGV)), ("exit 255", .status(255)),
  ])
  func ends(line: String, expected: ChildProcess.End) throws {
    #expect(try shell(line).end == expected)
  }

  /// And nothing to read, where nothing is given.
  @Test func variables() throws {
    #expect(try shell("echo $A; cat", environment: ["A": "b c"]).output == "b c\n")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/status")))
  func nothingIsInherited() throws {
    let pair = try #require(DescriptorPair.make())
    let input = try #require(DescriptorPair.make())
    defer { for end in [pair.0, pair.1, input.0, input.1] { close(end) } }
    let other = try ChildProcess("/bin/cat", [], input: input.0, output: .pipe)
    // Other tests of this process may have descriptors of other kinds.
    let found = try shell("for n in /proc/$$/fd/*; do readlink $n; done").output
    for descriptor in [pair.0, pair.1, input.0, input.1, other.output] {
      var information = stat()
      #expect(fstat(descriptor, &information) == 0)
      #expect(!found.contains("[\(information.st_ino)]"))
    }
    #expect(found.contains("/dev/null"))
    let signals = try shell("grep -E 'SigBlk|SigIgn' /proc/self/status").output
    #expect(signals.contains("SigBlk:\t0000000000000000"))
    let ignored = try #require(
      signals.split(separator: "\n").first { $0.hasPrefix("SigIgn") }?.split(separator: "\t").last)
    let bits = try #require(UInt64(ignored, radix: 16))
    #expect(bits & (1 << (UInt64(SIGPIPE) - 1)) == 0 && bits & (1 << (UInt64(SIGXFSZ) - 1)) == 0)
    #expect(other.poll() == nil)
    other.finish()
  }

  @Test func groups() throws {
    for hasOwnGroup in [false, true] {
      let found = try shell("ps -o pgid= -p $$; echo $$", hasOwnGroup: hasOwnGroup).output
      let numbers = found.split(whereSeparator: \.isWhitespace)
      guard numbers.count == 2 else { continue }
      #expect((numbers[0] == numbers[1]) == hasOwnGroup)
    }
  }

  @Test func itsInputEndsWithTheOtherEnd() throws {
    let input = try #require(DescriptorPair.make())
    let process = try ChildProcess("/bin/cat", [], input: input.0)
    close(input.0)
    usleep(50_000)
    #expect(process.poll() == nil)
    close(input.1)
    #expect(process.finish(graceMilliseconds: 10_000) == .status(0))
    // Signals to one that has ended reach nobody.
    process.send(SIGKILL)
    #expect(process.poll() == .status(0))
  }

  @Test(arguments: [("/nonexistent/program", ENOENT), ("/", EACCES)])
  func notStarted(executable: String, code: Int32) {
    do throws(ChildProcess.NotStarted) {
      _ = try ChildProcess(executable, [])
      Issue.record("started")
    } catch {
      #expect(error.code == code && error.description.hasPrefix("\(executable) cannot be started"))
    }
  }
}
