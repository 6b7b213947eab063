import FPTSchema

extension ValueEvaluator {
  /// The target of a path that begins with a part's kind or with a declared part.
  func partTarget(_ path: Path) -> (kind: DeclarationKind, key: DeclarationKey?, rest: [Name])? {
    guard let head = path.segments.first else { return nil }
    let rest = Array(path.segments.dropFirst())
    if let kind = DeclarationKind(rawValue: head.text), DeclarationKind.parts.contains(kind) {
      return (kind, nil, rest)
    }
    let keys = DeclarationKind.parts.map { DeclarationKey(kind: $0, name: head.text) }
    if !rest.isEmpty, let key = keys.first(where: { declarations[$0] != nil }) {
      names.use(key)
      return (key.kind, key, rest)
    }
    guard !declarations.mayHide(head.text) else { return nil }
    let kinds = DeclarationKind.parts.map(\.rawValue)
    let known = DeclarationKind.parts.flatMap { declarations.names(of: $0) }
    let near = Suggestions.near(head.text, among: kinds + known)
    diagnostics.report(
      .unknownOverride, "no part of a cell is called \(quotedForMessage(head.text))",
      at: head.span,
      help: near.isEmpty
        ? "a path begins with \(kinds.map { "`\($0)`" }.joined(separator: ", "))"
          + " or with a declared one" : nil,
      suggestions: near)
    return nil
  }

  /// The field that a path means in a declaration, or in any of a kind; reports an unknown one.
  func field(at rest: [Name], kind: DeclarationKind, key: DeclarationKey?) -> FieldSchema? {
    declarations.field(at: rest, kind: kind, key: key, diagnostics: diagnostics)
  }

  /// Checks a field that is set from outside its declaration against the schema.
  func checkField(
    _ rest: [Name], kind: DeclarationKind, key: DeclarationKey?, value: Expression, layer: Layer
  ) {
    guard let field = field(at: rest, kind: kind, key: key) else { return }
    _ = evaluate(value, for: field, layer: layer)
  }
}
