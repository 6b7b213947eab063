import FPTSchema

/// Gives the values of `run(axis: value, …)`, which are known where runs are read.
protocol CellReferences: AnyObject {
  /// The reference to one cell; nil after a reported error.
  func cellReference(_ call: Expression.Call) -> Value?
}

/// Evaluates tasks, models, policies, measures, references and training settings with the settings in force.
///
/// Every declaration is evaluated once. It reports what is wrong, and remembers what is used and what is replaced.
final class ValueEvaluator {
  let declarations: Declarations
  let settings: Settings
  let texts: SourceTexts
  let diagnostics: DiagnosticList
  let names: NameLookup
  let rules: FieldRules
  /// Who reads the runs; without one a reference to a cell has no value.
  weak var cells: (any CellReferences)?
  var schema: Schema { declarations.schema }

  /// Values of declarations, with the number of derivations beneath them.
  private var values: [DeclarationKey: Outcome] = [:]
  private var parts: [PartKey: Part?] = [:]
  private var derivations: DerivationStack
  private var replaced: ReplacedValues
  /// The source locations of groups and patterns of freezing policies.
  private(set) var selectorLocations: [SelectorLocation] = []

  private struct Outcome {
    var value: Value?
    var depth: Int
    /// False where an error was reported of it, or of what it is derived from.
    var isSound: Bool
  }

  private struct PartKey: Hashable {
    var kind: DeclarationKind
    var span: SourceSpan
  }

  init(
    _ declarations: Declarations, settings: Settings, texts: SourceTexts,
    diagnostics: DiagnosticList
  ) {
    self.declarations = declarations
    self.settings = settings
    self.texts = texts
    self.diagnostics = diagnostics
    names = NameLookup(declarations: declarations, diagnostics: diagnostics)
    rules = FieldRules(schema: declarations.schema, diagnostics: diagnostics)
    derivations = DerivationStack(declarations: declarations, diagnostics: diagnostics)
    replaced = ReplacedValues(of: settings)
  }

  // MARK: What is remembered

  /// Remembers what a setting replaced, for the list of changes.
  func noteReplaced(_ text: String, by index: Int) { replaced.note(text, by: index) }

  /// Remembers that a warning about a setting has been given.
  func noteWithoutEffect(_ index: Int) { replaced.noteWithoutEffect(index) }

  func noteLocation(of selector: GroupSelector, at span: SourceSpan) {
    selectorLocations.append(
      SelectorLocation(policy: derivations.innermost?.name, selector: selector, span: span))
  }

  /// The changes by settings so far, in order of application.
  ///
  /// It warns of a `--set` that changed nothing.
  func changes() -> [ResolvedExperiment.Change] {
    replaced.changes(by: settings, texts: texts, diagnostics: diagnostics)
  }

  // MARK: Declarations

  /// The value of a task, model, policy, measure, reference or training setting, overrides applied.
  func value(of declared: Declared) -> Value? {
    let key = declared.key
    if let known = values[key] {
      derivations.deepen(known.depth)
      return known.value
    }
    guard derivations.enter(declared) else { return nil }
    let errors = diagnostics.errorCount
    let value = resolve(declared)
    let isSound =
      errors == diagnostics.errorCount
      && (declared.syntax.value.map { self.isSound($0, kind: key.kind) } ?? true)
    values[key] = Outcome(value: value, depth: derivations.leave(), isSound: isSound)
    return value
  }

  /// Whether no error was reported of the declaration that an expression begins with: fields disagree because of it.
  private func isSound(_ expression: Expression, kind: DeclarationKind) -> Bool {
    if case .with(let base, _) = expression.node { return isSound(base, kind: kind) }
    guard let name = expression.reference else { return true }
    return values[DeclarationKey(kind: kind, name: name.text)]?.isSound ?? true
  }

  /// Evaluates what a declaration is derived from, unless it is already under way.
  func deriving<Result>(_ declared: Declared, _ body: () -> Result?) -> Result? {
    guard derivations.enter(declared) else { return nil }
    defer { derivations.leave() }
    return body()
  }

  private func resolve(_ declared: Declared) -> Value? {
    let key = declared.key
    var layer = Layer.declaration
    var expression = declared.syntax.value
    if let whole = wholeOverride(of: key) { (expression, layer) = (whole.value, whole.layer) }
    if key.kind == .freeze {
      guard let expression else { return nil }
      return freezing(expression).map { .freezing($0) }
    }
    guard let expression else {
      guard key.kind == .train, let block = declared.syntax.block else { return nil }
      var value = newTrain()
      apply(block, to: &value, layer: .declaration)
      applySettings(to: &value, kind: .train, key: key, isCommandLine: false)
      applySettings(to: &value, kind: .train, key: key, isCommandLine: true)
      return .constructed(value)
    }
    guard
      let value = constructed(expression, kind: key.kind, key: key, layer: layer)
    else { return nil }
    return .constructed(value)
  }

  private func newTrain() -> Constructed {
    schema.defaults(
      of: "train", fields: schema.kind(.train)?.fields ?? [], schema.kind(.train)?.version ?? 1)
  }

  /// The constructed value of an expression of a kind; `key` where it is a declaration's own.
  ///
  /// A profile's settings come between what an expression calls and its `with`.
  func constructed(
    _ expression: Expression, kind: DeclarationKind, key: DeclarationKey?, layer: Layer
  ) -> Constructed? {
    switch expression.node {
    case .missing: return nil
    case .call(let call):
      guard let role = kind.role else { break }
      guard var value = construct(call, role: role, layer: layer) else { return nil }
      let errors = diagnostics.errorCount
      var isChanged = applySettings(to: &value, kind: kind, key: key, isCommandLine: false)
      if applySettings(to: &value, kind: kind, key: key, isCommandLine: true) { isChanged = true }
      if isChanged, errors == diagnostics.errorCount { rules.check(value, at: call.name.span) }
      return value
    case .path, .text:
      guard expression.reference != nil else { break }
      guard let part = part(expression, kind: kind, layer: layer),
        case .constructed(var value) = part.value
      else { return nil }
      if let key { applySettings(to: &value, kind: nil, key: key, isCommandLine: false) }
      return value
    case .with(let base, let block):
      guard var value = constructed(base, kind: kind, key: nil, layer: layer) else { return nil }
      if let key {
        applySettings(
          to: &value, kind: nil, key: key, isCommandLine: false, beneath: block.fields)
      }
      let errors = diagnostics.errorCount
      apply(block, to: &value, layer: .with)
      if let key { applySettings(to: &value, kind: nil, key: key, isCommandLine: true) }
      if errors == diagnostics.errorCount, isSound(base, kind: kind) {
        rules.check(value, at: expression.span)
      }
      return value
    default: break
    }
    if case .call(let call) = expression.node, kind.role == nil, let schema = schema.kind(kind) {
      diagnostics.report(
        .wrongDeclarationForm,
        "\(kind.withArticle) is declared with a block, found a call of \(quotedForMessage(call.name.text))",
        at: call.name.span, help: "write `\(schema.example)`")
      return nil
    }
    reportWrongType(
      expression, type: .declared(kind),
      field: schema.kind(.run)?.field(kind.rawValue)
        ?? FieldSchema(
          kind.rawValue, .declared(kind), "", example: schema.kind(kind)?.example ?? ""))
    return nil
  }

  /// A part of a cell: a declared one, or one written in place.
  func part(_ expression: Expression, kind: DeclarationKind, layer: Layer) -> Part? {
    let key = PartKey(kind: kind, span: expression.span)
    if let known = parts[key] { return known }
    let part = newPart(expression, kind: kind, layer: layer)
    parts[key] = .some(part)
    return part
  }

  private func newPart(_ expression: Expression, kind: DeclarationKind, layer: Layer) -> Part? {
    if let name = expression.reference {
      let key = DeclarationKey(kind: kind, name: name.text)
      if declarations[key] == nil, let declared = declarations.param(expression) {
        guard let inner = self.expression(ofParam: declared) else { return nil }
        return deriving(declared) { newPart(inner, kind: kind, layer: layer) }
      }
      guard let declared = names.find(kind, name), let value = value(of: declared) else {
        return nil
      }
      return Part(name: name.text, key: declared.key, value: value)
    }
    if kind == .freeze {
      guard let stages = freezing(expression) else { return nil }
      return Part(name: texts.oneLine(expression), key: nil, value: .freezing(stages))
    }
    guard let value = constructed(expression, kind: kind, key: nil, layer: layer) else {
      return nil
    }
    var name = texts.oneLine(expression)
    var key: DeclarationKey?
    if case .with(let base, _) = expression.node, let reference = base.reference {
      name = reference.text
      key = DeclarationKey(kind: kind, name: name)
    }
    return Part(name: name, key: key, value: .constructed(value))
  }
}
