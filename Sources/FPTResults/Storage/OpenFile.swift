import FPTDigest
import HDF5

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A regular file that is open for reading, with its size as it was then.
struct OpenFile {
  let path: String
  let byteCount: Int
  private let descriptor: Int32

  /// Opens a file, hands it to `body`, closes it.
  ///
  /// - Throws: `ResultFileError.notAResultsFile` for what is no file, `.system` where it cannot be opened.
  static func reading<Result>(
    _ path: String, _ body: (OpenFile) throws(ResultFileError) -> Result
  ) throws(ResultFileError) -> Result {
    // Opening a named pipe would wait for someone to write into it.
    let descriptor = SystemCalls.open(path, O_RDONLY | O_NONBLOCK)
    guard descriptor >= 0 else { throw .system(step: .open, path: path, code: errno) }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0 else {
      throw .system(step: .open, path: path, code: errno)
    }
    guard information.st_mode & S_IFMT == S_IFREG else {
      let isFolder = information.st_mode & S_IFMT == S_IFDIR
      throw .notAResultsFile(path: path, found: isFolder ? "it is a folder" : "it is no file")
    }
    return try body(
      OpenFile(path: path, byteCount: Int(information.st_size), descriptor: descriptor))
  }

  /// Bytes of the file.
  ///
  /// - Throws: `.damaged` where the file has become shorter meanwhile.
  func bytes(at position: Int, count: Int) throws(ResultFileError) -> [UInt8] {
    let bytes = try SystemCalls.read(descriptor, at: position, count: count, path: path)
    guard bytes.count == count else {
      throw .damaged(
        path: path, place: "byte \(position)", expected: "\(count) bytes", found: "\(bytes.count)")
    }
    return bytes
  }

  /// Where the HDF5 content ends, as its superblock says (version 2 or 3, addresses of 8 bytes, as this program writes it); nil for
  /// any other file.
  func endOfHDF5() throws(ResultFileError) -> Int? {
    let superblock = try SystemCalls.read(descriptor, at: 0, count: 36, path: path)
    guard superblock.count == 36, superblock.starts(with: HDF5.File.signature),
      (2...3).contains(superblock[8]), superblock[9] == 8
    else { return nil }
    let end = superblock[28..<36].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(exactly: end)
  }

  /// True if the file begins with these bytes.
  func begins(with bytes: [UInt8]) throws(ResultFileError) -> Bool {
    try SystemCalls.read(descriptor, at: 0, count: bytes.count, path: path) == bytes
  }

  /// Adds bytes of the file to a hash, a mebibyte at a time.
  func add(_ range: Range<Int>, to hash: inout MessageHash) throws(ResultFileError) {
    var position = range.lowerBound
    while position < range.upperBound {
      let part = try bytes(at: position, count: min(1 << 20, range.upperBound - position))
      part.withUnsafeBytes { hash.add($0) }
      position += part.count
    }
  }
}
