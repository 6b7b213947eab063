import Foundation
import Testing

/// Every kernel computes the same bits on 64-bit ARM, in emulation, as in each table of this machine.
@Suite struct EmulatedKernelTests {
  /// Runs `Tests/Emulation/compare-kernels`. Returns its exit status and what it printed.
  private static func compareKernels(_ arguments: String...) throws -> (status: Int32, text: String)
  {
    let tests = URL(filePath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let process = Process()
    process.executableURL = tests.appending(path: "Emulation/compare-kernels")
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

  static var isPossible: Bool {
    get throws { try compareKernels("--is-possible").status == 0 }
  }

  @Test(
    .enabled("needs ./setup gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static") {
      try isPossible
    })
  func theSameHashesOnARM() throws {
    let comparison = try Self.compareKernels()
    #expect(comparison.status == 0, "\(comparison.text.suffix(2_000))")
    let lines = comparison.text.split(separator: "\n")
    #expect(
      lines.last?.contains("hashes are alike") == true && lines.last?.contains("NEON") == true)
  }
}
