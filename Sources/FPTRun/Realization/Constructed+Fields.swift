import FPTScript

/// A value that the schema does not allow where it stands: a contradiction between schema and runner.
struct UnexpectedValue: Error, CustomStringConvertible {
  var constructor: String
  var field: String
  var expected: String

  var description: String { "\(constructor): `\(field)` should be \(expected)" }
}

extension Constructed {
  func integer(_ name: String) throws(UnexpectedValue) -> Int {
    guard let value = try optionalInteger(name) else {
      throw UnexpectedValue(constructor: constructor, field: name, expected: "an integer")
    }
    return value
  }

  func optionalInteger(_ name: String) throws(UnexpectedValue) -> Int? {
    switch self[name] {
    case nil: return nil
    case .integer(let value): return value
    case .number(let value):
      if let exact = Int(exactly: value) { return exact }
      fallthrough
    default: throw UnexpectedValue(constructor: constructor, field: name, expected: "an integer")
    }
  }

  func number(_ name: String) throws(UnexpectedValue) -> Double {
    switch self[name] {
    case .integer(let value): return Double(value)
    case .number(let value): return value
    default: throw UnexpectedValue(constructor: constructor, field: name, expected: "a number")
    }
  }

  func symbol(_ name: String) throws(UnexpectedValue) -> String {
    switch self[name] {
    case .symbol(let value), .text(let value): return value
    default: throw UnexpectedValue(constructor: constructor, field: name, expected: "a name")
    }
  }

  func boolean(_ name: String, default defaultValue: Bool) throws(UnexpectedValue) -> Bool {
    switch self[name] {
    case nil: return defaultValue
    case .boolean(let value): return value
    default:
      throw UnexpectedValue(constructor: constructor, field: name, expected: "true or false")
    }
  }

  func symbols(_ name: String) -> [String] {
    guard case .list(let values) = self[name] else { return [] }
    return values.compactMap {
      switch $0 {
      case .symbol(let value), .text(let value): value
      default: nil
      }
    }
  }

  func constructed(_ name: String) throws(UnexpectedValue) -> Constructed {
    guard case .constructed(let value) = self[name] else {
      throw UnexpectedValue(constructor: constructor, field: name, expected: "a call")
    }
    return value
  }
}
