import FPTSchema

extension ValueEvaluator {
  /// The value of a call where a constructor with a role may stand.
  func construct(_ call: Expression.Call, role: ConstructorRole, layer: Layer) -> Constructed? {
    let name = call.name
    guard let constructor = schema.constructor(name.text) else {
      reportUnknownConstructor(name, role: role)
      return nil
    }
    guard constructor.role == role else {
      let near = Suggestions.near(name.text, among: schema.constructors(in: role).map(\.name))
      diagnostics.report(
        .unknownConstructor,
        "`\(name.text)` is \(constructor.role.withArticle), not \(role.withArticle)",
        at: name.span, suggestions: near)
      return nil
    }
    let errors = diagnostics.errorCount
    var value = schema.defaults(
      of: constructor.name, fields: constructor.fields, constructor.version)
    var spans: [String: SourceSpan] = [:]
    for (index, argument) in call.arguments.enumerated() {
      guard let label = label(of: argument, at: index, constructor) else { continue }
      if let first = spans.updateValue(label.span, forKey: label.text) {
        diagnostics.reportDuplicateField(label, first: first, among: constructor.fields.map(\.name))
        continue
      }
      set([label], of: &value, to: argument.value, layer: layer)
    }
    guard call.isWhole, diagnostics.errorCount == errors else { return value }
    diagnostics.reportMissingFields(
      constructor.fields, given: Set(spans.keys), owner: name.text, at: name.span)
    if diagnostics.errorCount == errors { rules.check(value, at: name.span) }
    return value
  }

  private func reportUnknownConstructor(_ name: Name, role: ConstructorRole) {
    let known = schema.constructors(in: role).map(\.name)
    let near = Suggestions.near(name.text, among: known)
    diagnostics.report(
      .unknownConstructor,
      "no \(role.rawValue) is called \(quotedForMessage(name.text))", at: name.span,
      help: near.isEmpty ? "there are \(known.map { "`\($0)`" }.joined(separator: ", "))" : nil,
      suggestions: near)
  }

  /// The field an argument sets: its label, or the constructor's unlabeled field.
  private func label(
    of argument: Expression.Argument, at index: Int, _ constructor: ConstructorSchema
  ) -> Name? {
    if let label = argument.label { return label }
    if case .missing = argument.value.node { return nil }
    guard let field = constructor.unlabeled else {
      let near = argument.value.singleName.map {
        Suggestions.near($0.text, among: constructor.fields.map(\.name))
      }
      diagnostics.report(
        .misplacedArgument, "the arguments of `\(constructor.name)` need labels",
        at: argument.value.span, help: "for example `\(constructor.example)`",
        suggestions: near ?? [])
      return nil
    }
    guard index == 0 else {
      diagnostics.report(
        .misplacedArgument, "only the first argument of `\(constructor.name)` has no label",
        at: argument.value.span, help: "for example `\(constructor.example)`")
      return nil
    }
    return Name(text: field, span: argument.value.span)
  }

  // MARK: Fields

  /// Sets the field at a path inside a value; the value's text before, where it changed.
  ///
  /// With `isTolerant` a path that the value does not have is left alone.
  @discardableResult
  func set(
    _ path: ArraySlice<Name>, of value: inout Constructed, to expression: Expression,
    layer: Layer, isTolerant: Bool = false
  ) -> String? {
    guard let name = path.first, let known = schema.fields(of: value.constructor) else {
      return nil
    }
    guard let field = known.fields.first(where: { $0.name == name.text }) else {
      if !isTolerant {
        let kind = DeclarationKind(rawValue: value.constructor).flatMap { schema.kind($0) }
        diagnostics.reportUnknownField(
          name, of: "`\(value.constructor)`", fields: kind?.allNames ?? known.fields.map(\.name),
          schema: schema)
      }
      return nil
    }
    let index = value.fields.firstIndex { $0.name == name.text }
    if path.count > 1 {
      guard let index, case .constructed(var inner) = value.fields[index].value else {
        if !isTolerant {
          diagnostics.reportUnknownField(
            path[path.startIndex + 1], of: "`\(name.text)`", fields: [])
        }
        return nil
      }
      let before = set(
        path.dropFirst(), of: &inner, to: expression, layer: layer, isTolerant: isTolerant)
      value.fields[index].value = .constructed(inner)
      value.fields[index].isDefault = schema.isDefault(.constructed(inner), field)
      return before
    }
    guard let new = evaluate(expression, for: field, layer: layer) else { return nil }
    let resolved = ResolvedField(
      name: field.name, value: new, isDefault: schema.isDefault(new, field),
      origin: layer.origin(expression.span))
    guard let index else {
      let order = known.fields.map(\.name)
      let position = order.firstIndex(of: field.name) ?? order.count
      let place = value.fields.firstIndex {
        (order.firstIndex(of: $0.name) ?? order.count) > position
      }
      value.fields.insert(resolved, at: place ?? value.fields.count)
      return "(absent)"
    }
    let before = value.fields[index].value.expressionText
    value.fields[index] = resolved
    return before
  }

  /// Sets the fields of a block, each of them once.
  func apply(_ block: Block, to value: inout Constructed, layer: Layer) {
    var spans: [String: SourceSpan] = [:]
    for field in block.fields {
      if let first = spans.updateValue(field.path.span, forKey: field.path.text) {
        diagnostics.reportDuplicateField(
          Name(text: field.path.text, span: field.path.span), first: first,
          among: schema.fields(of: value.constructor)?.fields.map(\.name) ?? [])
        continue
      }
      set(field.path.segments[...], of: &value, to: field.value, layer: layer)
    }
    diagnostics.reportSections(in: block)
  }
}
