import ArgumentParser
import FPTLib
import Foundation

/// Arguments in, exit status out: one of ``ExitStatus``.
@main
enum EntryPoint {
  static func main() async {
    prepareStreams()
    let arguments = Array(Executable.commandLine.dropFirst())
    if let status = Inspection.perform(arguments) { exit(status) }
    LostMemory.listen()
    if let script = ShellCompletion.script(for: arguments) {
      Terminal.print(script)
      exit(outputStatus)
    }
    guard !arguments.isEmpty else {
      Terminal.tell(FPTScriptCommand.helpMessage(columns: Terminal.messages.width) + "\n")
      exit(Failure.wrongInput.rawValue)
    }
    var status: Int32 = 0
    do {
      try await ResultInspector.$current.withValue(Inspection.inspector) {
        try await DigestCache.$current.withValue(DigestCache(environment: Executable.environment)) {
          try await run(arguments)
        }
      }
    } catch {
      status = Failure.status(reporting: error)
    }
    exit(status == 0 ? outputStatus : status)
  }

  /// Zero, or after a message the status for an output that could not be written.
  private static var outputStatus: Int32 {
    guard let reason = Terminal.outputFailure else { return 0 }
    return Failure.stop("cannot write the output: \(reason)", Failure.incomplete).rawValue
  }

  private static func run(_ arguments: [String]) async throws {
    try MissingFile.check(arguments)
    try refuseNoOutput(arguments)
    var command = try parsed(arguments)
    if var command = command as? any AsyncParsableCommand {
      try await command.run()
    } else {
      try command.run()
    }
  }

  private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
    do {
      return try FPTScriptCommand.parseAsRoot(arguments)
    } catch {
      // The parser asks a command's own rules before it looks for options that the command does not have. A misspelt option is the
      // reason then, and not what is missing without it.
      try ArgumentRules.$areAsked.withValue(false) {
        _ = try FPTScriptCommand.parseAsRoot(arguments)
      }
      throw error
    }
  }

  /// Files are written whole and then named, so `-` would be the name of one; and no file has an empty name.
  private static func refuseNoOutput(_ arguments: [String]) throws {
    func names(_ output: String) -> Bool {
      zip(arguments, arguments.dropFirst())
        .contains { ["-o", "--output"].contains($0) && $1 == output }
        || arguments.contains("--output=\(output)")
    }
    if names("") {
      throw Failure.stop("`-o \"\"`: -o names a file or a folder, and this is no name")
    }
    guard names("-") else { return }
    throw Failure.stop(
      "`-o -`: -o names a file or a folder, and standard output is none",
      help: "`show` prints results, and `export --tables FORMAT` without -o prints tables")
  }

  private static func prepareStreams() {
    // A reader that goes away early, such as `head`, ends the output and not the computation; a file that grows too
    // large is an error like that of a full disk.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    // Reading results needs no lock, and not every file system has them. Set before libhdf5 looks, and before there are threads.
    setenv("HDF5_USE_FILE_LOCKING", "FALSE", 1)
    // The next file that is opened takes the number of a stream that is closed, and would be written into.
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", O_RDWR)
    }
  }
}
