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
      throw FileError(error)
    }
  }

  /// The names in a folder, sorted by their bytes; empty where there is no such folder.
  ///
  /// - Throws: `FileError` for a folder that cannot be listed.
  package static func names(in folder: String) throws(FileError) -> [String] {
    do throws(ResultFileError) { return try AtomicFile.names(in: folder) } catch {
      if isAbsence(error) { return [] }
      throw FileError(error)
    }
  }

  /// What stands below a file is nowhere.
  private static func isAbsence(_ error: ResultFileError) -> Bool {
    if case .system(_, _, ENOTDIR) = error { true } else { false }
  }
}

extension FileError {
  /// The same refusal, of a system call on a file.
  fileprivate init(_ error: ResultFileError) {
    guard case .system(let step, let path, let code) = error else {
      self.init(file: "", operation: "use", reason: "\(error)")
      return
    }
    let verb = step == .list ? "list" : "find"
    self.init(file: path, operation: verb, reason: String(cString: strerror(code)))
  }
}
