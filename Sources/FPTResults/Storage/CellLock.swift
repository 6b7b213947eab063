import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The right to compute one cell, held by one process at a time.
///
/// The lock is the kernel's (flock) and so ends with its process; the lock file names the process, which tells of one
/// that died while it held the lock. Where the file system has no such locks, the file itself is the lock: who creates it has it, and it
/// is taken over only from a process that is certain to have ended.
package final class CellLock: Sendable {
  /// A process that died while it held the lock.
  package struct DeadOwner: Sendable, Hashable, CustomStringConvertible {
    package var process: Int32
    package var host: String
    package var description: String { "process \(process) on \(host)" }

    fileprivate init(_ name: ProcessName) { (process, host) = (name.process, name.host) }
  }

  /// Whose lock this one took over; nil where the last owner had released it.
  package let takenOverFrom: DeadOwner?
  /// True if the file itself is the lock, since its file system has no other locks.
  package let isFileAlone: Bool

  private let path: String
  private let descriptor: Mutex<Int32?>

  package init(path: String) throws(ResultFileError) {
    let taken = try Self.take(path)
    self.path = path
    isFileAlone = taken.isFileAlone
    takenOverFrom = taken.from.map(DeadOwner.init)
    descriptor = Mutex(taken.descriptor)
    do throws(ResultFileError) {
      let note = ProcessName.current.note(ofFileAlone: isFileAlone)
      try Self.write(note, to: taken.descriptor, path)
    } catch {
      release()
      throw error
    }
  }

  deinit { release() }

  /// Gives the lock back; a second call does nothing.
  package func release() {
    descriptor.withLock { descriptor in
      guard let open = descriptor else { return }
      descriptor = nil
      // Removed while still held, so that no other process holds a lock on this name by then. A file that someone else has put in its
      // place is theirs.
      if Self.names(path, open) { SystemCalls.remove(path) }
      close(open)
    }
  }

  /// True if a process that may be alive has the lock.
  ///
  /// The call does not take the lock.
  static func isHeld(_ path: String) throws(ResultFileError) -> Bool {
    guard try AtomicFile.exists(path) else { return false }
    do throws(ResultFileError) {
      try CellLock(path: path).release()
      return false
    } catch {
      if case .locked = error { return true }
      throw error
    }
  }

  /// True if a lock is only a file, unknown to the kernel.
  static func isFileAlone(_ path: String) throws(ResultFileError) -> Bool {
    let descriptor = SystemCalls.open(path, O_RDONLY | O_NOFOLLOW)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return ProcessName(note: try content(of: descriptor, path))?.space != nil
  }

  // MARK: Taking it

  private struct Taken {
    var descriptor: Int32
    var isFileAlone: Bool
    var from: ProcessName?
  }

  private static func take(_ path: String) throws(ResultFileError) -> Taken {
    while true {
      var isNew = true
      var descriptor = SystemCalls.open(path, O_RDWR | O_CREAT | O_EXCL)
      if descriptor < 0, errno == EEXIST {
        isNew = false
        descriptor = SystemCalls.open(path, O_RDWR | O_NOFOLLOW)
      }
      guard descriptor >= 0 else {
        let code = errno
        // Its owner released it between the two calls.
        if !isNew, code == ENOENT { continue }
        throw .system(step: .lock, path: path, code: code)
      }
      var isDone = false
      defer { if !isDone { close(descriptor) } }
      let isLocked = SystemCalls.lock(descriptor, path: path) == 0
      let code = errno
      if !isLocked, code == EINTR { continue }
      let owner = isNew ? nil : ProcessName(note: try content(of: descriptor, path))
      if isLocked {
        // Its last owner may have removed the name after it was opened here: then this is a lock on nothing.
        guard names(path, descriptor) else { continue }
        // The kernel knows nothing about a file that is itself the lock.
        if let owner, owner.space != nil, owner.mayLive { throw held(path, by: owner) }
        isDone = true
        return Taken(descriptor: descriptor, isFileAlone: false, from: owner)
      }
      if code == EWOULDBLOCK {
        throw .locked(path: path, owner: owner.map { "\(DeadOwner($0))" } ?? "another process")
      }
      guard SystemCalls.lacksLocks(code) else {
        if isNew { SystemCalls.remove(path) }
        throw .system(step: .lock, path: path, code: code)
      }
      if isNew {
        isDone = true
        return Taken(descriptor: descriptor, isFileAlone: true)
      }
      guard let owner, !owner.mayLive else { throw held(path, by: owner) }
      let new = try replace(path, of: owner)
      if let new { return Taken(descriptor: new, isFileAlone: true, from: owner) }
    }
  }

  /// Takes the file of a process that has ended out of the way and makes a new one; nil where another process was faster.
  private static func replace(
    _ path: String, of owner: ProcessName
  ) throws(ResultFileError) -> Int32? {
    // Of several processes that find it so, one may remove it; otherwise the second would remove what the first has made.
    let guarded = path + ".takeover"
    let guardian = SystemCalls.open(guarded, O_WRONLY | O_CREAT | O_EXCL)
    guard guardian >= 0 else {
      if errno == EEXIST { throw held(guarded, by: nil) }
      throw .system(step: .lock, path: guarded, code: errno)
    }
    defer {
      SystemCalls.remove(guarded)
      close(guardian)
    }
    let found = SystemCalls.open(path, O_RDONLY | O_NOFOLLOW)
    guard found >= 0 else { return nil }
    let isSame = ProcessName(note: try content(of: found, path)) == owner
    close(found)
    guard isSame else { return nil }
    SystemCalls.remove(path)
    let new = SystemCalls.open(path, O_RDWR | O_CREAT | O_EXCL)
    if new >= 0 || errno == EEXIST { return new >= 0 ? new : nil }
    throw .system(step: .lock, path: path, code: errno)
  }

  /// A lock whose owner may live, and what to do where nobody here can know that it does not.
  private static func held(_ path: String, by owner: ProcessName?) -> ResultFileError {
    let name = owner.map { "\(DeadOwner($0))" } ?? "another process"
    return .locked(path: path, owner: "\(name) (if that runs no more, remove \(path))")
  }

  // MARK: Its file

  /// True if a path names the file of a descriptor.
  private static func names(_ path: String, _ descriptor: Int32) -> Bool {
    var held = stat()
    var named = stat()
    return fstat(descriptor, &held) == 0 && lstat(path, &named) == 0
      && held.st_ino == named.st_ino && held.st_dev == named.st_dev
  }

  private static func content(
    of descriptor: Int32, _ path: String
  ) throws(ResultFileError) -> [UInt8] {
    try SystemCalls.read(descriptor, at: 0, count: 256, path: path)
  }

  private static func write(
    _ note: [UInt8], to descriptor: Int32, _ path: String
  ) throws(ResultFileError) {
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, note, note.count, 0) == note.count
    else { throw .system(step: .lock, path: path, code: errno) }
  }
}
