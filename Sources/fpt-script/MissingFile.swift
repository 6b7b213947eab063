import FPTRun
import FPTScript
import Foundation

/// A first argument that is neither a command nor a file: a slip that the argument parser would blame on what follows it.
enum MissingFile {
  static func check(_ arguments: [String]) throws {
    guard let first = arguments.first, !first.hasPrefix("-"), !commands.contains(first),
      !FileManager.default.fileExists(atPath: first)
    else { return }
    // A link that leads nowhere is there; what is wrong with it is said where it is read.
    var status = stat()
    if lstat(first, &status) == 0 { return }
    let isFileName = first.contains("/") || first.contains(".")
    let near =
      (isFileName ? [] : Suggestions.near(first, among: commands))
      + NearFiles.near(first, endings: [".fpt"])
    throw Failure.stop(
      isFileName
        ? "there is no file `\(first)`" : "there is no command and no file called `\(first)`",
      help: near.isEmpty
        ? isFileName ? nil : "`fpt-script --help` lists the commands"
        : "did you mean \(near.prefix(3).map { "`\($0)`" }.joined(separator: " or "))?")
  }

  private static let commands =
    FPTScriptCommand.configuration.subcommands.compactMap { $0.configuration.commandName } + [
      "help"
    ]
}
