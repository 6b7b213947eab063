import FPTDigest
import FPTResults
import Foundation
import Synchronization

/// SHA-256 digests as lower-case hexadecimal text.
package enum FileDigest {
  /// The digest of a file's bytes.
  ///
  /// A file is read once until it changes, in this process and, with a ``DigestCache``, in later ones.
  ///
  /// - Throws: `FileError`, also where the file changes while it is read.
  package static func sha256(ofFile path: String) throws(FileError) -> String {
    try digest(path) { descriptor, state throws(FileError) in
      if let known = kept(of: state) { return known }
      HashedFiles.current?.note(path)
      return try keeping(state, of: descriptor, path: path) { () throws(FileError) in
        try hash(descriptor, path: path, .sha256)
      }
    }
  }

  /// The digest of a mapped file: of the very bytes that are computed with.
  ///
  /// - Throws: `FileError` where the file changes while it is read.
  package static func sha256(of file: MappedFile) throws(FileError) -> String {
    let digest: String
    if let known = kept(of: file.state) {
      digest = known
    } else {
      HashedFiles.current?.note(file.path)
      digest = try keeping(file.state, of: file.descriptor, path: file.path) {
        () throws(FileError) in Digest(.sha256, of: file.bytes).hexadecimal
      }
    }
    file.note(digest: digest)
    return digest
  }

  /// The MD5 digest of a file's bytes, for files whose publishers give no better one.
  ///
  /// - Throws: `FileError`.
  package static func md5(ofFile path: String) throws(FileError) -> String {
    try digest(path) { descriptor, _ throws(FileError) in
      try hash(descriptor, path: path, .md5)
    }
  }

  /// The name that git has for a file's bytes: the SHA-1 of their number and the bytes, for files whose publishers give no better
  /// digest.
  ///
  /// - Throws: `FileError`.
  package static func gitBlob(ofFile path: String) throws(FileError) -> String {
    try digest(path) { descriptor, state throws(FileError) in
      try hash(
        descriptor, path: path, .sha1, after: Array("blob \(state.size)\0".utf8))
    }
  }

  /// Digests of files by their states, as far as a process knows them.
  package final class Memory: Sendable {
    private let digests = Mutex<[FileState: String]>([:])

    package init() {}

    fileprivate subscript(state: FileState) -> String? {
      get { digests.withLock { $0[state] } }
      set { digests.withLock { $0[state] = newValue } }
    }
  }

  /// This process's; a test that stands for several processes gives each its own.
  @TaskLocal package static var memory = Memory()

  private static func kept(of state: FileState) -> String? {
    if let known = memory[state] { return known }
    guard let kept = DigestCache.current?.digest(of: state, "sha256") else { return nil }
    memory[state] = kept
    return kept
  }

  /// Hashes an open file and keeps the digest, unless the file was changed just before: two changes within a tick of the clock that
  /// stamps files look like one.
  private static func keeping(
    _ state: FileState, of descriptor: Int32, path: String,
    _ hash: () throws(FileError) -> String
  ) throws(FileError) -> String {
    let isKeptHere = state.isOlder(thanSeconds: 0.1)
    let isKept = state.isOlder(thanSeconds: DigestCache.youngestAge)
    let digest = try hash()
    guard FileState(ofDescriptor: descriptor) == state else {
      throw FileError(file: path, operation: "hash", reason: "it was changed meanwhile")
    }
    if isKeptHere { memory[state] = digest }
    if isKept { DigestCache.current?.keep(digest, of: state, "sha256") }
    return digest
  }

  /// Opens a regular file for as long as it is hashed.
  private static func digest(
    _ path: String, _ hash: (Int32, FileState) throws(FileError) -> String
  ) throws(FileError) -> String {
    // Opening a named pipe would wait for someone to write into it.
    let descriptor = SystemCalls.open(path, O_RDONLY | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw FileError(file: path, operation: "open", reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0, let state = FileState(ofDescriptor: descriptor)
    else {
      throw FileError(file: path, operation: "examine", reason: String(cString: strerror(errno)))
    }
    guard information.st_mode & S_IFMT == S_IFREG else {
      throw FileError(file: path, operation: "read", reason: "it is not a regular file")
    }
    return try hash(descriptor, state)
  }

  private static func hash(
    _ descriptor: Int32, path: String, _ function: MessageHash.Function, after prefix: [UInt8] = []
  ) throws(FileError) -> String {
    var hash = MessageHash(function)
    hash.update(prefix)
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { chunk.deallocate() }
    while true {
      let count = read(descriptor, chunk.baseAddress, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw FileError(file: path, operation: "read", reason: String(cString: strerror(errno)))
      }
      if count == 0 { break }
      hash.update(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
    }
    return hash.finalize().hexadecimal
  }

  /// The digest of bytes in memory.
  package static func sha256(of bytes: some Sequence<UInt8>) -> String {
    let digest = bytes.withContiguousStorageIfAvailable {
      Digest(.sha256, of: UnsafeRawBufferPointer($0))
    }
    return (digest ?? Digest(.sha256, of: Array(bytes))).hexadecimal
  }
}

/// Counts which files are hashed, for tests; none is set outside of them.
package final class HashedFiles: Sendable {
  @TaskLocal package static var current: HashedFiles?

  private let names = Mutex<[String]>([])

  package init() {}

  /// Paths in the order in which they were hashed.
  package var paths: [String] { names.withLock { $0 } }

  fileprivate func note(_ path: String) { names.withLock { $0.append(path) } }
}
