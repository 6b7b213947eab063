import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The fact that a process works with a store: any number of runs at once, or one process that removes cells.
///
/// It is a lock of the kernel on the folder itself (flock), which leaves no file behind and ends with its process. Where the file system
/// has no such locks, each run has a temporary file in the store, and a process that removes cells has a lock file.
package final class StoreUse: Sendable {
  fileprivate enum Holding {
    case folder(Int32)
    case temporary(path: String, descriptor: Int32)
    case lock(CellLock)
  }

  private let holding: Mutex<Holding?>
  /// True if files take the part of locks that the file system lacks.
  package let isByFiles: Bool

  fileprivate init(_ holding: Holding) {
    if case .folder = holding { isByFiles = false } else { isByFiles = true }
    self.holding = Mutex(holding)
  }

  deinit { end() }

  /// Ends the use; a second call does nothing.
  package func end() {
    holding.withLock { holding in
      switch holding {
      case .folder(let descriptor): close(descriptor)
      case .temporary(let path, let descriptor):
        SystemCalls.remove(path)
        close(descriptor)
      case .lock(let lock): lock.release()
      case nil: break
      }
      holding = nil
    }
  }
}

extension CellStore {
  /// Says that cells of this store are being computed or read, so that nobody removes any.
  ///
  /// Waits while a process removes cells.
  package func beginUse() throws(ResultFileError) -> StoreUse {
    try AtomicFile.createFolder(folder)
    let descriptor = try openFolder()
    while SystemCalls.lock(descriptor, path: folder, LOCK_SH) != 0 {
      let code = errno
      if code == EINTR { continue }
      close(descriptor)
      guard SystemCalls.lacksLocks(code) else {
        throw .system(step: .lock, path: folder, code: code)
      }
      return try beginUseByFile()
    }
    return StoreUse(.folder(descriptor))
  }

  private func beginUseByFile() throws(ResultFileError) -> StoreUse {
    TemporaryName.removeAbandoned(in: folder)
    let (path, descriptor) = try TemporaryName.create(for: Self.useName, in: folder)
    let use = StoreUse(.temporary(path: path, descriptor: descriptor))
    // Whoever removes cells looks for files of use after it has its lock: one of the two sees the other.
    while try CellLock.isHeld(removalLock) { usleep(20_000) }
    return use
  }

  /// Says that cells of this store are being removed.
  ///
  /// - Throws: ``ResultFileError/locked(path:owner:)`` while any process uses the store.
  package func beginRemoval() throws(ResultFileError) -> StoreUse {
    let descriptor = try openFolder()
    while SystemCalls.lock(descriptor, path: folder) != 0 {
      let code = errno
      if code == EINTR { continue }
      close(descriptor)
      if code == EWOULDBLOCK { throw .locked(path: folder, owner: "a run that is not done") }
      guard SystemCalls.lacksLocks(code) else {
        throw .system(step: .lock, path: folder, code: code)
      }
      return try beginRemovalByFile()
    }
    do throws(ResultFileError) {
      try checkUnusedByFiles()
    } catch {
      close(descriptor)
      throw error
    }
    return StoreUse(.folder(descriptor))
  }

  private func beginRemovalByFile() throws(ResultFileError) -> StoreUse {
    let lock = try CellLock(path: removalLock)
    do throws(ResultFileError) {
      try checkUnusedByFiles()
    } catch {
      lock.release()
      throw error
    }
    return StoreUse(.lock(lock))
  }

  /// Throws where a file says that a process uses the store which may live.
  private func checkUnusedByFiles() throws(ResultFileError) {
    for name in try AtomicFile.names(in: folder) where name.hasPrefix(".\(Self.useName)~") {
      guard let user = TemporaryName.writer(of: name), user.mayLive else { continue }
      throw .locked(
        path: folder,
        owner: "a run, process \(user.process) on \(user.host) (if that runs no more, remove "
          + "\(folder)/\(name))")
    }
  }

  private static let useName = "use"
  private var removalLock: String { "\(folder)/.removal.lock" }

  private func openFolder() throws(ResultFileError) -> Int32 {
    let descriptor = SystemCalls.open(folder, O_RDONLY | O_DIRECTORY)
    guard descriptor >= 0 else { throw .system(step: .useFolder, path: folder, code: errno) }
    return descriptor
  }

  /// True if a process computes the cell now.
  package func isLocked(
    _ hash: String, watch: LeaseWatch? = nil
  ) throws(ResultFileError) -> Bool {
    // Asking leaves no trace in a store that may only be read.
    try CellLock.isHeld(lockPath(hash), watch: watch)
  }

  /// Bytes of a cell's file; nil where the store does not have it.
  package func size(of hash: String) throws(ResultFileError) -> Int? {
    try AtomicFile.size(of: path(of: hash))
  }

  /// Damaged cells that were moved out of the way, with the bytes of their files, sorted.
  package func setAside() throws(ResultFileError) -> [(hash: String, bytes: Int)] {
    var cells: [(hash: String, bytes: Int)] = []
    for hash in try hashes(ofFiles: Self.damagedSuffix) {
      // One that is gone since the folder was listed is none.
      guard let bytes = try AtomicFile.size(of: placeAside(hash)) else { continue }
      cells.append((hash, bytes))
    }
    return cells
  }

  /// Removes a cell.
  ///
  /// The caller holds its lock.
  package func remove(_ hash: String) throws(ResultFileError) {
    try remove(at: path(of: hash))
  }

  /// Removes what is left of a damaged cell.
  package func removeSetAside(_ hash: String) throws(ResultFileError) {
    try remove(at: placeAside(hash))
  }

  private func remove(at path: String) throws(ResultFileError) {
    guard unlink(path) == 0 || errno == ENOENT else {
      throw .system(step: .remove, path: path, code: errno)
    }
  }
}

extension ResultFile {
  /// Waits for the right to write a results file, so that of two processes the later one has seen what the earlier wrote.
  ///
  /// - Throws: ``ResultFileError/locked(path:owner:)`` after a minute in which a file was the lock: unlike a lock of the kernel's, it
  ///   may be of a process on another machine that ended without removing it.
  package static func lockForWriting(_ path: String) throws(ResultFileError) -> CellLock {
    // With room for the rest within the 255 bytes of a file name.
    var name = (path.split(separator: "/").last ?? "").prefix(200)
    while name.utf8.count > 200 { name.removeLast() }
    let lock = "\(AtomicFile.folder(of: path))/.\(name).lock"
    var waits = 0
    while true {
      do throws(ResultFileError) {
        return try CellLock(path: lock)
      } catch {
        guard case .locked = error else { throw error }
        waits = try CellLock.isFileAlone(lock) ? waits + 1 : 0
        if waits > 3_000 { throw error }
        usleep(20_000)
      }
    }
  }
}
