import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The right to compute one cell, held by one process at a time.
///
/// The lock is the kernel's (flock) and so ends with its process; the lock file names the process, which tells of one
/// that died while it held the lock.
public final class CellLock: Sendable {
  /// A process that died while it held the lock.
  public struct DeadOwner: Sendable, Hashable, CustomStringConvertible {
    public var process: Int32
    public var host: String
    public var description: String { "process \(process) on \(host)" }
  }

  /// Whose lock this one took over; nil where the last owner had released it.
  public let takenOverFrom: DeadOwner?

  private let path: String
  private let descriptor: Mutex<Int32?>

  init(path: String) throws(ResultFileError) {
    let descriptor = try Self.openLocked(path)
    self.path = path
    self.takenOverFrom = Self.owner(in: descriptor)
    self.descriptor = Mutex(descriptor)
    let note = Array("\(getpid()) \(ProcessName.host)\n".utf8)
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, note, note.count, 0) == note.count
    else {
      let code = errno
      release()
      throw .system(step: .lock, path: path, code: code)
    }
  }

  deinit { release() }

  /// Gives the lock back; a second call does nothing.
  public func release() {
    descriptor.withLock { descriptor in
      guard let open = descriptor else { return }
      descriptor = nil
      // Removed while still held, so that no other process holds a lock on this name by then.
      SystemCalls.remove(path)
      close(open)
    }
  }

  private static func openLocked(_ path: String) throws(ResultFileError) -> Int32 {
    while true {
      let descriptor = SystemCalls.open(path, O_RDWR | O_CREAT)
      guard descriptor >= 0 else { throw .system(step: .lock, path: path, code: errno) }
      guard SystemCalls.lock(descriptor, path: path) == 0 else {
        let code = errno
        let owner = owner(in: descriptor)
        close(descriptor)
        if code == EINTR { continue }
        guard code == EWOULDBLOCK else { throw .system(step: .lock, path: path, code: code) }
        throw .locked(path: path, owner: owner.map { "\($0)" } ?? "another process")
      }
      // Its last owner may have removed the name after it was opened here: then this is a lock on nothing.
      var held = stat()
      var named = stat()
      if fstat(descriptor, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino,
        held.st_dev == named.st_dev
      {
        return descriptor
      }
      close(descriptor)
    }
  }

  private static func owner(in descriptor: Int32) -> DeadOwner? {
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    let words = bytes.prefix(count).split { $0 == 0x20 || $0 == 0x0A }
      .map { String(decoding: $0, as: UTF8.self) }
    guard words.count == 2, let process = Int32(words[0]) else { return nil }
    return DeadOwner(process: process, host: words[1])
  }
}
