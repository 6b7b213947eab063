import FPTSchema

/// Interprets the paths of profiles and of the command line.
struct SettingPaths {
  private let declarations: Declarations
  private let diagnostics: DiagnosticList
  /// Names of the axes of the experiment's own runs.
  private let axisNames: Set<String>

  init(declarations: Declarations, diagnostics: DiagnosticList) {
    self.declarations = declarations
    self.diagnostics = diagnostics
    axisNames = Self.ownAxisNames(declarations)
  }

  private static func ownAxisNames(_ declarations: Declarations) -> Set<String> {
    var result: Set<String> = []
    for declared in declarations.all(.run) where !declared.isImported {
      for case .axes(let block, _) in declared.syntax.block?.entries ?? [] {
        result.formUnion(block.fields.map(\.path.text))
      }
    }
    return result
  }

  /// An entry with what its path is about; nil after a reported error.
  func setting(_ field: Field, layer: Layer) -> Setting? {
    let path = field.path
    guard let head = path.segments.first else { return nil }
    if case .missing = field.value.node { return nil }
    let rest = Array(path.segments.dropFirst())
    func setting(_ target: Setting.Target) -> Setting {
      Setting(path: path, value: field.value, layer: layer, target: target)
    }
    if axisNames.contains(path.text) || path.text == "seed" { return setting(.axis(path.text)) }
    if let kind = DeclarationKind(rawValue: head.text) {
      if !rest.isEmpty, DeclarationKind.parts.contains(kind) || kind == .measure {
        return setting(.kindField(kind, rest))
      }
      if rest.isEmpty, DeclarationKind.parts.contains(kind), layer.isCommandLine {
        return setting(.part(kind))
      }
    }
    let kinds: [DeclarationKind] = [
      .param, .task, .model, .freeze, .train, .measure, .arm, .run, .reference,
    ]
    if let shown = presented(head, rest) { return setting(shown) }
    let found = kinds.compactMap { declarations[$0, head.text] }
    let fitting = found.count < 2 ? found : found.filter { fits($0, rest, field.value) }
    if let declared = fitting.first, fitting.count == 1 {
      return setting(.declaration(declared.key, rest))
    }
    if found.count > 1 {
      diagnostics.report(
        .ambiguousName, "\(quotedForMessage(head.text)) is the name of several declarations",
        at: head.span, also: found.map { Diagnostic.Label($0.syntax.headSpan, "this") },
        help: "give one of them another name")
      return nil
    }
    guard !declarations.mayHide(head.text) else { return nil }
    let isShown = rest.count == 1 && PresentationFields.names.contains(rest.first?.text ?? "")
    let known = (kinds + (isShown ? [.table, .plot] : [])).flatMap { declarations.names(of: $0) }
    let heads = (DeclarationKind.parts + [.measure]).map(\.rawValue)
    var near = Suggestions.near(head.text, among: known + heads + axisNames.sorted() + ["seed"])
    if rest.isEmpty, !diagnostics.isFull {
      let paths = declarations.schema.settingPaths(ofField: head.text)
      near = Array((paths + near).prefix(Suggestions.most))
    }
    let isAxis = DeclarationKind.axes.map(\.rawValue).contains(path.text)
    diagnostics.report(
      .unknownOverride,
      isAxis
        ? "no run here has an axis `\(path.text)`"
        : "nothing here is called \(quotedForMessage(head.text))", at: head.span,
      help: near.isEmpty || isAxis
        ? "a path begins with a declared name, with a kind as in `train.steps`, or with an axis"
        : nil,
      suggestions: near)
    return nil
  }

  /// The declaration whose label, caption or note a path means; nil where it means none, or one of several.
  private func presented(_ head: Name, _ rest: [Name]) -> Setting.Target? {
    guard rest.count == 1, let field = rest.first else { return nil }
    let kinds = DeclarationKind.allCases.filter { kind in
      declarations[kind, head.text] != nil
        && declarations.schema.kind(kind)?.presentation.contains { $0.name == field.text } == true
    }
    guard let kind = kinds.first, kinds.count == 1 else { return nil }
    return .presentation(DeclarationKey(kind: kind, name: head.text), field)
  }

  /// True where a declaration can be meant by a path and a value; used between equal names.
  private func fits(_ declared: Declared, _ rest: [Name], _ value: Expression) -> Bool {
    let kind = declared.key.kind
    guard rest.isEmpty else {
      return declarations.containers(kind, declared.key).contains { fields in
        fields.contains { $0.name == rest.first?.text }
      }
    }
    switch value.node {
    case .call(let call):
      return declarations.schema.constructor(call.name.text)?.role == kind.role
    case .selector, .list: return kind == .freeze
    case .path, .text, .with: return kind != .param
    default: return kind == .param
    }
  }
}
