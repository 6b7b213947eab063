import FPTSchema

extension Checker {
  /// The value of a task, model, policy, measure, reference or training setting, overrides applied.
  func value(of declared: Declared) -> Value? {
    let key = declared.key
    if let known = memo[key] {
      deepen(known.depth)
      return known.value
    }
    guard enter(declared) else { return nil }
    let value = resolve(declared)
    let depth = leave()
    memo[key] = Outcome(value: value, depth: depth)
    return value
  }

  /// Begins the evaluation of a declaration, unless it is already under way.
  func enter(_ declared: Declared) -> Bool {
    let key = declared.key
    if let start = stack.firstIndex(of: key) {
      let others = stack[start...].dropFirst().compactMap { declarations[$0] }
      diagnostics.report(
        .derivedFromItself, "\(quotedForMessage(key.name)) is derived from itself",
        at: declared.syntax.headSpan,
        also: others.map { Diagnostic.Label($0.syntax.headSpan, "by way of this") })
      return false
    }
    guard stack.count < Self.deepestDerivation else {
      reportDepth(declared)
      return false
    }
    stack.append(key)
    depths.append(0)
    return true
  }

  /// Ends the innermost evaluation; how many derivations deep it was, itself included.
  @discardableResult
  func leave() -> Int {
    let depth = (depths.popLast() ?? 0) + 1
    if let key = stack.popLast(), depth > Self.deepestDerivation, let declared = declarations[key] {
      reportDepth(declared)
    }
    deepen(depth)
    return depth
  }

  /// The declaration under way rests on one that is itself so many derivations deep.
  private func deepen(_ depth: Int) {
    if let last = depths.indices.last { depths[last] = max(depths[last], depth) }
  }

  /// Once for a check: whatever is derived further on is too deep as well.
  private func reportDepth(_ declared: Declared) {
    guard !hasReportedDepth else { return }
    hasReportedDepth = true
    diagnostics.report(
      .derivedTooOften,
      "more than \(Self.deepestDerivation) declarations are derived from one another here",
      at: declared.syntax.headSpan)
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

  func newTrain() -> Constructed {
    defaults(
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
      if isChanged, errors == diagnostics.errorCount { checkRules(value, at: call.name.span) }
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
      if errors == diagnostics.errorCount { checkRules(value, at: expression.span) }
      return value
    default: break
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
      if declarations[key] == nil, let declared = param(expression) {
        guard let inner = self.expression(ofParam: declared), enter(declared) else { return nil }
        defer { leave() }
        return newPart(inner, kind: kind, layer: layer)
      }
      guard let declared = find(kind, name), let value = value(of: declared) else { return nil }
      return Part(name: name.text, key: declared.key, value: value)
    }
    if kind == .freeze {
      guard let phases = freezing(expression) else { return nil }
      return Part(name: oneLine(expression), key: nil, value: .freezing(phases))
    }
    guard let value = constructed(expression, kind: kind, key: nil, layer: layer) else {
      return nil
    }
    var name = oneLine(expression)
    var key: DeclarationKey?
    if case .with(let base, _) = expression.node, let reference = base.reference {
      name = reference.text
      key = DeclarationKey(kind: kind, name: name)
    }
    return Part(name: name, key: key, value: .constructed(value))
  }
}

extension Expression {
  /// The name, bare or quoted, where the expression is nothing else.
  var reference: Name? {
    if case .text(let text) = node { return Name(text: text, span: span, isQuoted: true) }
    return singleName
  }
}

extension DeclarationKind {
  /// The role of constructors whose calls declare this kind.
  var role: ConstructorRole? {
    switch self {
    case .task: .task
    case .model: .model
    case .measure: .measure
    case .reference: .reference
    default: nil
    }
  }
}
