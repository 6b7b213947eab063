import FPTResults

/// What tells one state of a folder's files, or of one file, from another, short of reading them: what was read between two equal states
/// is of one.
package struct FolderState: Sendable, Hashable {
  private var files: [String: FileState] = [:]

  /// The files that are in a folder now; those of enclosed folders are not looked at.
  ///
  /// - Throws: `FileError` where the folder cannot be listed; what is no folder is the only file, by its last name, if there is one.
  package init(of folder: String) throws(FileError) {
    guard AtomicFile.isFolder(folder) else {
      files[folder.split(separator: "/").last.map(String.init) ?? folder] = FileState(of: folder)
      return
    }
    do throws(ResultFileError) {
      for name in try AtomicFile.names(in: folder) {
        files[name] = FileState(of: "\(folder)/\(name)")
      }
    } catch {
      throw FileError(file: folder, operation: "list", reason: "\(error)")
    }
  }

  /// Names of files that are not what they were, sorted.
  package func changes(since earlier: FolderState) -> [String] {
    Set(files.keys).union(earlier.files.keys).filter { files[$0] != earlier.files[$0] }.sorted()
  }
}
