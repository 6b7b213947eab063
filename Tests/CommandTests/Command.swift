import Foundation
import Testing

/// The built command, run as a user runs it, in a folder of its own that is removed with it.
final class Command: Sendable {
  let folder: String

  struct Missing: Error, CustomStringConvertible {
    var description: String { "fpt-script was not built beside the tests" }
  }

  /// How a process ended and what it wrote.
  struct Result: Sendable {
    /// Exit status; for a process that a signal ended, 128 + its number.
    var status: Int32
    var output: String
    var messages: String
  }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "fpt-command-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// The executable, in the folder of the tests' own or in one that encloses it.
  static let executable: String? = {
    let places = [CommandLine.arguments.first, Bundle.main.executablePath].compactMap { $0 }
    for place in places {
      var folder = URL(filePath: place).standardizedFileURL
      for _ in 0..<5 {
        folder = folder.deletingLastPathComponent()
        let path = folder.appending(path: "fpt-script").path
        var isFolder = ObjCBool(false)
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
          !isFolder.boolValue, FileManager.default.isExecutableFile(atPath: path)
        {
          return path
        }
      }
    }
    return nil
  }()

  func path(_ name: String) -> String { folder + "/" + name }

  func write(_ text: String, to name: String) throws {
    try write(Data(text.utf8), to: name)
  }

  func write(_ data: Data, to name: String) throws {
    let url = URL(filePath: path(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }

  func contents(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: path(name))) }

  /// Runs `fpt-script` to its end.
  @discardableResult
  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Result {
    try start(arguments, environment: environment).end()
  }

  /// Runs a line of shell in which `$FPT` is the command.
  func shell(_ line: String, environment: [String: String] = [:]) throws -> Result {
    guard let executable = Self.executable else { throw Missing() }
    return try Running(
      "/bin/sh", ["-c", line], in: folder,
      environment: Self.environment(environment.merging(["FPT": executable]) { $1 })
    ).end()
  }

  /// Starts `fpt-script`.
  func start(_ arguments: [String], environment: [String: String] = [:]) throws -> Running {
    guard let executable = Self.executable else { throw Missing() }
    return try Running(
      executable, arguments, in: folder, environment: Self.environment(environment))
  }

  /// No assets, no color, no width: what a test sees does not depend on who runs it.
  private static func environment(_ changes: [String: String]) -> [String: String] {
    var environment = ProcessInfo.processInfo.environment
    for name in ["COLUMNS", "NO_COLOR", "TERM", "CI", "XDG_DATA_HOME"] { environment[name] = nil }
    environment["FPT_DATA"] = "/nonexistent/fpt-data"
    environment["XDG_CACHE_HOME"] =
      FileManager.default.temporaryDirectory.appending(path: "fpt-command-cache").path
    return environment.merging(changes) { $1 }
  }
}

/// A process that was started and has not been waited for.
final class Running {
  private let process = Process()
  private let outputPath: String
  private let messagesPath: String

  init(
    _ executable: String, _ arguments: [String], in folder: String, environment: [String: String]
  ) throws {
    // Files, not pipes: nobody has to read them for the process to go on.
    let name = UUID().uuidString
    outputPath = "\(folder)/.\(name).out"
    messagesPath = "\(folder)/.\(name).err"
    for path in [outputPath, messagesPath] {
      try Data().write(to: URL(filePath: path))
    }
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: URL(filePath: outputPath))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: messagesPath))
    try process.run()
  }

  var isRunning: Bool { process.isRunning }

  var processIdentifier: Int32 { process.processIdentifier }

  /// What it wrote to standard output so far.
  var output: String {
    (try? String(contentsOfFile: outputPath, encoding: .utf8)) ?? ""
  }

  /// What it wrote to standard error so far.
  var messages: String {
    (try? String(contentsOfFile: messagesPath, encoding: .utf8)) ?? ""
  }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits until something holds or the process ends.
  func wait(until condition: () throws -> Bool) rethrows {
    while process.isRunning, try !condition() { Thread.sleep(forTimeInterval: 0.01) }
  }

  func end() throws -> Command.Result {
    process.waitUntilExit()
    let signalled = process.terminationReason == .uncaughtSignal
    return Command.Result(
      status: process.terminationStatus + (signalled ? 128 : 0),
      output: try String(contentsOfFile: outputPath, encoding: .utf8), messages: messages)
  }
}
