import OrderedCollections

/// A JSON value as it stands in a text: objects keep their order, numbers their text.
package indirect enum JSONValue: Sendable, Hashable {
  package typealias Members = OrderedDictionary<String, JSONValue>

  case null
  case boolean(Bool)
  case number(String)
  case text(String)
  case list([JSONValue])
  case object(Members)

  /// A whole number.
  package static func integer(_ value: Int64) -> JSONValue { .number(String(value)) }

  /// A number: without a fraction where it is whole, else the shortest decimal that reads back; what JSON cannot say is text.
  package static func shortest(_ value: Double) -> JSONValue {
    guard value.isFinite else { return .text("\(value)") }
    if value == value.rounded(), value.magnitude < 1e15 { return .integer(Int64(value)) }
    return .number(value.description)
  }

  /// The value of a key of an object; nil for a missing key and for what is no object.
  package subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  /// The integer, where the number is written as one and fits.
  package var integer: Int? {
    guard case .number(let text) = self else { return nil }
    return Int(text)
  }

  /// The number, where it is a finite one.
  package var number: Double? {
    guard case .number(let text) = self, let value = Double(text), value.isFinite else {
      return nil
    }
    return value
  }

  /// What the value is, in words short enough for a message.
  package var summary: String {
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
