/// A JSON value as it stands in a file: objects keep their order, numbers their text.
enum JSONValue: Sendable, Hashable {
  case null
  case boolean(Bool)
  case number(String)
  case text(String)
  case list([JSONValue])
  case object([Member])

  struct Member: Sendable, Hashable {
    var key: String
    var value: JSONValue
  }

  /// The value of a key of an object; nil for a missing key and for what is no object.
  subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The integer, where the number is written as one and fits.
  var integer: Int? {
    guard case .number(let text) = self else { return nil }
    return Int(text)
  }

  var number: Double? {
    guard case .number(let text) = self, let value = Double(text), value.isFinite else {
      return nil
    }
    return value
  }

  /// What the value is, in words short enough for a message.
  var summary: String {
    switch self {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .number(let text): String(text.prefix(40))
    case .text(let text): "\"\(text.prefix(40))\(text.count > 40 ? "…" : "")\""
    case .list(let elements): "a list of \(elements.count)"
    case .object: "an object"
    }
  }
}
