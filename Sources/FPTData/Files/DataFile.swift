import FPTFiles

/// A file of the user's data, read whole, inflated where its contents are gzip, whatever its name.
struct DataFile: Sendable {
  /// Inflated.
  var bytes: [UInt8]
  var isCompressed: Bool

  /// Reads a file, which may have at most `limit` bytes once it is inflated.
  ///
  /// - Throws: `TaskError`.
  init(path: String, limit: Int) throws(TaskError) {
    do {
      let file = try InflatedFile(path: path, limit: limit)
      (bytes, isCompressed) = (file.bytes, file.isCompressed)
    } catch {
      switch error {
      case .unreadable(let file, let reason): throw .unreadable(file: file, reason: reason)
      case .malformed(let file, let what, let expected, let found):
        throw .malformedData(file: file, what: what, expected: expected, found: found)
      }
    }
  }

  /// The same for a file of UTF-8 text, without a byte order mark.
  ///
  /// A file of the accepted kind is wanted as it is.
  ///
  /// - Throws: `TaskError.malformedData`, which names what the file is where it is no such text,
  ///   and what to do.
  init(text path: String, limit: Int, accepting accepted: FileKind? = nil) throws(TaskError) {
    try self.init(path: path, limit: limit)
    let kind = bytes.withUnsafeBytes { FileKind(of: $0) }
    if let kind, kind != accepted {
      throw .malformedData(
        file: path, what: "the file", expected: "text in UTF-8",
        found: "\(kind.words); \(kind.remedy)")
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    if let place = bytes.firstIndex(of: 0) {
      let line = 1 + bytes[..<place].count { $0 == 0x0A }
      throw .malformedData(
        file: path, what: "byte \(place), in line \(line),", expected: "text",
        found: "NUL, which no text has; the file holds other data, or text in another encoding "
          + "than UTF-8")
    }
  }

  /// What a text is called that is not UTF-8, beginning with what of it can be read, and what to do about it.
  static func otherEncoding(_ text: some Collection<UInt8>) -> String {
    let shown = String(decoding: text.prefix(60), as: UTF8.self)
    return "`\(shown)\(text.count > 60 ? "…" : "")`, in another encoding; convert the file with "
      + "`iconv -f ENCODING -t UTF-8`, where ENCODING may be ISO-8859-1, WINDOWS-1252, SHIFT_JIS, …"
  }
}
