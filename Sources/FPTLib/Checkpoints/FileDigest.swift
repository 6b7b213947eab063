import Crypto
import Foundation

/// SHA-256 digests as lower-case hexadecimal text.
public enum FileDigest {
  /// The digest of a file's bytes, read a mebibyte at a time.
  ///
  /// - Throws: `CheckpointError.unreadable`.
  public static func sha256(ofFile path: String) throws(CheckpointError) -> String {
    hexadecimal(try hash(ofFile: path, SHA256.self))
  }

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
