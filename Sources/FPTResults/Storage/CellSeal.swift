import FPTDigest

/// What stood behind the HDF5 content of a cell's file in format version 1: a mark of eight bytes, and the SHA-256 of all that
/// precedes it.
///
/// ``CellTrailer`` has taken its place.
enum CellSeal {
  static let mark = Array("FPTSEAL1".utf8)
  static let byteCount = mark.count + MessageHash.Function.sha256.byteCount

  /// Whether a file ends with a seal, which may hold or not.
  static func isThere(_ file: OpenFile) throws(ResultFileError) -> Bool {
    let length = file.byteCount - byteCount
    guard length >= 0 else { return false }
    return try file.bytes(at: length, count: mark.count) == mark
  }

  /// Whether a file bears a seal, which then holds; false for one that has none.
  ///
  /// - Throws: `ResultFileError.damaged` where the seal is of other bytes, `.system` where the file cannot be read.
  /// - Complexity: reads the file once, with a mebibyte of memory.
  static func holds(_ path: String) throws(ResultFileError) -> Bool {
    try OpenFile.reading(path) { file throws(ResultFileError) in
      guard try isThere(file) else { return false }
      let length = file.byteCount - byteCount
      let seal = try file.bytes(at: length, count: byteCount)
      var hash = MessageHash(.sha256)
      try file.add(0..<length, to: &hash)
      let found = hash.finalize()
      guard seal.dropFirst(mark.count).elementsEqual(found.bytes) else {
        throw .damaged(
          path: path, place: "the seal at its end", expected: found.hexadecimal,
          found: Digest.hexadecimal(seal.dropFirst(mark.count)))
      }
      return true
    }
  }
}
