import FPTDigest

/// The checksum trailer of format version 1, behind the HDF5 content of a cell's file.
///
/// It has a mark of eight bytes, and the SHA-256 of all bytes before it. Version 2 has ``CellTrailer`` instead.
enum ChecksumTrailer {
  static let mark = Array("FPTSEAL1".utf8)
  static let byteCount = mark.count + MessageHash.Function.sha256.byteCount

  /// True if a file ends with a checksum trailer, valid or not.
  static func isThere(_ file: OpenFile) throws(ResultFileError) -> Bool {
    let length = file.byteCount - byteCount
    guard length >= 0 else { return false }
    return try file.bytes(at: length, count: mark.count) == mark
  }

  /// True if the checksum trailer is present and valid, false if it is absent.
  ///
  /// - Throws: `ResultFileError.damaged` where the checksum does not match, `.system` where the file cannot be read.
  /// - Complexity: reads the file once, with a mebibyte of memory.
  static func holds(_ path: String) throws(ResultFileError) -> Bool {
    try OpenFile.reading(path) { file throws(ResultFileError) in
      guard try isThere(file) else { return false }
      let length = file.byteCount - byteCount
      let trailer = try file.bytes(at: length, count: byteCount)
      var hash = MessageHash(.sha256)
      try file.add(0..<length, to: &hash)
      let found = hash.finalize()
      guard trailer.dropFirst(mark.count).elementsEqual(found.bytes) else {
        throw .damaged(
          path: path, place: "the checksum trailer at its end", expected: found.hexadecimal,
          found: Digest.hexadecimal(trailer.dropFirst(mark.count)))
      }
      return true
    }
  }
}
