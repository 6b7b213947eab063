import FPTSchema

/// One place where a field of some name stands: in a kind of declaration, or in what is called there.
package struct FieldPlace: Sendable, Hashable {
  /// The path as `--set`, a profile or an axis writes it: `train.optimizer.lr`, `task.length`; as `explain` reads it for kinds
  /// that have no such path: `table.rows`.
  package var path: String
  /// Whose field it is: `train`, `Adam`.
  package var owner: String
  package var field: FieldSchema
}

extension Schema {
  /// Every field of every kind and constructor with its path, in schema order.
  package var fieldPlaces: [FieldPlace] {
    kinds.flatMap { schema -> [FieldPlace] in
      let kind = schema.kind
      var fields = (schema.fields + schema.presentation).map { ([$0], kind.rawValue) }
      if let role = kind.role {
        fields += constructors(in: role).flatMap { constructor in
          constructor.fields.map { ([$0], constructor.name) }
        }
      }
      return fields.flatMap { chain, owner in
        places(beginning: kind.rawValue, chain: chain, owner: owner, depth: 0)
      }
    }
  }

  private func places(
    beginning: String, chain: [FieldSchema], owner: String, depth: Int
  ) -> [FieldPlace] {
    guard let field = chain.last else { return [] }
    let path = "\(beginning).\(field.name)"
    var result = [FieldPlace(path: path, owner: owner, field: field)]
    guard depth < 3, case .constructor(let role) = field.type.unlisted else { return result }
    for constructor in constructors(in: role) {
      for inner in constructor.fields {
        result += places(
          beginning: path, chain: chain + [inner], owner: constructor.name, depth: depth + 1)
      }
    }
    return result
  }

  /// The places of a field, by its own name or by what it is called elsewhere.
  package func places(ofField word: String) -> [FieldPlace] {
    let names = Set([word] + ForeignWords.field(word))
    return fieldPlaces.filter { names.contains($0.field.name) }
  }

  /// The paths with which a setting or an axis means a field of such a name, at most three.
  func settingPaths(ofField word: String) -> [String] {
    let kinds = Set((DeclarationKind.parts + [.measure]).map(\.rawValue))
    var paths: [String] = []
    for place in places(ofField: word) {
      guard let kind = place.path.split(separator: ".").first, kinds.contains(String(kind)),
        !PresentationFields.names.contains(place.field.name), !paths.contains(place.path)
      else { continue }
      paths.append(place.path)
    }
    return Array(paths.prefix(Suggestions.most))
  }
}

extension FieldType {
  /// The type of the elements, where there can be several; what can be called, of several things.
  fileprivate var unlisted: FieldType {
    switch self {
    case .list(let element): element.unlisted
    case .either(_, .constructor(let role)): .constructor(role)
    default: self
    }
  }
}

extension Schema {
  /// Where a field stands that somebody looked for elsewhere; nil where there is none of its name.
  ///
  /// A place inside one of the fields that there are comes first: `lr` in `optimizer`.
  func place(ofField word: String, within fields: [String]) -> String? {
    let places = places(ofField: word)
    let inner = places.first { place in
      let parts = place.path.split(separator: ".").map(String.init)
      return parts.count > 2 && fields.contains(parts[parts.count - 2])
    }
    if let inner {
      let parts = inner.path.split(separator: ".").map(String.init)
      return
        "`\(inner.field.name)` is a field of `\(inner.owner)`: `\(parts[parts.count - 2]): \(inner.owner)(\(inner.field.example))`"
    }
    if word == "seed" || ForeignWords.field(word) == ["seed"] {
      return "seeds are an axis of a run: `axes { seed: 0..<3 }`"
    }
    var owners: [String] = []
    for place in places where !owners.contains(place.owner) { owners.append(place.owner) }
    guard let first = owners.first else { return nil }
    let all = owners.prefix(4).map { "`\($0)`" }.joined(separator: ", ")
    let name = quotedForMessage(places.first?.field.name ?? word)
    return "\(name) is a field of \(owners.count > 4 ? all + " and others" : all)"
      + (DeclarationKind(rawValue: first) == nil ? "" : ": write it there")
  }
}
