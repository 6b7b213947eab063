import ArgumentParser
import FPTEngine
import FPTRun
import FPTSelfTest
import Foundation

/// `fpt-script self-test`: whether this machine gives the promised bits, and how fast it is.
struct SelfTestCommand: ListedCommand {
  static let section = CommandSection.files
  static let configuration = CommandConfiguration(
    commandName: "self-test",
    abstract: "Proves that this machine gives the promised bits, and measures how fast it is.",
    discussion: """
      It tries every kernel of every instruction set of this processor, and trains four small models for twenty steps in each precision. \
      The rates of products that it measures are kept for `plan`. It needs no network, no weights and under a minute. Exit status: 0, or 1 where something has other bits.
      """)

  @OptionGroup var threading: ThreadArguments

  @Flag(help: "Prints JSON.")
  var json = false

  func run() throws {
    let report: SelfTest
    do {
      let folder = FileManager.default.temporaryDirectory
        .appending(path: "fpt-self-test-\(UUID())").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      report = try SelfTest(in: folder, threads: threading.threads) { part in
        if !json { Terminal.tell(part + " …\n") }
      }
    } catch {
      throw Failure.stop(
        "the self-test did not come to its end: \(error)",
        help: "it writes into \(NSTemporaryDirectory()); TMPDIR names another folder",
        Failure.incomplete)
    }
    if json { try JSONOutput.print(report) } else { Terminal.print(report.text) }
    if !report.isPassed { throw Failure.incomplete }
  }
}
