import FPTLib
import FPTResults
import FPTRun
import FPTScript
import Foundation

/// What to say, and to do, about a file that is no results file, is not there, or is damaged.
enum ResultFileAdvice {
  /// The message in the place of the error's own, and help below it; nil where there is nothing to add.
  static func advice(for error: ResultFileError) -> (message: String, help: String?)? {
    switch error {
    case .system(.open, let path, ENOENT):
      let near = NearFiles.near(path, endings: [".h5"])
      return ("there is no file `\(path)`", NearFiles.question(near))
    case .notAResultsFile(let path, _) where path.hasSuffix(".fpt"):
      let results = "results/\(experimentName(in: path)).h5"
      return (
        "\(path) is an experiment, not its results",
        FileManager.default.fileExists(atPath: results)
          ? "its results are in `\(results)`"
          : "`fpt-script \(RunCommand.quoted(path))` computes them and writes \(results)"
      )
    case .notAResultsFile(let path, _) where isFolder(path):
      return ("\(path) is a folder, not a results file", filesHelp(path))
    case .damaged(let path, let place, let expected, let found)
    where isDigest(expected) && isDigest(found):
      return (
        "\(path): damaged: \(part(at: place)) no longer have the digest that stands beside them",
        "get the file again; `fpt-script rerun \(path)` computes it anew where it can still be read"
      )
    default: return nil
    }
  }

  /// The name that an experiment declares, which its results have; that of the file where it cannot be read.
  private static func experimentName(in path: String) -> String {
    let declared = (try? FileSources().text(at: path)).map { ExperimentRecord($0).name } ?? ""
    if !declared.isEmpty { return declared }
    return String((path.split(separator: "/").last ?? "").dropLast(".fpt".count))
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  private static func filesHelp(_ folder: String) -> String? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let candidates = names.filter { $0.hasSuffix(".h5") }.sorted()
    let files = candidates.filter { !isDigest(String($0.dropLast(3))) }.prefix(3)
    if files.isEmpty, !candidates.isEmpty {
      return "it is a store of cells, which commands know as --store"
    }
    let base = folder.hasSuffix("/") ? folder : folder + "/"
    return files.isEmpty
      ? nil : "there are \(files.map { "`\(base)\($0)`" }.joined(separator: ", "))"
  }

  private static func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64 && text.allSatisfy(\.isHexDigit)
  }

  /// What stands at a place, in words: the values of a cell, or the file as a whole.
  private static func part(at place: String) -> String {
    let names = place.split { $0 == "/" || $0 == "@" }
    if let cell = names.firstIndex(where: { isDigest(String($0)) }) {
      let rest = names[(cell + 1)...].joined(separator: "/")
      let values =
        rest.isEmpty || rest == "content_digest" ? "the values" : "the values of `\(rest)`"
      return "\(values) in cell \(names[cell].prefix(12))"
    }
    return names.count > 1
      ? "the values of `\(names.dropLast().joined(separator: "/"))`" : "its values"
  }
}
