import CZlib
import Foundation

/// Inflates gzip files that are not trusted.
enum Gzip {
  /// Why a gzip file could not be inflated.
  enum Failure: Error, Sendable, Hashable {
    case unreadable(String)
    case notGzip
    /// zlib's own words on what is wrong, such as `incorrect data check`.
    case corrupt(String)
    case truncated
    case tooLarge(limit: Int)
    case trailingBytes(Int)
  }

  /// The contents of a file of one gzip member, its checksum verified.
  ///
  /// - Parameter limit: the most bytes that are inflated, so that a small file cannot fill the memory.
  static func inflate(file path: String, limit: Int) throws(Failure) -> [UInt8] {
    let file: MappedFile
    do { file = try MappedFile(path: path) } catch {
      if case .unreadable(_, _, let reason) = error { throw .unreadable(reason) }
      throw .unreadable("\(error)")
    }
    // The bytes are those of the mapping, which must not end before they are read.
    return try withExtendedLifetime(file) { () throws(Failure) in
      try inflate(file.bytes, limit: limit)
    }
  }

  static func inflate(_ input: UnsafeRawBufferPointer, limit: Int) throws(Failure) -> [UInt8] {
    guard input.count >= 2, input[0] == 0x1F, input[1] == 0x8B else { throw .notGzip }
    guard input.count <= Int(UInt32.max) else { throw .tooLarge(limit: limit) }
    var stream = z_stream()
    // 15 bits of window, plus 16 for "gzip only".
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else {
      throw .corrupt("zlib could not start")
    }
    defer { inflateEnd(&stream) }
    // zlib's interface is not const-correct: it does not write to its input.
    stream.next_in = UnsafeMutablePointer(
      mutating: input.bindMemory(to: UInt8.self).baseAddress)
    stream.avail_in = UInt32(input.count)

    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let (status, produced) = chunk.withUnsafeMutableBufferPointer { buffer in
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(buffer.count)
        let status = CZlib.inflate(&stream, Z_NO_FLUSH)
        return (status, buffer.count - Int(stream.avail_out))
      }
      guard produced <= limit - output.count else { throw .tooLarge(limit: limit) }
      output.append(contentsOf: chunk[..<produced])
      switch status {
      case Z_STREAM_END:
        guard stream.avail_in == 0 else { throw .trailingBytes(Int(stream.avail_in)) }
        return output
      case Z_OK: continue
      // No progress is possible: the input has ended before the stream did.
      case Z_BUF_ERROR: throw .truncated
      default: throw .corrupt(stream.msg.map { String(cString: $0) } ?? "zlib error \(status)")
      }
    }
  }
}

extension Gzip.Failure: CustomStringConvertible {
  var description: String {
    switch self {
    case .unreadable(let reason): reason
    case .notGzip: "not a gzip file"
    case .corrupt(let detail): "corrupt gzip data (\(detail))"
    case .truncated: "truncated gzip data"
    case .tooLarge(let limit): "gzip data of more than \(limit) bytes"
    case .trailingBytes(let count): "gzip data followed by \(count) other bytes"
    }
  }
}
