#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the lock of a cell says of the process that computes it.
package struct RunningCell: Sendable, Hashable {
  package var process: Int32
  package var host: String
  /// Nil before the process has said anything.
  package var progress: CellProgress?
  /// Seconds since it last did, by the clock of the file system; it does so every ``LeaseWatch/pulse`` seconds.
  package var secondsSilent: Double

  /// False where the process has certainly ended, or has been silent for longer than a lock outlasts.
  package var isAlive: Bool

  fileprivate init?(note: [UInt8], secondsSilent: Double) {
    guard let owner = ProcessName(note: note) else { return nil }
    (process, host, self.secondsSilent) = (owner.process, owner.host, secondsSilent)
    progress = CellProgress(note: note)
    isAlive =
      owner.mayLive && (progress == nil || secondsSilent < LeaseWatch.usualPatience)
  }
}

extension CellStore {
  /// The process that computes a cell, from its lock, which is only read; nil where there is no lock.
  ///
  /// `now` is the time by the store's clock, as ``clock()`` gives it.
  package func running(_ hash: String, now: Double) throws(ResultFileError) -> RunningCell? {
    let path = try lockPath(hash)
    let descriptor = SystemCalls.open(path, O_RDONLY | O_NOFOLLOW)
    guard descriptor >= 0 else {
      let code = errno
      if code == ENOENT || code == EACCES { return nil }
      throw .system(step: .open, path: path, code: code)
    }
    defer { close(descriptor) }
    let note = try SystemCalls.read(descriptor, at: 0, count: 256, path: path)
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { return nil }
    return RunningCell(note: note, secondsSilent: max(0, now - Self.modified(information)))
  }

  /// Seconds by the clock that stamps the store's files, which over a network is that of another machine; of this one where the store
  /// cannot be written to.
  package func clock() -> Double {
    if let (path, descriptor) = try? TemporaryName.create(for: "clock", in: folder) {
      defer {
        SystemCalls.remove(path)
        close(descriptor)
      }
      var information = stat()
      if write(descriptor, "x", 1) == 1, fstat(descriptor, &information) == 0 {
        return Self.modified(information)
      }
    }
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Double(now.tv_sec)
  }

  private static func modified(_ information: stat) -> Double {
    #if canImport(Darwin)
      Double(information.st_mtimespec.tv_sec)
    #else
      Double(information.st_mtim.tv_sec)
    #endif
  }
}
