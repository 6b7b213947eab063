import FPTFiles

/// One file of the binary version of CIFAR-10: records of a label byte and 3 × 32 × 32 bytes, channel by channel, row by row.
///
/// The file stays mapped: its pages are read when an example is.
struct CIFAR10File: Sendable {
  static let side = 32
  static let pixels = side * side
  static let channels = 3
  static let classes = 10
  static let recordSize = 1 + channels * pixels

  let file: MappedFile
  /// Images.
  let count: Int
  /// SHA-256 of the file.
  let digest: String

  /// - Throws: `TaskError` for a file that is no whole number of records, or a label beyond the classes.
  init(path: String) throws(TaskError) {
    do {
      file = try MappedFile(path: path)
      digest = try FileDigest.sha256(of: file)
    } catch {
      throw .unreadable(file: path, reason: error.reason)
    }
    let size = file.byteCount
    guard size > 0, size % Self.recordSize == 0 else {
      throw .malformedData(
        file: path, what: "the size",
        expected: "a whole number of records of "
          + "\(Self.recordSize) bytes", found: "\(size) bytes")
    }
    count = size / Self.recordSize
    for record in 0..<count {
      let label = file.bytes[record * Self.recordSize]
      guard label < Self.classes else {
        throw .malformedData(
          file: path, what: "the label of record \(record)",
          expected: "from 0 to \(Self.classes - 1)", found: "\(label)")
      }
    }
  }

  /// The label of an image.
  func label(_ image: Int) -> Int32 { Int32(file.bytes[image * Self.recordSize]) }

  /// The bytes of an image, [channel, row, column].
  func image(_ image: Int) -> UnsafeRawBufferPointer {
    let start = image * Self.recordSize + 1
    return UnsafeRawBufferPointer(
      rebasing: file.bytes[start..<start + Self.channels * Self.pixels])
  }
}
