import FPTJSON
import FPTScript

extension Value {
  /// The value as identities know it.
  var canonical: JSONValue {
    switch self {
    case .integer(let value): .integer(Int64(value))
    case .number(let value): .shortest(value)
    case .boolean(let value): .boolean(value)
    case .text(let value), .symbol(let value): .text(value)
    case .list(let values): .list(values.map(\.canonical))
    case .constructed(let value): value.canonical()
    case .freezing(let stages): .list(stages.map { .text($0.expressionText) })
    case .cell: .text(expressionText)
    }
  }
}

extension Constructed {
  /// Constructor, version and the fields that differ from their defaults; `omitted` fields are left to others.
  func canonical(omitting omitted: Set<String> = []) -> JSONValue {
    var members: JSONValue.Members = [:]
    for field in fields where !field.isDefault && !omitted.contains(field.name) {
      members[field.name] = field.value.canonical
    }
    return .object([
      "constructor": .text(constructor), "version": .integer(Int64(version)),
      "fields": .object(members),
    ])
  }
}
