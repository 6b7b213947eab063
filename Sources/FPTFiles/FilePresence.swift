import FPTResults
import Foundation

/// Whether a name is in its folder: yes, no, or an error where nobody can say.
///
/// A file that cannot be reached now is not a file that is missing: another one would be read in its place.
package enum FilePresence {
  /// True where there is something of this name.
  ///
  /// A link that leads nowhere is there: it fails when it is opened.
  ///
  /// - Throws: `FileError` where the system cannot tell, as in a folder that may not be searched.
  package static func isThere(_ path: String) throws(FileError) -> Bool {
    do throws(ResultFileError) { return try AtomicFile.exists(path) } catch {
      if isAbsence(error) { return false }
      throw FileError(error, operation: "find", on: path)
    }
  }

  /// The names in a folder, sorted by their bytes; empty where there is no such folder.
  ///
  /// - Throws: `FileError` for a folder that cannot be listed.
  package static func names(in folder: String) throws(FileError) -> [String] {
    do throws(ResultFileError) { return try AtomicFile.names(in: folder) } catch {
      if isAbsence(error) { return [] }
      throw FileError(error, operation: "list", on: folder)
    }
  }

  /// What stands below a file is nowhere.
  private static func isAbsence(_ error: ResultFileError) -> Bool {
    if case .system(_, _, ENOTDIR) = error { true } else { false }
  }
}

extension FileError {
  /// What the system refused, as a sentence of this package's files.
  fileprivate init(_ error: ResultFileError, operation: String, on path: String) {
    let reason =
      if case .system(_, _, let code) = error { String(cString: strerror(code)) } else {
        "\(error)"
      }
    self.init(file: path, operation: operation, reason: reason)
  }
}
