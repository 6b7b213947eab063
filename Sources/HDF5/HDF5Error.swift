#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An error of this module.
public enum HDF5Error: Error, Sendable, Hashable {
  /// A call of libhdf5 failed.
  ///
  /// `operation` is the name of the C function. `object` is the path of the object in the file, or of the file. `frames` is the
  /// library's error stack, innermost frame first; it may be empty.
  case library(operation: String, object: String, frames: [Frame])
  /// The file was closed before this call.
  case closed(object: String)
  /// The file does not hold what was asked for.
  case mismatch(object: String, expected: String, found: String)
  /// Reading would take more than the caller allows.
  case overLimit(object: String, quantity: String, limit: Int, found: UInt64)
  /// A text contains NUL, so that it cannot be stored, or a stored text is not UTF-8.
  case invalidText(object: String, reason: String)

  /// One level of libhdf5's error stack.
  public struct Frame: Sendable, Hashable {
    /// The C function that reported the error.
    public var function: String
    /// What it said.
    public var message: String
  }
}

extension HDF5Error {
  /// The errno of the system call that failed inside libhdf5.
  ///
  /// It is nil if no system call failed, or if one failed only because of what a damaged file asked for. The library has no field
  /// for it; it stands in the text of a frame: `errno = 5, error message = …`.
  public var systemCode: Int32? {
    guard case .library(_, _, let frames) = self else { return nil }
    for frame in frames {
      guard let mark = frame.message.firstRange(of: "errno = ") else { continue }
      let digits = frame.message[mark.upperBound...].prefix { $0.isASCII && $0.isNumber }
      // Places and sizes that no file can have are the file's own fault.
      if let code = Int32(digits), ![0, EINVAL, EOVERFLOW, EFBIG, EFAULT].contains(code) {
        return code
      }
    }
    return nil
  }
}

extension HDF5Error: CustomStringConvertible {
  /// The error in one line, for people.
  public var description: String {
    switch self {
    case .library(let operation, let object, let frames):
      let cause = frames.first { !$0.message.isEmpty }.map { ": \($0.message)" } ?? ""
      return "\(object): \(operation) failed\(cause)"
    case .closed(let object):
      return "\(object): used after its file was closed"
    case .mismatch(let object, let expected, let found):
      return "\(object): expected \(expected), found \(found)"
    case .overLimit(let object, let quantity, let limit, let found):
      return "\(object): at most \(limit) \(quantity) are read, found \(found)"
    case .invalidText(let object, let reason):
      return "\(object): \(reason)"
    }
  }
}
