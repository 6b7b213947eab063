import CZlib

/// Inflates gzip files that are not trusted.
enum Gzip {
  /// Why a gzip file could not be inflated.
  enum Failure: Error, Sendable, Hashable {
    case notGzip
    /// zlib's own words on what is wrong, such as `incorrect data check`.
    case corrupt(String)
    case truncated
    case tooLarge(limit: Int)
    case trailingBytes(Int)
  }

  /// Whether data begin as gzip.
  static func isOne(_ input: UnsafeRawBufferPointer) -> Bool {
    input.count >= 2 && input[0] == 0x1F && input[1] == 0x8B
  }

  /// The contents of all members, one behind the other, each with its checksum verified: `cat a.gz
  /// b.gz` and bgzip write several.
  ///
  /// Zeros behind the last member are padding, as gzip itself has it. No more than `limit` bytes
  /// are inflated, so that a small file cannot fill the memory.
  static func inflate(_ input: UnsafeRawBufferPointer, limit: Int) throws(Failure) -> [UInt8] {
    guard isOne(input) else { throw .notGzip }
    var stream = z_stream()
    // 15 bits of window, plus 16 for "gzip only".
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else {
      throw .corrupt("zlib could not start")
    }
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    var position = 0
    while position < input.count {
      let rest = UnsafeRawBufferPointer(rebasing: input[position...])
      if position > 0, !isOne(rest) {
        guard rest.allSatisfy({ $0 == 0 }) else { throw .trailingBytes(rest.count) }
        break
      }
      guard position == 0 || inflateReset(&stream) == Z_OK else {
        throw .corrupt("zlib could not start again")
      }
      position += try inflateMember(&stream, rest, limit: limit, to: &output)
    }
    return output
  }

  /// - Returns: how many bytes the member takes.
  private static func inflateMember(
    _ stream: inout z_stream, _ input: UnsafeRawBufferPointer, limit: Int, to output: inout [UInt8]
  ) throws(Failure) -> Int {
    // zlib's interface is not const-correct: it does not write to its input. It counts in 32 bits.
    var given = 0
    stream.avail_in = 0
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      if stream.avail_in == 0, given < input.count {
        let count = min(input.count - given, 1 << 30)
        stream.next_in = UnsafeMutablePointer(
          mutating: input.bindMemory(to: UInt8.self).baseAddress.map { $0 + given })
        stream.avail_in = UInt32(count)
        given += count
      }
      let (status, produced) = chunk.withUnsafeMutableBufferPointer { buffer in
        stream.next_out = buffer.baseAddress
        stream.avail_out = UInt32(buffer.count)
        let status = CZlib.inflate(&stream, Z_NO_FLUSH)
        return (status, buffer.count - Int(stream.avail_out))
      }
      guard produced <= limit - output.count else { throw .tooLarge(limit: limit) }
      output.append(contentsOf: chunk[..<produced])
      switch status {
      case Z_STREAM_END: return given - Int(stream.avail_in)
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
    case .notGzip: "not a gzip file"
    case .corrupt(let detail): "corrupt gzip data (\(detail))"
    case .truncated: "truncated gzip data"
    case .tooLarge(let limit): "gzip data of more than \(limit) bytes"
    case .trailingBytes(let count): "gzip data followed by \(count) other bytes"
    }
  }
}
