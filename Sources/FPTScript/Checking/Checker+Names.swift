import FPTSchema

extension Checker {
  /// The declaration of a kind and name, marked as used; reports an unknown one once.
  func find(_ kind: DeclarationKind, _ name: Name) -> Declared? {
    let key = DeclarationKey(kind: kind, name: name.text)
    if let found = declarations[key] {
      used.insert(key)
      return found
    }
    reportUnknown(kind, name)
    return nil
  }

  func reportUnknown(_ kind: DeclarationKind, _ name: Name) {
    // The names of a file that could not be read may well be there.
    guard !poisoned.contains(name.text), !hasUnreadableUse else { return }
    guard unknownNames.insert(DeclarationKey(kind: kind, name: name.text)).inserted else { return }
    let word = quotedForMessage(name.text)
    for other in DeclarationKind.allCases where other != kind {
      guard let found = declarations[DeclarationKey(kind: other, name: name.text)] else {
        continue
      }
      diagnostics.report(
        .unknownName, "\(word) is \(other.withArticle), not \(kind.withArticle)", at: name.span,
        also: [Diagnostic.Label(found.syntax.headSpan, "declared here")],
        suggestions: nearNames(kind, name))
      return
    }
    let near = nearNames(kind, name)
    if let constructor = schema.constructor(name.text) {
      diagnostics.report(
        .unknownName, "no \(kind.noun) is called \(word)", at: name.span,
        help: "to call the constructor, write `\(constructor.example)`", suggestions: near)
      return
    }
    let known = otherNames(kind, name).prefix(12).map(quotedForMessage)
    var help =
      known.isEmpty
      ? "no \(kind.noun) is declared yet" : "there are \(known.joined(separator: ", "))"
    if kind == .freeze {
      help += "; a new one is, for example, `all except [input, output]`"
    }
    diagnostics.report(
      .unknownName, "no \(kind.noun) is called \(word)", at: name.span,
      help: near.isEmpty ? help : nil, suggestions: near)
  }

  private func nearNames(_ kind: DeclarationKind, _ name: Name) -> [String] {
    guard !diagnostics.isFull else { return [] }
    var candidates = otherNames(kind, name)
    if kind == .freeze { candidates += ["nothing", "all"] }
    return Suggestions.near(name.text, among: candidates)
  }

  /// What a kind has declared, without the declaration in whose value the name stands.
  private func otherNames(_ kind: DeclarationKind, _ name: Name) -> [String] {
    names[kind, default: []].filter { candidate in
      let value = declarations[DeclarationKey(kind: kind, name: candidate)]?.syntax.value?.span
      guard let value, value.file == name.span.file else { return true }
      return !value.range.contains(name.span.range.lowerBound)
    }
  }

  /// A field that does not exist, with those that do.
  func reportUnknownField(_ name: Name, of owner: String, fields: [String]) {
    let near = Suggestions.near(name.text, among: fields)
    var help: String?
    if near.isEmpty {
      help =
        fields.isEmpty
        ? "\(owner) has no fields"
        : "its fields are \(fields.map { "`\($0)`" }.joined(separator: ", "))"
    }
    diagnostics.report(
      .unknownField, "\(owner) has no field \(quotedForMessage(name.text))", at: name.span,
      help: help, suggestions: near)
  }

  /// Warns of declarations that nothing refers to, unless errors would explain it.
  func warnAboutUnused() {
    guard !diagnostics.hasErrors else { return }
    let kinds: Set<DeclarationKind> = [
      .param, .task, .model, .freeze, .train, .measure, .arm, .reference,
    ]
    for key in order where kinds.contains(key.kind) && !used.contains(key) {
      guard let declared = declarations[key], !declared.isImported else { continue }
      diagnostics.report(
        .unused, "the \(key.kind.noun) \(quotedForMessage(key.name)) is never used",
        at: declared.syntax.headSpan, severity: .warning)
    }
  }
}

extension DeclarationKind {
  /// The kind in the middle of a sentence.
  var noun: String {
    switch self {
    case .freeze: "freezing policy"
    case .train: "`train` declaration"
    default: rawValue
    }
  }
}
