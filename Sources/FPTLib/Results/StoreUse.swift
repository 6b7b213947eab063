import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The fact that a process works with a store: any number of runs at once, or one process that removes cells.
///
/// It is a lock of the kernel on the folder itself (flock), which leaves no file behind and ends with its process.
public final class StoreUse: Sendable {
  private let descriptor: Mutex<Int32?>

  fileprivate init(_ descriptor: Int32) { self.descriptor = Mutex(descriptor) }

  deinit { end() }

  /// Ends the use; a second call does nothing.
  public func end() {
    descriptor.withLock { descriptor in
      if let open = descriptor { close(open) }
      descriptor = nil
    }
  }
}

extension CellStore {
  /// Says that cells of this store are being computed or read, so that nobody removes any.
  ///
  /// Nil where the file system knows no such lock. Waits while a process removes cells.
  public func beginUse() throws(ResultFileError) -> StoreUse? {
    try AtomicFile.createFolder(folder)
    let descriptor = try openFolder()
    while flock(descriptor, LOCK_SH) != 0 {
      if errno == EINTR { continue }
      close(descriptor)
      return nil
    }
    return StoreUse(descriptor)
  }

  /// Says that cells of this store are being removed.
  ///
  /// - Throws: ``ResultFileError/locked(path:owner:)`` while any process uses the store.
  public func beginRemoval() throws(ResultFileError) -> StoreUse {
    let descriptor = try openFolder()
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      if code == EINTR { continue }
      close(descriptor)
      if code == EWOULDBLOCK { throw .locked(path: folder, owner: "a run that is not done") }
      throw .system(step: .lock, path: folder, code: code)
    }
    return StoreUse(descriptor)
  }

  private func openFolder() throws(ResultFileError) -> Int32 {
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(step: .useFolder, path: folder, code: errno) }
    return descriptor
  }

  /// Whether some process computes the cell at this moment.
  public func isLocked(_ hash: String) throws(ResultFileError) -> Bool {
    // Asking leaves no trace in a store that may only be read.
    let file = try path(of: hash).dropLast(3) + ".lock"
    if access(String(file), F_OK) != 0 { return false }
    do throws(ResultFileError) {
      try lock(hash).release()
      return false
    } catch {
      if case .locked = error { return true }
      throw error
    }
  }

  /// Bytes of a cell's file; nil where the store does not have it.
  public func size(of hash: String) throws(ResultFileError) -> Int? {
    var information = stat()
    guard stat(try path(of: hash), &information) == 0 else { return nil }
    return Int(information.st_size)
  }

  /// Damaged cells that were moved out of the way, with the bytes of their files, sorted.
  public func setAside() throws(ResultFileError) -> [(hash: String, bytes: Int)] {
    var cells: [(hash: String, bytes: Int)] = []
    for hash in try hashes(ofFiles: Self.damagedSuffix) {
      var information = stat()
      guard stat(try placeAside(hash), &information) == 0 else { continue }
      cells.append((hash, Int(information.st_size)))
    }
    return cells
  }

  /// Removes a cell. The caller holds its lock.
  public func remove(_ hash: String) throws(ResultFileError) {
    try remove(at: path(of: hash))
  }

  /// Removes what is left of a damaged cell.
  public func removeSetAside(_ hash: String) throws(ResultFileError) {
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
  public static func lockForWriting(_ path: String) throws(ResultFileError) -> CellLock {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    let lock = "\(AtomicFile.folder(of: path))/.\(name.prefix(200)).lock"
    while true {
      do throws(ResultFileError) {
        return try CellLock(path: lock)
      } catch {
        guard case .locked = error else { throw error }
        usleep(20_000)
      }
    }
  }
}
