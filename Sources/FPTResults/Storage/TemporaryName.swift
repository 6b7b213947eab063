#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Names of temporary files: `.TARGET~HOST~PID@SPACE~NUMBER.tmp`, beside their target.
///
/// One is left behind only where its writer is certain to have ended: a process of this machine that is gone, and whose lock on the
/// file, which it holds as long as it lives where the file system has locks, can be had.
enum TemporaryName {
  /// Creates and locks a temporary file that no one else uses.
  static func create(
    for target: String, in folder: String
  ) throws(ResultFileError) -> (path: String, descriptor: Int32) {
    let name = beginning(of: target.split(separator: "/").last ?? "")
    for number in 0..<1000 {
      let path =
        "\(folder)/.\(name)~\(ProcessName.host)~\(getpid())@\(ProcessName.space)"
        + "~\(number).tmp"
      let descriptor = SystemCalls.open(path, O_WRONLY | O_CREAT | O_EXCL)
      if descriptor < 0 {
        if errno == EEXIST { continue }
        throw .system(step: .create, path: folder, code: errno)
      }
      // Between creation and lock another process may take it for an abandoned one; then the next number will do.
      var information = stat()
      if SystemCalls.lock(descriptor, path: path) != 0, errno == EWOULDBLOCK {
        close(descriptor)
        continue
      }
      if fstat(descriptor, &information) == 0, information.st_nlink == 0 {
        close(descriptor)
        continue
      }
      return (path, descriptor)
    }
    throw .system(step: .create, path: folder, code: EEXIST)
  }

  /// What of a name leaves room for the rest within the 255 bytes of a file name, cut between characters.
  private static func beginning(of name: Substring) -> Substring {
    var name = name
    while name.utf8.count > 80 { name.removeLast() }
    return name
  }

  /// Removes temporaries of this machine whose writer no longer lives.
  ///
  /// Failure is no one's concern here.
  static func removeAbandoned(in folder: String) {
    guard let names = try? AtomicFile.names(in: folder) else { return }
    for name in names {
      guard let writer = writer(of: name), !writer.mayLive else { continue }
      let path = "\(folder)/\(name)"
      let descriptor = SystemCalls.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
      guard descriptor >= 0 else { continue }
      if SystemCalls.lock(descriptor, path: path) == 0 || SystemCalls.lacksLocks(errno) {
        SystemCalls.remove(path)
      }
      close(descriptor)
    }
  }

  /// The process that a name is of; nil for a name of another kind.
  static func writer(of name: String) -> ProcessName? {
    guard name.hasPrefix("."), name.hasSuffix(".tmp") else { return nil }
    let parts = name.dropLast(4).split(separator: "~", omittingEmptySubsequences: false)
    guard parts.count >= 4, Int32(parts[parts.count - 1]) != nil else { return nil }
    let words = parts[parts.count - 2].split(separator: "@", omittingEmptySubsequences: false)
    guard words.count <= 2, let process = words.first.flatMap({ Int32($0) }), process > 0 else {
      return nil
    }
    return ProcessName(
      process: process, host: String(parts[parts.count - 3]),
      space: words.count == 2 ? String(words[1]) : nil)
  }
}
