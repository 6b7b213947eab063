import FPTJSON

/// A value of a GGUF file's metadata.
package enum GGUFValue: Sendable, Hashable {
  case integer(Int64)
  /// An integer above those of 64 bits with a sign.
  case unsigned(UInt64)
  case number(Double)
  case boolean(Bool)
  case text(String)
  /// Where its elements lie; they are decoded when somebody asks.
  case array(Elements)

  /// The elements of an array: checked to lie within the header.
  package struct Elements: Sendable, Hashable {
    let kind: Kind
    let count: Int
    /// Bytes of the file.
    let bytes: Range<Int>
  }

  /// The type of a value in the file.
  enum Kind: UInt32, Sendable, Hashable {
    case uint8 = 0
    case int8, uint16, int16, uint32, int32, float32, bool, text, array, uint64, int64, float64

    /// Bytes of a value; nil where it tells them itself.
    var size: Int? {
      switch self {
      case .uint8, .int8, .bool: 1
      case .uint16, .int16: 2
      case .uint32, .int32, .float32: 4
      case .uint64, .int64, .float64: 8
      case .text, .array: nil
      }
    }
  }

  /// As JSON has it; an array as how many it has.
  var json: JSONValue {
    switch self {
    case .integer(let value): .integer(value)
    case .unsigned(let value): .number("\(value)")
    case .number(let value): .shortest(value)
    case .boolean(let value): .boolean(value)
    case .text(let text): .text(text)
    case .array(let elements): .list(Array(repeating: .null, count: min(elements.count, 1 << 10)))
    }
  }

  /// In words short enough for a message.
  package var summary: String {
    if case .array(let elements) = self { return "a list of \(elements.count)" }
    return json.summary
  }
}
