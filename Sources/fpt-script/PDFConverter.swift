import FPTResults
import Foundation

/// Turns figures into PDF with the program that librsvg brings.
enum PDFConverter {
  private static let tool = "rsvg-convert"
  private static let package = "librsvg2-bin"
  /// Seconds until a conversion is given up.
  private static let limit = 60

  /// The PDF of an SVG file's text; the same bytes for the same text and version of librsvg.
  ///
  /// - Throws: an exit code after one line on standard error.
  static func pdf(of svg: String) throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "fpt-script-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let (source, target) = (folder.appending(path: "in.svg"), folder.appending(path: "out.pdf"))
      try Data(svg.utf8).write(to: source)
      try convert(source.path, to: target.path, messages: folder.appending(path: "messages").path)
      return Array(try Data(contentsOf: target))
    } catch let error as CocoaError {
      throw Failure.stop(
        "a figure cannot be converted in \(folder.path): \(error.localizedDescription)",
        Failure.incomplete)
    }
  }

  private static func convert(_ source: String, to target: String, messages log: String) throws {
    var environment = ProcessInfo.processInfo.environment
    // Without it the file has the time of its conversion.
    environment["SOURCE_DATE_EPOCH"] = environment["SOURCE_DATE_EPOCH"] ?? "0"
    guard FileManager.default.createFile(atPath: log, contents: nil),
      let messages = FileHandle(forWritingAtPath: log)
    else {
      throw Failure.stop("\(log) cannot be written", Failure.incomplete)
    }
    let process: ChildProcess
    do {
      process = try ChildProcess(
        "/bin/sh", ["-c", "exec \"$@\"", "sh", tool, "--format=pdf", "--output", target, source],
        environment: environment, messages: .descriptor(messages.fileDescriptor))
    } catch {
      throw Failure.stop(error, Failure.incomplete)
    }
    switch end(of: process) {
    case .status(0)?: return
    case .status(127)?:
      throw Failure.stop(
        "`\(tool)` is not installed, which makes PDF of figures",
        help:
          "on Debian and Ubuntu it is in the package \(package), which ./setup installs; `--plots svg` needs nothing",
        Failure.incomplete)
    case nil:
      throw Failure.stop(
        "`\(tool)` did not end within \(limit) seconds", help: "`--plots svg` needs nothing",
        Failure.incomplete)
    case let end?:
      let text = String(
        decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self)
      let line = text.split(separator: "\n").last.map(String.init) ?? "\(end)"
      throw Failure.stop("`\(tool)` could not convert a figure: \(line)", Failure.incomplete)
    }
  }

  /// The end of a process; nil where it took too long and was ended.
  private static func end(of process: ChildProcess) -> ChildProcess.End? {
    let start = ContinuousClock.now
    while process.poll() == nil {
      if ContinuousClock.now - start > .seconds(limit) {
        process.finish()
        return nil
      }
      usleep(10_000)
    }
    return process.finish()
  }
}
