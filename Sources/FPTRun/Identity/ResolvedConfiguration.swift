import FPTJSON
import FPTScript

extension ResolvedCell {
  /// The cell's configuration with every default, as JSON in the form of the canonical one: a constructor, its version, its fields.
  ///
  /// Who has results and not this version of the language learns from it what was computed. Unlike the canonical one it has no
  /// digests of data and weights, and it identifies nothing.
  var resolvedConfiguration: String {
    JSONValue.object([
      "task": task.value.resolved, "model": model.value.resolved,
      "freeze": .text(Value.freezing(freezing).expressionText), "train": train.value.resolved,
      "seed": .integer(Int64(bitPattern: seed)), "keep": .list(keep.sorted().map { .text($0) }),
    ]).canonicalText
  }
}

extension Constructed {
  fileprivate var resolved: JSONValue {
    var members: JSONValue.Members = [:]
    for field in fields { members[field.name] = field.value.resolved }
    return .object([
      "constructor": .text(constructor), "version": .integer(Int64(version)),
      "fields": .object(members),
    ])
  }
}

extension Value {
  fileprivate var resolved: JSONValue {
    switch self {
    case .list(let values): .list(values.map(\.resolved))
    case .constructed(let value): value.resolved
    default: canonical
    }
  }
}
