import FPTSchema

/// Every declaration of the loaded files by kind and name, in the order they stand.
///
/// Does not change once it is made.
struct Declarations {
  let schema: Schema
  /// In file order, imported files first met first.
  let order: [DeclarationKey]
  /// The items of the experiment file in their order, prose included.
  let ownItems: [SyntaxFile.Item]
  private let byKey: [DeclarationKey: Declared]
  private let names: [DeclarationKind: [String]]
  private let paths: [String]
  private let poisoned: Set<String>
  /// Kinds of which a declaration has no name, or that of another one: any name may have been meant for it.
  private let hiddenKinds: Set<DeclarationKind>
  private let hasUnreadableUse: Bool

  /// Enters every declaration under its name, and checks how it is written.
  init(in loaded: LoadedSources, schema: Schema, diagnostics: DiagnosticList) {
    var order: [DeclarationKey] = []
    var byKey: [DeclarationKey: Declared] = [:]
    var names: [DeclarationKind: [String]] = [:]
    var hiddenKinds = loaded.hiddenKinds
    for (file, syntax) in loaded.files.enumerated() {
      for case .declaration(var declaration) in syntax.items {
        checkForm(of: &declaration, schema: schema, diagnostics: diagnostics)
        guard let key = Self.key(of: declaration, file: file), let name = declaration.name else {
          if declaration.name == nil { hiddenKinds.insert(declaration.kind) }
          continue
        }
        if let first = byKey[key] {
          diagnostics.report(
            .duplicateName, "\(quotedForMessage(name.text)) is declared twice", at: name.span,
            "\(declaration.kind.withArticle) of this name is already there",
            also: [Diagnostic.Label(first.syntax.headSpan, "first declared here")])
          hiddenKinds.insert(declaration.kind)
          continue
        }
        let (syntax, presentation) = declaration.withoutPresentation(schema)
        byKey[key] = Declared(key: key, syntax: syntax, presentation: presentation, file: file)
        order.append(key)
        names[declaration.kind, default: []].append(name.text)
      }
    }
    self.schema = schema
    self.order = order
    self.byKey = byKey
    self.names = names
    ownItems = loaded.files.first?.items ?? []
    paths = loaded.sources.map(\.path)
    poisoned = loaded.poisoned
    hasUnreadableUse = loaded.hasUnreadableUse
    self.hiddenKinds = hiddenKinds
  }

  /// The key of a declaration; nil for one that does not count here.
  private static func key(of declaration: Declaration, file: Int) -> DeclarationKey? {
    guard declaration.kind != .use else { return nil }
    guard let name = declaration.name, file == 0 || !isOwn(declaration.kind) else { return nil }
    return DeclarationKey(kind: declaration.kind, name: name.text)
  }

  /// Whether a declaration counts in the experiment file alone: a file that is used gives its values, and how it presents its own runs
  /// is its own affair.
  static func isOwn(_ kind: DeclarationKind) -> Bool {
    [.experiment, .table, .plot, .profile].contains(kind)
  }

  subscript(key: DeclarationKey) -> Declared? { byKey[key] }

  subscript(kind: DeclarationKind, name: String) -> Declared? {
    byKey[DeclarationKey(kind: kind, name: name)]
  }

  /// The declarations of a kind, in order.
  func all(_ kind: DeclarationKind) -> [Declared] {
    names(of: kind).compactMap { self[kind, $0] }
  }

  func names(of kind: DeclarationKind) -> [String] { names[kind, default: []] }

  /// True for the name of a declaration that could not be read.
  func isUnreadable(_ name: String) -> Bool { poisoned.contains(name) }

  /// True where a name may be declared in what could not be read.
  func mayHide(_ name: String) -> Bool { hasUnreadableUse || poisoned.contains(name) }

  /// True where a declaration of a kind may be in what could not be read.
  func mayHide(_ kind: DeclarationKind, _ name: String) -> Bool {
    mayHide(name) || hiddenKinds.contains(kind)
  }

  /// The path of the experiment file.
  var ownPath: String { paths[0] }

  /// The param that a bare name means, if there is one.
  func param(_ expression: Expression) -> Declared? {
    expression.singleName.flatMap { self[.param, $0.text] }
  }

  /// A path that a declaration gives, relative to the experiment file.
  func path(_ path: String, of declared: Declared) -> String {
    guard declared.isImported, !path.hasPrefix("/") else { return path }
    // Used files are known by paths that begin with the experiment's own folder.
    let joined = SourcePath.joined(path, besides: paths[declared.file])
    let folder = paths[0].lastIndex(of: "/").map { paths[0][...$0] } ?? ""
    return joined.hasPrefix(folder) ? String(joined.dropFirst(folder.count)) : joined
  }

  /// Warns of declarations that nothing refers to, unless errors would explain it.
  func reportUnused(except used: Set<DeclarationKey>, diagnostics: DiagnosticList) {
    guard !diagnostics.hasErrors else { return }
    let kinds: Set<DeclarationKind> = [
      .param, .task, .model, .freeze, .train, .measure, .arm, .reference,
    ]
    for key in order where kinds.contains(key.kind) && !used.contains(key) {
      guard let declared = self[key], !declared.isImported else { continue }
      diagnostics.report(
        .unused, "the \(key.kind.noun) \(quotedForMessage(key.name)) is never used",
        at: declared.syntax.headSpan, severity: .warning)
    }
  }
}
