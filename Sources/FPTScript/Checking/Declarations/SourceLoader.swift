/// Loads the texts of `.fpt` files.
///
/// The language has no other access to the world outside.
package protocol SourceLoader {
  /// The text at a path: as the caller gave it or, for `use`, joined to the using file's folder.
  func text(at path: String) throws(SourceLoadingError) -> String
  /// What a path without a file was perhaps meant for, the nearest first.
  func paths(near path: String) -> [String]
}

extension SourceLoader {
  package func paths(near path: String) -> [String] { [] }

  /// Files in the folder of one that could not be read, as the script `file` would write them in the place of `written`.
  func suggestions(
    for written: String, at path: String, in file: String, after error: SourceLoadingError
  ) -> [String] {
    guard error == .notFound else { return [] }
    let folder = SourcePath.folder(of: path)
    return paths(near: path)
      .filter { $0 != file && SourcePath.folder(of: $0) == folder }
      .map { String(SourcePath.folder(of: written) + $0.dropFirst(folder.count)) }
  }
}

/// Why a source file cannot be read.
package enum SourceLoadingError: Error, Sendable, Hashable {
  case notFound
  /// The file is no valid UTF-8 from this byte on.
  case notText(offset: Int)
  case tooLarge(bytes: Int, limit: Int)
  case unreadable(reason: String)

  /// The explanation that follows the file's name in a message.
  package var explanation: String {
    switch self {
    case .notFound: "does not exist"
    case .notText(let offset): "is not text in UTF-8 (byte \(offset))"
    case .tooLarge(let bytes, let limit):
      "has \(bytes) bytes; an experiment file has at most \(limit)"
    case .unreadable(let reason): "cannot be read: \(reason)"
    }
  }
}

/// Files in memory: for tests, and for scripts kept inside a results file.
package struct InMemorySources: SourceLoader, Sendable {
  package var files: [String: String]
  package init(_ files: [String: String]) { self.files = files }

  package func text(at path: String) throws(SourceLoadingError) -> String {
    guard let text = files[path] else { throw .notFound }
    return text
  }

  package func paths(near path: String) -> [String] {
    Suggestions.near(path, among: files.keys.sorted())
  }
}

/// Paths as text: enough to find one file beside another.
enum SourcePath {
  /// `relative` as seen from the folder of `file`, with `.` and `..` folded where they can be.
  static func joined(_ relative: String, besides file: String) -> String {
    guard !relative.hasPrefix("/"), let slash = file.lastIndex(of: "/") else {
      return folded(relative)
    }
    return folded(String(file[...slash]) + relative)
  }

  /// The folder of a path, with its slash; empty for one that has none.
  static func folder(of path: String) -> Substring {
    path.lastIndex(of: "/").map { path[...$0] } ?? ""
  }

  private static func folded(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    if path.hasPrefix("/") { return "/" + joined }
    // The folder itself, which no empty name stands for.
    return joined.isEmpty && !path.isEmpty ? "." : joined
  }
}
