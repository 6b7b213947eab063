import FPTResults

/// Keeps two processes from fetching one asset at the same time; gone with the process that holds it.
package struct FetchLock {
  private let lock: CellLock

  /// Takes the lock `file` in a folder, which is made where it is missing.
  ///
  /// - Throws: `AssetError.busy` where another process has it, `.folderUnusable`.
  package init(name: String, folder: String, file: String = ".lock") throws(AssetError) {
    do throws(ResultFileError) {
      try AtomicFile.createFolder(folder)
      lock = try CellLock(path: "\(folder)/\(file)")
    } catch {
      if case .locked(_, let owner) = error { throw .busy(name: name, owner: owner) }
      throw .folderUnusable(path: folder, reason: "\(error)")
    }
  }

  package func release() { lock.release() }
}
