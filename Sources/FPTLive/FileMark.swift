import FPTResults
import Foundation

/// What tells one state of a file or folder from another, short of reading it.
package enum FileMark: Sendable, Hashable {
  case absent
  case file(FileState)
  /// The folder, and what is directly in it.
  case folder([String: FileState])

  /// Entries of a folder that are looked at.
  private static let mostEntries = 1_000

  package init(of path: String) {
    guard let state = FileState(of: path) else {
      self = .absent
      return
    }
    var isFolder = ObjCBool(false)
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
    else {
      self = .file(state)
      return
    }
    // A folder that cannot be listed is told from others by its own state.
    var entries = ["": state]
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for name in names.sorted().prefix(Self.mostEntries) {
      entries[name] = FileState(of: path + "/" + name)
    }
    self = .folder(entries)
  }
}

/// Tells when files have changed and rest again.
///
/// It looks at their sizes and times instead of being told: that works on every file system, for files that are replaced by others of
/// the same name, as editors do, and for files that are not there yet.
package struct FileWatcher: Sendable {
  /// Seconds without another change after which a change counts: editors write in several steps.
  package static let quiet = 0.08
  /// Seconds after which a change counts whatever follows.
  package static let patience = 1.0

  private var known: [String: FileMark] = [:]
  private var latest: [String: FileMark] = [:]
  private var change: (first: Double, last: Double)?
  private let mark: @Sendable (String) -> FileMark

  package init(mark: @escaping @Sendable (String) -> FileMark = { FileMark(of: $0) }) {
    self.mark = mark
  }

  /// Looks at these files from now on, which were read in these states.
  package mutating func watch(_ files: [String: FileMark]) {
    known = files
    latest = files
    change = nil
  }

  /// Looks once, at a time in seconds on any clock that only goes forward; true where something has changed since it was read.
  package mutating func hasChanged(at time: Double) -> Bool {
    var now: [String: FileMark] = [:]
    for path in known.keys { now[path] = mark(path) }
    if now != latest {
      latest = now
      change = (change?.first ?? time, time)
    }
    guard let times = change,
      time - times.last >= Self.quiet || time - times.first >= Self.patience
    else { return false }
    change = nil
    let hasChanged = latest != known
    known = latest
    return hasChanged
  }
}
