import Foundation
import Testing

@testable import FPTReport

/// The scripts of `Tests/Browser`.
private enum PageChecks {
  static let isAvailable =
    Chromium.program != nil
    && (try? run(["-c", "import playwright, axe_core_python, html5lib"]))?.status == 0

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Browser").path(percentEncoded: false)

  static func run(_ arguments: [String]) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    let python = ProcessInfo.processInfo.environment["FPT_TEST_PYTHON"] ?? "python3"
    process.arguments = [python] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    DispatchQueue.global().asyncAfter(deadline: .now() + 120) {
      if process.isRunning { process.terminate() }
    }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }
}

/// Pages as axe-core and a strict parser see them, at three widths, in light and dark.
@Suite(
  "Pages in a browser", .serialized,
  .enabled(
    if: PageChecks.isAvailable,
    "needs Chromium and a Python with Tests/Browser/requirements.txt in FPT_TEST_PYTHON"))
struct PageChecksTests {
  @Test("nothing is found", arguments: ["check_page.py", "validate_page.py", "use_page.py"])
  func page(script: String) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).html")
    defer { try? FileManager.default.removeItem(at: file) }
    let sample = SampleNotebook.notebook
    let prose =
      "# A\n\n- [x] ~~b~~ Table 1\n\n## B\n\n```\nc\n```\n\n# C\n\n| a |\n|--:|\n| 1 |\n\n# D"
    try HTMLPage(
      Notebook(title: "Sample", header: sample.header, items: sample.items + [.prose(prose)])
    ).render().write(to: file, atomically: true, encoding: .utf8)
    let result = try PageChecks.run([
      "\(PageChecks.folder)/\(script)", file.path(percentEncoded: false),
    ])
    #expect(result.status == 0, "\(result.text)")
  }
}
