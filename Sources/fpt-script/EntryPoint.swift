import ArgumentParser
import Foundation

/// Arguments in, exit status out: 0 done, 1 some cell failed or is unavailable, 2 the file or the arguments are wrong,
/// 130 interrupted.
@main
enum EntryPoint {
  static func main() async {
    // A reader that goes away early, such as `head`, ends the output and not the computation.
    signal(SIGPIPE, SIG_IGN)
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard !arguments.isEmpty else {
      Terminal.tell(FPTScriptCommand.helpMessage(columns: Terminal.messages.width) + "\n")
      exit(Failure.wrongInput.rawValue)
    }
    do {
      try MissingFile.check(arguments)
      var command = try FPTScriptCommand.parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      exit(Failure.status(reporting: error))
    }
  }
}
