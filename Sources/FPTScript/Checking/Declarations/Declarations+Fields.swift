import FPTSchema

extension Declarations {
  /// The fields that a declaration, or any declaration of a kind, can have.
  func containers(_ kind: DeclarationKind, _ key: DeclarationKey?) -> [[FieldSchema]] {
    if let role = kind.role {
      if let key, case .call(let call)? = self[key]?.syntax.value?.node,
        let constructor = schema.constructor(call.name.text), constructor.role == role
      {
        return [constructor.fields]
      }
      return schema.constructors(in: role).map(\.fields)
    }
    return [schema.kind(kind)?.fields ?? []]
  }

  /// The field that a path means in a declaration, or in any of a kind; reports an unknown one.
  func field(
    at rest: [Name], kind: DeclarationKind, key: DeclarationKey?, diagnostics: DiagnosticList
  ) -> FieldSchema? {
    let owner = key.map { quotedForMessage($0.name) } ?? kind.withArticle
    guard
      let fields = fields(
        at: rest[...], in: containers(kind, key), owner: owner, diagnostics: diagnostics),
      var field = fields.first
    else { return nil }
    // Constructors may differ in what they allow; the one in the cell then decides.
    if fields.contains(where: { $0.range != field.range }) { field.range = nil }
    return fields.allSatisfy { $0.type == field.type } ? field : nil
  }

  /// The fields a path can mean; nil after a reported unknown one.
  private func fields(
    at path: ArraySlice<Name>, in containers: [[FieldSchema]], owner: String,
    diagnostics: DiagnosticList
  ) -> [FieldSchema]? {
    guard let name = path.first else { return nil }
    let known = containers.flatMap { $0 }
    let found = known.filter { $0.name == name.text }
    guard !found.isEmpty else {
      var unique: [String] = []
      for field in known where !unique.contains(field.name) { unique.append(field.name) }
      diagnostics.reportUnknownField(name, of: owner, fields: unique, schema: schema)
      return nil
    }
    guard path.count > 1 else { return found }
    let inner = found.flatMap { field -> [[FieldSchema]] in
      switch field.type {
      case .constructor(let role), .either(_, .constructor(let role)):
        schema.constructors(in: role).map(\.fields)
      case .declared(let kind): self.containers(kind, nil)
      default: []
      }
    }
    return fields(
      at: path.dropFirst(), in: inner, owner: "`\(name.text)`", diagnostics: diagnostics)
  }
}
