import FPTDigest

/// What stood behind the HDF5 content of a cell's file in format version 1: a mark of eight bytes, and the SHA-256 of all that
/// precedes it. ``CellTrailer`` has taken its place.
enum CellSeal {
  static let mark = Array("FPTSEAL1".utf8)
  static let byteCount = mark.count + MessageHash.Function.sha256.byteCount

  /// Whether a file bears a seal, which then holds; false for one that has none.
  ///
  /// - Throws: `ResultFileError.damaged` where the seal is of other bytes, `.system` where the file cannot be read.
  /// - Complexity: reads the file once, with a mebibyte of memory.
  static func holds(_ path: String) throws(ResultFileError) -> Bool {
    try OpenFile.reading(path) { file throws(ResultFileError) in
      let length = file.byteCount - byteCount
      guard length >= 0 else { return false }
      let seal = try file.bytes(at: length, count: byteCount)
      guard seal.prefix(mark.count).elementsEqual(mark) else { return false }
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
