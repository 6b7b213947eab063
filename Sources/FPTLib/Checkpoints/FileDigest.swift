import FPTDigest
import Foundation
import Synchronization

/// SHA-256 digests as lower-case hexadecimal text.
public enum FileDigest {
  /// The digest of a file's bytes, read a mebibyte at a time; once in a process, for as long as the file is not touched.
  ///
  /// - Throws: `CheckpointError.unreadable`, also where the file changes while it is read.
  public static func sha256(ofFile path: String) throws(CheckpointError) -> String {
    let state = FileState(of: path)
    if let state, let known = known.withLock({ $0[state] }) { return known }
    HashedFiles.current?.note(path)
    let digest = try hash(ofFile: path, .sha256)
    guard FileState(of: path) == state else {
      throw .unreadable(file: path, operation: "hash", reason: "it was changed meanwhile")
    }
    // Two changes within a tick of the kernel's clock look like one.
    if let state, state.isOlder(thanSeconds: 0.1) { known.withLock { $0[state] = digest } }
    return digest
  }

  /// Digests of files by their states.
  private static let known = Mutex<[FileState: String]>([:])

  /// The MD5 digest of a file's bytes, for files whose publishers give no better one.
  ///
  /// - Throws: `CheckpointError.unreadable`.
  public static func md5(ofFile path: String) throws(CheckpointError) -> String {
    try hash(ofFile: path, .md5)
  }

  private static func hash(
    ofFile path: String, _ function: MessageHash.Function
  ) throws(CheckpointError) -> String {
    guard let stream = fopen(path, "rbe") else {
      throw .unreadable(file: path, operation: "open", reason: String(cString: strerror(errno)))
    }
    defer { fclose(stream) }
    var hash = MessageHash(function)
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = fread(&chunk, 1, chunk.count, stream)
      if count == 0 { break }
      chunk.withUnsafeBytes { bytes in
        hash.update(UnsafeRawBufferPointer(rebasing: bytes[..<count]))
      }
    }
    guard ferror(stream) == 0 else {
      throw .unreadable(file: path, operation: "read", reason: String(cString: strerror(errno)))
    }
    return hash.finalize().hexadecimal
  }

  /// The digest of bytes in memory.
  public static func sha256(of bytes: some Sequence<UInt8>) -> String {
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
