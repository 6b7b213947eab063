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
    let near = (isFileName ? [] : Suggestions.near(first, among: commands)) + files(near: first)
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

  /// Experiment files of a similar name in the folder named, and of the same name among the experiments.
  private static func files(near path: String) -> [String] {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? ""
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder))
    let experiments = (names ?? []).filter { $0.hasSuffix(".fpt") }.sorted()
    let full = name.hasSuffix(".fpt") ? name : name + ".fpt"
    let elsewhere = folder.isEmpty ? ["experiments/\(full)"] : []
    let near = Suggestions.near(stem(full), among: experiments.map(stem))
    return (experiments.contains(full) ? [folder + full] : [])
      + elsewhere.filter { FileManager.default.fileExists(atPath: $0) }
      + near.map { folder + $0 + ".fpt" }
  }

  private static func stem(_ name: String) -> String { String(name.dropLast(".fpt".count)) }
}
