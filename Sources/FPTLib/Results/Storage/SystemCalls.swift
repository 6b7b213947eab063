#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The calls of the operating system through which results, cells and checkpoints reach the disk.
///
/// They return what the system's own return, and set `errno`. Each asks ``PlannedFault`` first, so that a test can let any
/// one of them fail.
enum SystemCalls {
  static func open(_ path: String, _ flags: Int32, _ mode: mode_t = 0o666) -> Int32 {
    let step: PlannedFault.Step = flags & O_CREAT != 0 ? .create : .open
    if fails(step, path) { return -1 }
    #if canImport(Glibc)
      return Glibc.open(path, flags | O_CLOEXEC, mode)
    #else
      return Darwin.open(path, flags | O_CLOEXEC, mode)
    #endif
  }

  /// Writes at the descriptor's position; may write less than asked for.
  static func write(
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

  static func synchronise(_ descriptor: Int32, path: String) -> Int32 {
    fails(.synchronise, path) ? -1 : fsync(descriptor)
  }

  static func rename(_ source: String, to target: String) -> Int32 {
    if fails(.rename, target) { return -1 }
    #if canImport(Glibc)
      return Glibc.rename(source, target)
    #else
      return Darwin.rename(source, target)
    #endif
  }

  @discardableResult
  static func remove(_ path: String) -> Int32 {
    fails(.remove, path) ? -1 : unlink(path)
  }

  static func makeFolder(_ path: String) -> Int32 {
    fails(.makeFolder, path) ? -1 : mkdir(path, 0o777)
  }

  /// Takes an exclusive lock, without waiting for it.
  static func lock(_ descriptor: Int32, path: String) -> Int32 {
    fails(.lock, path) ? -1 : flock(descriptor, LOCK_EX | LOCK_NB)
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
