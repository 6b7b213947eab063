import FPTSchema

extension ValueEvaluator {
  /// The value of an expression where a field of a type stands; nil after a reported error.
  func evaluate(_ expression: Expression, for field: FieldSchema, layer: Layer) -> Value? {
    guard let value = evaluate(expression, as: field.type, field: field, layer: layer) else {
      return nil
    }
    return check(value, within: field, at: expression) ? value : nil
  }

  private func evaluate(
    _ expression: Expression, as type: FieldType, field: FieldSchema, layer: Layer
  ) -> Value? {
    if case .missing = expression.node { return nil }
    switch type {
    case .integer, .number, .fraction, .boolean, .text:
      if let value = literal(expression, as: type) { return value }
    case .symbol(let set):
      if let name = expression.singleName {
        if set.members.contains(name.text) { return .symbol(name.text) }
        if declarations.param(expression) == nil {
          reportUnknownChoice(name, set)
          return nil
        }
      }
    case .declared(.freeze):
      if let stages = freezing(expression) { return .freezing(stages) }
      return nil
    case .declared(let kind):
      guard let part = part(expression, kind: kind, layer: layer) else { return nil }
      return part.value
    case .constructor(let role):
      if case .call(let call) = expression.node {
        return construct(call, role: role, layer: layer).map { .constructed($0) }
      }
      if let name = expression.singleName, schema.constructor(name.text)?.role == role {
        diagnostics.report(
          .wrongType, "`\(name.text)` is called with parentheses", at: name.span,
          help: "write `\(name.text)()`")
        return nil
      }
    case .weights:
      if case .text(let text) = expression.node { return .text(text) }
      if case .call(let call) = expression.node { return cells?.cellReference(call) }
    case .word:
      if case .text(let text) = expression.node { return .text(text) }
      if case .path(let path) = expression.node { return .text(path.text) }
    case .axis:
      if case .path(let path) = expression.node { return .symbol(path.text) }
    case .runMeasure:
      if case .path(let path) = expression.node, path.segments.count == 2 {
        return .symbol(path.text)
      }
    case .comparison:
      if case .comparison(let left, let right) = expression.node {
        return .list([left, right].map { .text(texts.oneLine($0)) })
      }
    case .margin:
      if case .margin(let number) = expression.node {
        return margin(number, at: expression.span, of: field)
      }
    case .splitMetric:
      // What a plot does not draw as a curve has an axis here.
      if case .path(let path) = expression.node { return .symbol(path.text) }
    case .list(let element):
      if case .list(let elements) = expression.node {
        let values = elements.map { evaluate($0, as: element, field: field, layer: layer) }
        let whole = values.compactMap { $0 }
        return whole.count == values.count ? .list(whole) : nil
      }
      if element == .integer, case .range = expression.node { return integerList(expression) }
      if declarations.param(expression) == nil {
        return evaluate(expression, as: element, field: field, layer: layer).map { .list([$0]) }
      }
    case .either(let first, let second):
      if case .call = expression.node {
        return evaluate(expression, as: second, field: field, layer: layer)
      }
      return evaluate(expression, as: first, field: field, layer: layer)
    }
    if let declared = declarations.param(expression) {
      return evaluateParam(declared, at: expression, as: type, field: field, layer: layer)
    }
    reportWrongType(expression, type: type, field: field)
    return nil
  }

  /// A range where a list of whole numbers stands: `layers: 0..<3`.
  private func integerList(_ expression: Expression) -> Value? {
    guard let range = integers(expression) else { return nil }
    let (count, overflows) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
    guard !overflows, count <= 65_536 else {
      diagnostics.report(.outOfRange, "this range is too long", at: expression.span)
      return nil
    }
    return .list(range.map { .integer($0) })
  }

  /// The margin within which two values count as equal.
  private func margin(
    _ expression: Expression, at span: SourceSpan, of field: FieldSchema
  ) -> Value? {
    guard case .number(let number) = expression.node else { return nil }
    guard number.value > 0 else {
      diagnostics.report(
        .outOfRange, "a margin must be more than 0, found \(number.text)", at: span,
        help:
          "no interval lies inside a margin of nothing; write how large a difference would not matter, "
          + "for example `\(field.example)`")
      return nil
    }
    return .number(number.value)
  }

  // MARK: Params

  /// The value of a param, with overrides applied.
  func expression(ofParam declared: Declared) -> Expression? {
    names.use(declared.key)
    return wholeOverride(of: declared.key)?.value ?? declared.syntax.value
  }

  private func evaluateParam(
    _ declared: Declared, at use: Expression, as type: FieldType, field: FieldSchema, layer: Layer
  ) -> Value? {
    guard let expression = expression(ofParam: declared) else { return nil }
    return deriving(declared) { evaluate(expression, as: type, field: field, layer: layer) }
  }

  // MARK: Literals

  private func literal(_ expression: Expression, as type: FieldType) -> Value? {
    switch (expression.node, type) {
    case (.number(let number), .integer):
      if let integer = number.integer { return .integer(integer) }
    case (.number(let number), .number):
      if !number.isPercent { return .number(number.value) }
    case (.number(let number), .fraction): return .number(number.value)
    case (.boolean(let value), .boolean): return .boolean(value)
    case (.text(let text), .text): return .text(text)
    default: break
    }
    return nil
  }

  private func check(_ value: Value, within field: FieldSchema, at expression: Expression) -> Bool {
    let number: Double
    switch value {
    case .integer(let integer): number = Double(integer)
    case .number(let double): number = double
    default: return true
    }
    guard let range = field.range, !range.contains(number) else { return true }
    let found = declarations.param(expression) == nil ? "" : ", and this is \(printed(number))"
    let unit = field.unit.map { " (\($0))" } ?? ""
    diagnostics.report(
      .outOfRange, "`\(field.name)`\(unit) must be \(range.described)\(found)",
      at: expression.span, help: "for example `\(field.example)`")
    return false
  }

  // MARK: Messages

  private func reportUnknownChoice(_ name: Name, _ set: ClosedSet) {
    guard !declarations.isUnreadable(name.text) else { return }
    let params = declarations.names(of: .param)
    let near = Suggestions.near(name.text, among: set.members + params)
    let members = set.members.map { "`\($0)`" }.joined(separator: ", ")
    diagnostics.report(
      .unknownChoice, "no \(set.noun) is called \(quotedForMessage(name.text))", at: name.span,
      help: near.isEmpty ? "there are \(members)" : nil, suggestions: near)
  }

  func reportWrongType(_ expression: Expression, type: FieldType, field: FieldSchema) {
    if let name = expression.singleName, declarations.isUnreadable(name.text) { return }
    // A bare name where a number belongs can only be a param.
    if let name = expression.singleName, type.isLiteral, names.isNear(.param, name) {
      names.reportUnknown(.param, name)
      return
    }
    if case .number(let number) = expression.node, type == .integer, !number.isPercent,
      number.integer == nil, number.value == number.value.rounded()
    {
      diagnostics.report(.outOfRange, "this number is too large", at: expression.span)
      return
    }
    var found = expression.described
    if case .number(let number) = expression.node {
      if type == .integer, number.isPercent || number.integer == nil {
        found = quotedForMessage(texts.oneLine(expression))
      } else if type == .number {
        found = "a percentage"
      }
    }
    let near =
      type == .boolean
      ? expression.singleName.map {
        ForeignWords.boolean($0.text).map { [$0] }
          ?? Suggestions.near($0.text, among: ["true", "false"])
      } ?? [] : []
    diagnostics.report(
      .wrongType, "`\(field.name)` expects \(type.described), found \(found)",
      at: expression.span,
      help: meant(expression, type, field) ?? "for example `\(field.example)`", suggestions: near)
  }

  /// What to write where the value itself says what was meant.
  private func meant(_ expression: Expression, _ type: FieldType, _ field: FieldSchema) -> String? {
    switch (expression.node, type) {
    case (.text(let text), .symbol(let set)):
      return set.members.contains(text) ? "write `\(text)`, without quotes" : nil
    case (.text(let text), .integer), (.text(let text), .number), (.text(let text), .fraction):
      return Double(text) == nil ? nil : "write `\(text)`, without quotes"
    case (.text(let text), .boolean):
      return ForeignWords.boolean(text).map { "write `\($0)`, without quotes" }
    case (.path(let path), .text): return "write `\"\(path.text)\"`"
    case (.path(let path), _) where type.isLiteral:
      if ForeignWords.isNothing(path.text) { return "leave the field out where there is none" }
      return "for example `\(field.example)`; a name here is that of a `param`"
    case (.number(let number), .number) where number.isPercent:
      return "write `\(printed(number.value))`"
    case (.range, .integer):
      return "a range stands by itself: `\(field.name): \(texts.oneLine(expression))`"
    default: return nil
    }
  }
}

extension FieldType {
  fileprivate var isLiteral: Bool {
    switch self {
    case .integer, .number, .fraction: true
    default: false
    }
  }
}
