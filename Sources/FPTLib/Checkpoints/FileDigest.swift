import Crypto
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
    let digest = hexadecimal(try hash(ofFile: path, SHA256.self))
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
    hexadecimal(try hash(ofFile: path, Insecure.MD5.self))
  }

  private static func hash<Function: HashFunction>(
    ofFile path: String, _: Function.Type
  ) throws(CheckpointError) -> Function.Digest {
    guard let stream = fopen(path, "rbe") else {
      throw .unreadable(file: path, operation: "open", reason: String(cString: strerror(errno)))
    }
    defer { fclose(stream) }
    var hash = Function()
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = fread(&chunk, 1, chunk.count, stream)
      if count == 0 { break }
      chunk.withUnsafeBytes { bytes in
        hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
      }
    }
    guard ferror(stream) == 0 else {
      throw .unreadable(file: path, operation: "read", reason: String(cString: strerror(errno)))
    }
    return hash.finalize()
  }

  /// The digest of bytes in memory.
  public static func sha256(of bytes: some Sequence<UInt8>) -> String {
    hexadecimal(SHA256.hash(data: Array(bytes)))
  }

  private static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
    var text = ""
    for byte in digest {
      if byte < 16 { text += "0" }
      text += String(byte, radix: 16)
    }
    return text
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
