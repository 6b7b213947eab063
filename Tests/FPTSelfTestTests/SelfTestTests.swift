import FPTEngine
import Foundation
import Testing

@testable import FPTSelfTest

/// The bits that the program promises on every machine.
@Suite struct SelfTestTests {
  static let updates = ProcessInfo.processInfo.environment["FPT_UPDATE"] == "1"

  private static func source(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/FPTSelfTest/" + name)
  }

  /// The fastest table; the others are compared with the baseline by the tests of kernels.
  @Test func kernelsHaveThePromisedHashes() throws {
    let found = try KernelHashes.measured(of: .fastest)
    if Self.updates {
      let lines = found.lines.split(separator: "\n").map { "    \($0)\n" }.joined()
      try """
      extension KernelHashes {
        /// What every table gives on every processor; written by `FPT_UPDATE=1 swift test --filter SelfTestTests`.
        static let promisedLines = \"\"\"
      \(lines)    \"\"\"
      }

      """.write(to: Self.source("KernelHashes+Promised.swift"), atomically: true, encoding: .utf8)
    }
    #expect(found.wrong.isEmpty)
    #expect(found.values.count > 150)
    #expect(found.lines == KernelHashes.promisedLines)
  }

  @Test func aDifferenceIsNamed() throws {
    var hashes = KernelHashes.promised
    hashes.values["sum"] = "0000000000000000"
    hashes.values["gemm:k=1"] = nil
    #expect(hashes.wrong == ["gemm:k=1", "sum"])
    let unknown = #expect(throws: KernelHashes.Fault.self) {
      try KernelHashes.measured(ofTable: "AVX-9")
    }
    #expect("\(try #require(unknown))".contains("no such table"))
  }

  @Test func trainingsHaveThePromisedDigests() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "self-test-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var found: [Precision: String] = [:]
    for precision in Precision.allCases {
      found[precision] = try TrialRun(precision).digest(in: folder, table: .fastest, threads: 2)
    }
    if Self.updates {
      try """
      extension TrialRun {
        // Written by `FPT_UPDATE=1 swift test --filter SelfTestTests`.
        static let promisedFloat32 = "\(found[.float32] ?? "")"
        static let promisedBFloat16 = "\(found[.bfloat16] ?? "")"
      }

      """.write(to: Self.source("TrialRun+Promised.swift"), atomically: true, encoding: .utf8)
    }
    for precision in Precision.allCases {
      #expect(found[precision] == TrialRun(precision).promised)
    }
    #expect(found[.float32] != found[.bfloat16])
  }

  @Test func foldersOnTheNetwork() {
    let mounts = """
      /dev/vda / ext4 rw 0 0
      server:/home /home nfs4 rw 0 0
      tmpfs /home/ada/fast tmpfs rw 0 0
      10.0.0.1@tcp:/scratch /my\\040scratch lustre rw 0 0
      """
    #expect(Machine.networkType(of: "/home/ada", mounts: mounts) == "NFS")
    #expect(Machine.networkType(of: "/home/ada/fast/cells", mounts: mounts) == nil)
    #expect(Machine.networkType(of: "/homes", mounts: mounts) == nil)
    #expect(Machine.networkType(of: "/my scratch/x", mounts: mounts) == "Lustre")
  }

  @Test func theReport() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "self-test-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var report = try SelfTest(in: folder, threads: 1, tables: [.fastest]) { _ in }
    #expect(report.isPassed)
    #expect(report.text.hasSuffix("This machine gives the promised bits.\n"))
    report.kernels[0].wrong = ["sum"]
    #expect(!report.isPassed)
    #expect(report.text.contains("1 hash differs: sum"))
    report.kernels[0].fault = "a kernel left the floating-point state changed"
    report.trainings[0].digest = "0123"
    #expect(report.text.contains("✗ 20 steps in float32: digest 0123…, promised"))
  }
}
