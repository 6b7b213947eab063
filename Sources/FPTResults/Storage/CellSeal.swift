import FPTDigest

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What stands behind the HDF5 content of a cell's file: a mark of eight bytes, and the SHA-256 of all that precedes it.
///
/// Damage is so found before libhdf5, which some of it brings down, meets the file. To HDF5 a file ends where its
/// superblock says, and what follows is no one's concern.
enum CellSeal {
  static let mark = Array("FPTSEAL1".utf8)
  static let byteCount = mark.count + MessageHash.Function.sha256.byteCount

  /// Puts the seal behind a file's bytes.
  static func seal(_ bytes: inout [UInt8]) {
    let digest = Digest(.sha256, of: bytes)
    bytes += mark
    bytes += digest.bytes
  }

  /// Whether a file bears a seal, which then holds; false for one that has none.
  ///
  /// - Throws: `ResultFileError.damaged` where the seal is of other bytes, `.system` where the file cannot be read.
  /// - Complexity: reads the file once, with a mebibyte of memory.
  static func holds(_ path: String) throws(ResultFileError) -> Bool {
    try AtomicFile.checkReadable(path)
    let descriptor = SystemCalls.open(path, O_RDONLY | O_NONBLOCK)
    guard descriptor >= 0 else { throw .system(step: .open, path: path, code: errno) }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0 else {
      throw .system(step: .open, path: path, code: errno)
    }
    let length = Int(information.st_size) - byteCount
    guard length >= 0 else { return false }
    let seal = try SystemCalls.read(
      descriptor, at: length, count: byteCount, path: path)
    guard seal.prefix(mark.count).elementsEqual(mark) else { return false }
    var hash = MessageHash(.sha256)
    var position = 0
    while position < length {
      let part = try SystemCalls.read(
        descriptor, at: position, count: min(1 << 20, length - position), path: path)
      if part.isEmpty { break }
      hash.update(part)
      position += part.count
    }
    let found = hash.finalize()
    guard seal.dropFirst(mark.count).elementsEqual(found.bytes) else {
      throw .damaged(
        path: path, place: "the seal at its end", expected: found.hexadecimal,
        found: Digest.hexadecimal(seal.dropFirst(mark.count)))
    }
    return true
  }
}
