import FPTSchema

/// Finds declarations by name, and remembers which of them are used.
final class NameLookup {
  private let declarations: Declarations
  private let diagnostics: DiagnosticList
  private(set) var used: Set<DeclarationKey> = []

  init(declarations: Declarations, diagnostics: DiagnosticList) {
    self.declarations = declarations
    self.diagnostics = diagnostics
  }

  func use(_ key: DeclarationKey) { used.insert(key) }

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

  /// True where a name is that of a declaration, nearly that of one of a kind, or may be one that could not be read.
  func isNear(_ kind: DeclarationKind, _ name: Name) -> Bool {
    declarations.mayHide(kind, name.text) || !nearNames(kind, name).isEmpty
      || DeclarationKind.allCases.contains { declarations[$0, name.text] != nil }
  }

  func reportUnknown(_ kind: DeclarationKind, _ name: Name) {
    // The names of a file that could not be read may well be there.
    guard !declarations.mayHide(kind, name.text) else { return }
    guard diagnostics.isFirst(.unknownName(DeclarationKey(kind: kind, name: name.text))) else {
      return
    }
    let word = quotedForMessage(name.text)
    for other in DeclarationKind.allCases where other != kind {
      guard let found = declarations[other, name.text] else {
        continue
      }
      diagnostics.report(
        .unknownName, "\(word) is \(other.withArticle), not \(kind.withArticle)", at: name.span,
        also: [Diagnostic.Label(found.syntax.headSpan, "declared here")],
        suggestions: nearNames(kind, name))
      return
    }
    var near = nearNames(kind, name)
    if near.isEmpty, kind == .freeze, ForeignWords.isNothing(name.text) { near = ["nothing"] }
    if let constructor = declarations.schema.constructor(name.text) {
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
    } else if known.isEmpty, let example = declarations.schema.kind(kind)?.example {
      help += "; for example `\(example)`"
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
    declarations.names(of: kind).filter { candidate in
      let value = declarations[kind, candidate]?.syntax.value?.span
      guard let value, value.file == name.span.file else { return true }
      return !value.range.contains(name.span.range.lowerBound)
    }
  }
}
