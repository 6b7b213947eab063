import FPTTestSettings
import Foundation
import Testing

/// Every kernel computes the same bits on 64-bit ARM, in emulation, as in each table of this machine.
@Suite struct EmulationTests {
  /// Runs a script of `Tests/Emulation` to its end.
  private static func run(_ script: String, _ arguments: [String] = []) throws -> (
    status: Int32, text: String
  ) {
    let tests = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let process = Process()
    process.executableURL = tests.appending(path: "Emulation/\(script)")
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  private static var canEmulate: Bool {
    get throws { try run("compare-kernels", ["--is-possible"]).status == 0 }
  }

  /// Half a minute of all cores; `.ci/run` calls the script by itself.
  @Test(
    .enabled(if: LongTests.areAsked, "a long test: FPT_LONG_TESTS=1"),
    .enabled("needs ./setup gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static") {
      try canEmulate
    })
  func theSameHashesOnARM() throws {
    let comparison = try Self.run("compare-kernels")
    #expect(comparison.status == 0, "\(comparison.text.suffix(2_000))")
    let summary = comparison.text.split(separator: "\n").last ?? ""
    #expect(summary.contains("hashes are alike") && summary.contains("NEON"))
  }

  /// The whole program needs a Swift SDK that few machines have, and says so.
  @Test func aProgramWithoutAnSDKIsRefused() throws {
    for (arguments, reason) in [
      ([], "needs a Swift SDK for aarch64 Linux"),
      (["/nonexistent/destination.json", "/"], "no file /nonexistent/destination.json"),
    ] {
      let refusal = try Self.run("run-program", arguments)
      #expect(refusal.status == 2 && refusal.text.contains(reason), "\(refusal.text)")
    }
  }
}
