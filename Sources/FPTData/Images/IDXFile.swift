import FPTFiles

/// An IDX file of unsigned bytes, the format of the MNIST family, plain or gzipped.
///
/// The format: two zero bytes, the element type (8 for unsigned bytes), the number of dimensions, each extent as a big-endian
/// 32-bit integer, then the elements, row-major.
struct IDXFile: Sendable {
  var shape: [Int]
  var elements: [UInt8]
  /// SHA-256 of the inflated file: the same however it was compressed.
  var digest: String

  /// Room for a million images of 28 × 28.
  static let sizeLimit = 1 << 30

  /// Reads a file that must have `dimensions` dimensions.
  ///
  /// - Throws: `TaskError`.
  init(path: String, dimensions: Int) throws(TaskError) {
    let bytes = try DataFile(path: path, limit: Self.sizeLimit).bytes
    try self.init(bytes, dimensions: dimensions, path: path)
  }

  init(_ bytes: [UInt8], dimensions: Int, path: String) throws(TaskError) {
    func fail(_ what: String, _ expected: String, _ found: String) -> TaskError {
      .malformedData(file: path, what: what, expected: expected, found: found)
    }
    let headerCount = 4 + 4 * dimensions
    guard bytes.count >= headerCount else {
      throw fail("the inflated size", "at least \(headerCount) bytes", "\(bytes.count)")
    }
    let magic = Array(bytes[0..<4])
    let expectedMagic = [0, 0, 8, UInt8(truncatingIfNeeded: dimensions)]
    guard magic == expectedMagic else {
      throw fail("the magic number", "\(expectedMagic)", "\(magic)")
    }
    var count = 1
    shape = []
    for axis in 0..<dimensions {
      let extent = bytes[4 + 4 * axis..<8 + 4 * axis].reduce(0) { $0 << 8 | Int($1) }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw fail("the shape", "one that fits in memory", "\(shape)") }
      count = product
      shape.append(extent)
    }
    guard bytes.count - headerCount == count else {
      throw fail(
        "the data", "\(count) bytes for shape \(shape)", "\(bytes.count - headerCount) bytes")
    }
    digest = FileDigest.sha256(of: bytes)
    elements = Array(bytes[headerCount...])
  }
}
