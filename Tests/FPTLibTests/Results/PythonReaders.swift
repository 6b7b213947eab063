import Foundation

/// A Python with the readers that results files are made for: `FPT_TEST_PYTHON`, or `python3`.
enum PythonReaders {
  static let isAvailable: Bool = {
    (try? run("import h5py, netCDF4, h5netcdf, xarray, numpy")) != nil
  }()

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Runs a script and gives its standard output; its arguments are in `sys.argv[1:]`.
  static func run(_ script: String, _ arguments: String...) throws -> String {
    let python = ProcessInfo.processInfo.environment["FPT_TEST_PYTHON"] ?? "python3"
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [python, "-W", "error::UserWarning", "-c", script] + arguments
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaint = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(description: complaint) }
    return text
  }

  /// The fenced block of `docs/results-format.md` whose opening line is ```` ```LANGUAGE ````.
  static func documentedExample(_ language: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appending(path: "docs/results-format.md"), encoding: .utf8)
    guard let start = page.range(of: "```\(language)\n"),
      let end = page.range(of: "\n```", range: start.upperBound..<page.endIndex)
    else { throw Failure(description: "no block `\(language)` in docs/results-format.md") }
    return String(page[start.upperBound..<end.lowerBound])
  }
}
