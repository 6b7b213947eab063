import FPTLib
import FPTResults
import FPTScript

/// The files of the script inside results, as they are written into a folder.
package struct ScriptExport: Sendable {
  /// Paths relative to the folder, the experiment file first, with the texts.
  package let files: [(path: String, text: String)]
  /// The arguments after the experiment file on the command line: the profile and each change.
  package let arguments: [String]

  /// Why a file cannot be written.
  package struct Failure: Error, Sendable, CustomStringConvertible {
    package var description: String
  }

  /// - Throws: `Failure` for a name that leads out of the folder, or to the place of another file.
  package init(_ results: StoredResults) throws(Failure) {
    let named = results.sources + results.references
    if results.sources.isEmpty {
      throw Failure(description: "\(results.path): there is no script inside")
    }
    // Files above the experiment's folder are below ours: the experiment moves down as far as any of them lies up.
    var depth = 0
    var names: [[String]] = []
    for source in named {
      let parts = source.name.split(separator: "/", omittingEmptySubsequences: false)
        .map(String.init)
      let up = parts.prefix { $0 == ".." }.count
      guard parts.count > up, up < 32,
        parts.dropFirst(up).allSatisfy({ Self.isPlain($0) })
      else {
        throw Failure(
          description:
            "\(results.path): the script inside has a file of the name \(quotedForMessage(source.name)), "
            + "which leads to no place below a folder, so that nothing is written")
      }
      depth = max(depth, up)
      names.append(parts)
    }
    let folders = (0..<depth).map { $0 == depth - 1 ? "experiment" : "folder" }
    var files: [(path: String, text: String)] = []
    var places: [String: String] = [:]
    for (parts, source) in zip(names, named) {
      let up = parts.prefix { $0 == ".." }.count
      let path = (folders.dropLast(up) + parts.dropFirst(up)).joined(separator: "/")
      // Some file systems do not tell capitals from small letters.
      if let other = places.updateValue(source.name, forKey: path.lowercased()) {
        if other == source.name { continue }
        throw Failure(
          description: "\(results.path): the script inside has files of the names "
            + "\(quotedForMessage(other)) and \(quotedForMessage(source.name)), which are one on some systems, "
            + "so that nothing is written")
      }
      files.append((path, source.text))
    }
    self.files = files
    var arguments: [String] = []
    if let profile = results.profile { arguments += ["--profile", profile] }
    for change in results.overrides { arguments += ["--set", change.assignment] }
    self.arguments = arguments
  }

  private static func isPlain(_ part: String) -> Bool {
    !part.isEmpty && part != "." && part != ".." && part.utf8.count <= 255
      && !part.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F || $0 == "\\" }
  }

  /// Writes the files below a folder.
  ///
  /// - Returns: the paths of the files, the experiment file first.
  /// - Throws: `Failure` where one of them is there already with another text; `ResultFileError` from the system.
  package func write(to folder: String) throws -> [String] {
    let paths = files.map { "\(folder)/\($0.path)" }
    for (path, file) in zip(paths, files) where try ResultFile.exists(path) {
      guard try FileSources().text(at: path) == file.text else {
        throw Failure(
          description: "\(path) is there already and has another text, so that nothing is written")
      }
    }
    for (path, file) in zip(paths, files) {
      try ResultFile.checkWritable(path)
      try ResultFile.write(text: file.text, to: path)
    }
    return paths
  }
}
