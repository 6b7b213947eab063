/// A file read whole, inflated where its contents are gzip, whatever its name.
package struct InflatedFile: Sendable {
  package var bytes: [UInt8]
  package var isCompressed: Bool

  /// Why a file is not read.
  package enum Failure: Error, Sendable, Hashable {
    case unreadable(file: String, reason: String)
    /// The file is not what it should be; `expected` and `found` say how.
    case malformed(file: String, what: String, expected: String, found: String)
  }

  /// Reads a file, which may have at most `limit` bytes once it is inflated.
  package init(path: String, limit: Int) throws(Failure) {
    let file: MappedFile
    do { file = try MappedFile(path: path) } catch {
      throw .unreadable(file: path, reason: error.reason)
    }
    (bytes, isCompressed) = try withExtendedLifetime(file) { () throws(Failure) in
      try Self.read(file.bytes, path: path, limit: limit)
    }
  }

  private static func read(
    _ file: UnsafeRawBufferPointer, path: String, limit: Int
  ) throws(Failure) -> (bytes: [UInt8], isCompressed: Bool) {
    guard Gzip.isOne(file) else {
      guard file.count <= limit else {
        throw .malformed(
          file: path, what: "the size", expected: "at most \(limit) bytes", found: "more")
      }
      return (Array(file), false)
    }
    do { return (try Gzip.inflate(file, limit: limit), true) } catch {
      throw .malformed(
        file: path, what: "the file", expected: "intact gzip data, as it begins like them",
        found: "\(error)")
    }
  }
}

extension InflatedFile.Failure: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unreadable(let file, let reason): "cannot read \(file): \(reason)"
    case .malformed(let file, let what, let expected, let found):
      "\(file): \(what) should be \(expected) and is \(found)"
    }
  }
}
