#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Names of temporary files: `.TARGET~HOST~PID~NUMBER.tmp`, beside their target.
///
/// Their writer holds a file lock on them as long as it lives, which is how one left behind by a killed process is told
/// from one in use; host and process in the name keep the judgement to the machine that can make it.
enum TemporaryName {
  /// Creates and locks a temporary file that no one else uses.
  static func create(
    for target: String, in folder: String
  ) throws(ResultFileError) -> (path: String, descriptor: Int32) {
    let name = target.split(separator: "/").last.map(String.init) ?? ""
    for number in 0..<1000 {
      let path = "\(folder)/.\(name.prefix(80))~\(ProcessName.host)~\(getpid())~\(number).tmp"
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

  /// Removes temporaries of this machine whose writer no longer lives. Failure is no one's concern here.
  static func removeAbandoned(in folder: String) {
    guard let names = try? AtomicFile.names(in: folder) else { return }
    for name in names where isOfThisHost(name) {
      let path = "\(folder)/\(name)"
      let descriptor = SystemCalls.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
      guard descriptor >= 0 else { continue }
      if SystemCalls.lock(descriptor, path: path) == 0 { SystemCalls.remove(path) }
      close(descriptor)
    }
  }

  private static func isOfThisHost(_ name: String) -> Bool {
    guard name.hasPrefix("."), name.hasSuffix(".tmp") else { return false }
    let parts = name.dropLast(4).split(separator: "~", omittingEmptySubsequences: false)
    return parts.count >= 4 && parts[parts.count - 3] == ProcessName.host
      && Int32(parts[parts.count - 2]) != nil && Int32(parts[parts.count - 1]) != nil
  }
}

/// What this process is called in temporary names and locks.
enum ProcessName {
  /// The machine's name, with everything but letters, digits, `.`, `_` and `-` left out.
  static var host: String {
    var bytes = [CChar](repeating: 0, count: 256)
    guard gethostname(&bytes, bytes.count - 1) == 0 else { return "unknown" }
    let name = bytes.prefix { $0 != 0 }.map { Character(UnicodeScalar(UInt8(bitPattern: $0))) }
      .filter { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
    return name.isEmpty ? "unknown" : String(name.prefix(64))
  }
}
