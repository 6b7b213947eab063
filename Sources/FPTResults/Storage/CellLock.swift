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
/// is taken over only from a process that is certain to have ended, or that has given no sign of life for as long as a ``LeaseWatch`` waits.
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

  /// Takes the lock; `watch` is asked whether an owner that nobody here can look for still lives.
  package init(path: String, watch: LeaseWatch? = nil) throws(ResultFileError) {
    let taken = try Self.take(path, watch)
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

  /// Says how far its owner has come, as a sign of life; a lock that was released says nothing.
  ///
  /// `beat` is another number each time. What cannot be written is left out: the lock holds without it.
  package func tell(_ progress: CellProgress, beat: Int) {
    let own = ProcessName.current.note(ofFileAlone: isFileAlone)
    var note = own + Array((progress.line(beat: beat) + "\n").utf8)
    // Always of one length, so that one call replaces all of it.
    if note.count < Self.noteBytes {
      note[note.count - 1] = UInt8(ascii: " ")
      note += [UInt8](repeating: UInt8(ascii: " "), count: Self.noteBytes - note.count - 1)
      note.append(UInt8(ascii: "\n"))
    }
    descriptor.withLock { descriptor in
      guard let descriptor else { return }
      _ = pwrite(descriptor, note, note.count, 0)
      // Other machines see it now, and not when the kernel finds the time.
      _ = fsync(descriptor)
    }
  }

  private static let noteBytes = 256

  /// True if a process that may be alive has the lock.
  ///
  /// The call does not take the lock.
  static func isHeld(
    _ path: String, watch: LeaseWatch? = nil
  ) throws(ResultFileError) -> Bool {
    guard try AtomicFile.exists(path) else { return false }
    do throws(ResultFileError) {
      try CellLock(path: path, watch: watch).release()
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

  private static func take(
    _ path: String, _ watch: LeaseWatch?
  ) throws(ResultFileError) -> Taken {
    while true {
      var isNew = true
      var isOurs = true
      var descriptor = SystemCalls.open(path, O_RDWR | O_CREAT | O_EXCL)
      if descriptor < 0, errno == EEXIST {
        isNew = false
        descriptor = SystemCalls.open(path, O_RDWR | O_NOFOLLOW)
        // Of another user, who lets nobody write into it: the kernel's lock can be asked for all the same.
        if descriptor < 0, errno == EACCES {
          isOurs = false
          descriptor = SystemCalls.open(path, O_RDONLY | O_NOFOLLOW)
        }
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
      let note = isNew ? [] : try content(of: descriptor, path)
      let owner = ProcessName(note: note)
      if isLocked {
        // Its last owner may have removed the name after it was opened here: then this is a lock on nothing.
        guard names(path, descriptor) else { continue }
        // The kernel knows nothing about a file that is itself the lock.
        if let owner, owner.space != nil, owner.mayLive {
          guard watch?.isSilent(path, note: note) == true else { throw held(path, by: owner) }
          watch?.forget(path)
        }
        if isOurs {
          isDone = true
          return Taken(descriptor: descriptor, isFileAlone: false, from: owner)
        }
        // It stays locked until it is out of the way, so that nobody else removes the file that follows.
        guard SystemCalls.remove(path) == 0 || errno == ENOENT else {
          throw .system(step: .lock, path: path, code: errno)
        }
        continue
      }
      if code == EWOULDBLOCK {
        throw .locked(path: path, owner: owner.map { "\(DeadOwner($0))" } ?? "another process")
      }
      // Locks over a network want a file that may be written into.
      guard SystemCalls.lacksLocks(code) || (!isOurs && code == EBADF) else {
        if isNew { SystemCalls.remove(path) }
        throw .system(step: .lock, path: path, code: code)
      }
      if isNew {
        isDone = true
        return Taken(descriptor: descriptor, isFileAlone: true)
      }
      let isGone = owner.map { !$0.mayLive } ?? false
      guard isGone || watch?.isSilent(path, note: note) == true else {
        throw held(path, by: owner)
      }
      if let new = try replace(path, with: note, watch) {
        watch?.forget(path)
        return Taken(descriptor: new, isFileAlone: true, from: owner)
      }
    }
  }

  /// Takes a file with this note, whose owner has ended, out of the way and makes a new one; nil where another process was faster.
  private static func replace(
    _ path: String, with note: [UInt8], _ watch: LeaseWatch?
  ) throws(ResultFileError) -> Int32? {
    // Of several processes that find it so, one may remove it; otherwise the second would remove what the first has made.
    let guarded = path + ".takeover"
    let guardian = SystemCalls.open(guarded, O_WRONLY | O_CREAT | O_EXCL)
    guard guardian >= 0 else {
      let code = errno
      guard code == EEXIST else { throw .system(step: .lock, path: guarded, code: code) }
      // Whoever made it may have ended between two calls.
      if watch?.isSilent(guarded, note: []) == true {
        watch?.forget(guarded)
        SystemCalls.remove(guarded)
      }
      throw held(guarded, by: nil)
    }
    defer {
      SystemCalls.remove(guarded)
      close(guardian)
    }
    let found = SystemCalls.open(path, O_RDONLY | O_NOFOLLOW)
    guard found >= 0 else { return nil }
    defer { close(found) }
    guard try content(of: found, path) == note else { return nil }
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
    try SystemCalls.read(descriptor, at: 0, count: noteBytes, path: path)
  }

  private static func write(
    _ note: [UInt8], to descriptor: Int32, _ path: String
  ) throws(ResultFileError) {
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, note, note.count, 0) == note.count
    else { throw .system(step: .lock, path: path, code: errno) }
  }
}
