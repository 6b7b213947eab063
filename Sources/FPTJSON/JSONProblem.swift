/// Where and why a text is not acceptable JSON; `offset` counts bytes from the start of the text.
public struct JSONProblem: Sendable, Hashable {
  /// What the text has that JSON does not allow.
  public enum Kind: Sendable, Hashable {
    case notUTF8
    case byteOrderMark
    /// `NaN`, `Infinity` or `-Infinity`, which Python writes and JSON does not have.
    case notFinite
    case unexpectedEnd
    case unexpectedByte(UInt8)
    case trailingText
    case tooDeep(limit: Int)
    case tooMany(limit: Int)
    case duplicateKey(String)
    case malformedNumber
    case malformedString
  }
  /// What is wrong.
  public var kind: Kind
  /// Where it is wrong, in bytes from the start of the text.
  public var offset: Int

  package init(kind: Kind, offset: Int) { (self.kind, self.offset) = (kind, offset) }
}

extension JSONProblem: CustomStringConvertible {
  /// What is wrong in words, with the offset.
  public var description: String {
    let what =
      switch kind {
      case .notUTF8: "the text is not UTF-8"
      case .byteOrderMark:
        "it begins with a byte order mark (EF BB BF); save it as UTF-8 without one"
      case .notFinite:
        "`NaN` and `Infinity` are no numbers of JSON, though Python writes them; write null, or a number"
      case .unexpectedEnd: "the text ends too early"
      case .unexpectedByte(let byte):
        byte >= 0x20 && byte < 0x7F
          ? "`\(Character(Unicode.Scalar(byte)))` is not expected here"
          : "byte \(byte) is not expected here"
      case .trailingText: "something follows the value"
      case .tooDeep(let limit): "it is nested more than \(limit) deep"
      case .tooMany(let limit): "it has more than \(limit) values"
      case .duplicateKey(let key): "the key `\(key)` occurs twice"
      case .malformedNumber: "a number is malformed"
      case .malformedString: "a text is malformed"
      }
    return "\(what) (byte \(offset))"
  }
}

/// A `JSONProblem` on its way to the reader that knows the file's name.
package struct JSONProblemError: Error {
  package var problem: JSONProblem
}
