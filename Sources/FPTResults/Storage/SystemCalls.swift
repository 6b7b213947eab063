#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The calls of the operating system through which results, cells and checkpoints reach the disk.
///
/// They return what the system's own return, and set `errno`. Each asks ``PlannedFault`` first, so that a test can let any
/// one of them fail.
package enum SystemCalls {
  package static func open(_ path: String, _ flags: Int32, _ mode: mode_t = 0o666) -> Int32 {
    let step: PlannedFault.Step = flags & O_CREAT != 0 ? .create : .open
    if fails(step, path) { return -1 }
    #if canImport(Glibc)
      return Glibc.open(path, flags | O_CLOEXEC, mode)
    #else
      return Darwin.open(path, flags | O_CLOEXEC, mode)
    #endif
  }

  /// Writes at the descriptor's position; may write less than asked for.
  package static func write(
    _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, path: String
  ) -> Int {
    if fails(.write, path) {
      // A disk that fills takes a part first, and the caller must not leave that part behind.
      let code = errno
      _ = systemWrite(descriptor, bytes.baseAddress, bytes.count / 2)
      errno = code
      return -1
    }
    return systemWrite(descriptor, bytes.baseAddress, bytes.count)
  }

  /// Reads up to `count` bytes from a position; fewer at the end of the file alone.
  package static func read(
    _ descriptor: Int32, at position: Int, count: Int, path: String
  ) throws(ResultFileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      if fails(.read, path) { throw .system(step: .read, path: path, code: errno) }
      let found = bytes.withUnsafeMutableBytes {
        pread(
          descriptor, $0.baseAddress.map { $0 + filled }, count - filled,
          off_t(position + filled))
      }
      if found < 0, errno == EINTR { continue }
      guard found >= 0 else { throw .system(step: .read, path: path, code: errno) }
      if found == 0 { break }
      filled += found
    }
    bytes.removeLast(count - filled)
    return bytes
  }

  /// The system's description of a file.
  package static func status(
    of path: String, _ information: inout stat, followsLink: Bool = true
  ) -> Int32 {
    if fails(.status, path) { return -1 }
    return followsLink ? stat(path, &information) : lstat(path, &information)
  }

  package static func synchronize(_ descriptor: Int32, path: String) -> Int32 {
    fails(.synchronize, path) ? -1 : fsync(descriptor)
  }

  package static func rename(_ source: String, to target: String) -> Int32 {
    if fails(.rename, target) { return -1 }
    #if canImport(Glibc)
      return Glibc.rename(source, target)
    #else
      return Darwin.rename(source, target)
    #endif
  }

  @discardableResult
  package static func remove(_ path: String) -> Int32 {
    fails(.remove, path) ? -1 : unlink(path)
  }

  package static func makeFolder(_ path: String) -> Int32 {
    fails(.makeFolder, path) ? -1 : mkdir(path, 0o777)
  }

  /// Takes a lock of the kernel's, by default an exclusive one without waiting for it.
  package static func lock(
    _ descriptor: Int32, path: String, _ operation: Int32 = LOCK_EX | LOCK_NB
  ) -> Int32 {
    fails(.lock, path) ? -1 : flock(descriptor, operation)
  }

  /// True if a lock failed because the file system has no locks, as some network file systems.
  package static func lacksLocks(_ code: Int32) -> Bool {
    [ENOLCK, ENOSYS, EOPNOTSUPP, ENOTSUP, EINVAL].contains(code)
  }

  private static func fails(_ step: PlannedFault.Step, _ path: String) -> Bool {
    guard let code = PlannedFault.current?.strike(step, path: path) else { return false }
    errno = code
    return true
  }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  #if canImport(Glibc)
    Glibc.write(descriptor, bytes, count)
  #else
    Darwin.write(descriptor, bytes, count)
  #endif
}
