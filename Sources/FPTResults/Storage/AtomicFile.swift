#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Replaces files whole: at every instant a path holds the old content or the new one.
package enum AtomicFile {
  /// Writes `bytes` to a temporary file in the folder of `path`, synchronizes it, renames it, synchronizes the folder.
  package static func replace(_ path: String, with bytes: [UInt8]) throws(ResultFileError) {
    try replace(path, failure: { $0 }) {
      (write: @escaping (UnsafeRawBufferPointer) throws(ResultFileError) -> Void)
        throws(ResultFileError) in
      try bytes.withUnsafeBufferPointer { (bytes) throws(ResultFileError) in
        try write(UnsafeRawBufferPointer(bytes))
      }
    }
  }

  /// Replaces a file as ``replace(_:with:)`` does by what `body` hands to `write`, part by part.
  ///
  /// `failure` says what the system's errors are to the caller. After an error, the path has what it had.
  package static func replace<Failure: Error>(
    _ path: String, failure: @escaping (ResultFileError) -> Failure,
    writing body: (_ write: @escaping (UnsafeRawBufferPointer) throws(Failure) -> Void)
      throws(Failure) ->
      Void
  ) throws(Failure) {
    let target = resolvingLink(path)
    let folder = folder(of: target)
    TemporaryName.removeAbandoned(in: folder)
    let temporary: String
    let descriptor: Int32
    do throws(ResultFileError) {
      (temporary, descriptor) = try TemporaryName.create(for: target, in: folder)
    } catch {
      throw failure(error)
    }
    do throws(Failure) {
      try body { (bytes) throws(Failure) in
        do throws(ResultFileError) {
          try write(bytes, to: descriptor, path: path)
        } catch {
          throw failure(error)
        }
      }
      guard SystemCalls.synchronize(descriptor, path: path) == 0 else {
        throw failure(.system(step: .synchronize, path: path, code: errno))
      }
      guard SystemCalls.rename(temporary, to: target) == 0 else {
        throw failure(.system(step: .rename, path: path, code: errno))
      }
    } catch {
      SystemCalls.remove(temporary)
      close(descriptor)
      throw error
    }
    // The lock on the temporary ends here, after the rename.
    close(descriptor)
    do throws(ResultFileError) { try synchronize(folder: folder) } catch { throw failure(error) }
  }

  /// Gives a finished file of the same file system its final name, and makes that durable.
  package static func move(_ source: String, to path: String) throws(ResultFileError) {
    guard SystemCalls.rename(source, to: path) == 0 else {
      throw .system(step: .rename, path: path, code: errno)
    }
    try synchronize(folder: folder(of: path))
  }

  /// Throws unless `path` is a file that may be read, so that this is not left to libhdf5 to say.
  package static func checkReadable(_ path: String) throws(ResultFileError) {
    try OpenFile.reading(path) { _ in }
  }

  /// True if there is something of this name, even a broken symbolic link.
  package static func exists(_ path: String) throws(ResultFileError) -> Bool {
    var information = stat()
    if SystemCalls.status(of: path, &information, followsLink: false) == 0 { return true }
    let code = errno
    if code == ENOENT { return false }
    throw .system(step: .open, path: path, code: code)
  }

  /// Bytes of a file; nil where there is none of this name.
  package static func size(of path: String) throws(ResultFileError) -> Int? {
    var information = stat()
    if SystemCalls.status(of: path, &information) == 0 { return Int(information.st_size) }
    let code = errno
    if code == ENOENT { return nil }
    throw .system(step: .open, path: path, code: code)
  }

  /// Makes a folder and those that enclose it, where they are missing.
  package static func createFolder(_ path: String) throws(ResultFileError) {
    if try makeFolder(path) { return }
    let parent = folder(of: path)
    guard path.contains("/"), parent != path else {
      throw .system(step: .createFolder, path: path, code: ENOENT)
    }
    try createFolder(parent)
    guard try makeFolder(path) else {
      throw .system(step: .createFolder, path: path, code: ENOENT)
    }
  }

  /// False where the enclosing folder is missing.
  private static func makeFolder(_ path: String) throws(ResultFileError) -> Bool {
    if SystemCalls.makeFolder(path) == 0 { return true }
    let code = errno
    if code == ENOENT { return false }
    guard code == EEXIST else { throw .system(step: .createFolder, path: path, code: code) }
    guard isFolder(path) else { throw .system(step: .useFolder, path: path, code: ENOTDIR) }
    return true
  }

  package static func isFolder(_ path: String) -> Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
  }

  /// Makes the folder that is to hold `path`, and throws unless a file can be put there.
  package static func checkWritable(_ path: String) throws(ResultFileError) {
    let folder = folder(of: path)
    try createFolder(folder)
    if access(folder, W_OK | X_OK) != 0 {
      throw .system(step: .create, path: folder, code: errno)
    }
    var information = stat()
    if lstat(path, &information) != 0, errno == ENAMETOOLONG {
      throw .system(step: .create, path: folder, code: ENAMETOOLONG)
    }
    if isFolder(path) { throw .system(step: .write, path: path, code: EISDIR) }
    // Rights do not say it all: in `/proc`, nobody makes a file.
    let (temporary, descriptor) = try TemporaryName.create(for: path, in: folder)
    SystemCalls.remove(temporary)
    close(descriptor)
  }

  /// The folder that holds `path`.
  package static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Names in a folder, sorted by their bytes; empty where the folder is missing.
  package static func names(in folder: String) throws(ResultFileError) -> [String] {
    guard let stream = opendir(folder) else {
      if errno == ENOENT { return [] }
      throw .system(step: .list, path: folder, code: errno)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      // The end of the folder and an error look alike but for this.
      errno = 0
      guard let entry = readdir(stream) else {
        if errno == 0 { break }
        throw .system(step: .list, path: folder, code: errno)
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
          String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The target of a symbolic link.
  ///
  /// The target is replaced, and the link stays.
  private static func resolvingLink(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func write(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String
  ) throws(ResultFileError) {
    var written = 0
    while written < bytes.count {
      // A single call takes at most 2 GiB.
      let rest = UnsafeRawBufferPointer(rebasing: bytes[written...].prefix(1 << 30))
      let count = SystemCalls.write(descriptor, rest, path: path)
      if count < 0, errno == EINTR { continue }
      // A call that takes nothing and names no error would be repeated without end.
      guard count > 0 else {
        throw .system(step: .write, path: path, code: count < 0 ? errno : EIO)
      }
      written += count
    }
  }

  private static func synchronize(folder: String) throws(ResultFileError) {
    let descriptor = SystemCalls.open(folder, O_RDONLY | O_DIRECTORY)
    guard descriptor >= 0 else { throw .system(step: .synchronize, path: folder, code: errno) }
    defer { close(descriptor) }
    // Some file systems cannot synchronize a folder and say EINVAL.
    if SystemCalls.synchronize(descriptor, path: folder) != 0, errno != EINVAL {
      throw .system(step: .synchronize, path: folder, code: errno)
    }
  }
}
