import FPTSchema

/// Turns conditions over the axes of a run into sets of their points.
struct ConditionCompiler {
  let values: ValueEvaluator
  private var settings: Settings { values.settings }
  private var texts: SourceTexts { values.texts }
  private var names: NameLookup { values.names }
  private var diagnostics: DiagnosticList { values.diagnostics }

  /// A condition as sets of points of the run's axes; nil after a reported error.
  func compile(_ condition: Condition, _ draft: RunDraft) -> Predicate? {
    switch condition {
    case .comparison(let path, let kind, let value): return compare(path, kind, value, draft)
    case .not(let inner): return compile(inner, draft).map { .not($0) }
    case .all(let parts): return compile(parts, draft).map { .all($0) }
    case .any(let parts): return compile(parts, draft).map { .any($0) }
    }
  }

  private func compile(_ parts: [Condition], _ draft: RunDraft) -> [Predicate]? {
    let compiled = parts.map { compile($0, draft) }
    let whole = compiled.compactMap { $0 }
    return whole.count == compiled.count ? whole : nil
  }

  private func compare(
    _ path: Path, _ kind: Condition.Comparison, _ value: Expression, _ draft: RunDraft
  ) -> Predicate? {
    guard let index = draft.axis(path.text) else {
      // An axis that could not be read is not missing.
      guard draft.isWhole else { return nil }
      let known = draft.axes.map(\.name)
      let near = Suggestions.near(path.text, among: known)
      diagnostics.report(
        .unknownAxis, "this run has no axis \(quotedForMessage(path.text))", at: path.span,
        help: near.isEmpty
          ? "its axes are \(known.map { "`\($0)`" }.joined(separator: ", "))" : nil,
        suggestions: near)
      return nil
    }
    let axis = draft.axes[index]
    guard let wanted = wanted(value, kind, axis) else { return nil }
    var points: Set<Int> = []
    for want in wanted {
      let found = axis.points.indices.filter { want.matches(axis.points[$0]) }
      if found.isEmpty, settings.isAsWritten {
        diagnostics.report(
          .withoutEffect, "no point of the axis `\(axis.name)` is \(quotedForMessage(want.text))",
          at: want.span, severity: .warning)
      }
      points.formUnion(found)
    }
    let member = Predicate.member(axis: index, points)
    return kind == .notEqual ? .not(member) : member
  }

  private struct Wanted {
    var label: String?
    var value: Value?
    var text: String
    var span: SourceSpan

    func matches(_ point: AxisPoint) -> Bool {
      if let label { return point.label == label }
      return point.value == value
    }
  }

  /// The values that an axis is compared with.
  private func wanted(
    _ value: Expression, _ kind: Condition.Comparison, _ axis: AxisDraft
  ) -> [Wanted]? {
    var elements = [value]
    if kind == .within {
      switch value.node {
      case .list(let list): elements = list
      case .range:
        guard let range = values.integers(value) else { return nil }
        return axis.points.compactMap { point in
          guard case .integer(let integer) = point.value, range.contains(integer) else {
            return nil
          }
          return Wanted(value: point.value, text: point.label, span: value.span)
        }
      default:
        diagnostics.report(
          .wrongType, "`in` is followed by a list, found \(value.described)", at: value.span,
          help: "write `== …` for a single value")
        return nil
      }
    }
    let wanted = elements.map { self.wanted($0, axis) }
    let whole = wanted.compactMap { $0 }
    return whole.count == wanted.count ? whole : nil
  }

  /// True if an expression means a point of an axis.
  func isPoint(_ element: Expression, of axis: AxisDraft) -> Bool {
    guard let wanted = wanted(element, axis) else { return false }
    return axis.points.contains(where: wanted.matches)
  }

  private func wanted(_ element: Expression, _ axis: AxisDraft) -> Wanted? {
    let kind: DeclarationKind
    switch axis.target {
    case .arm: kind = .arm
    case .part(let part): kind = part
    case .seed:
      let field = FieldSchema("seed", .integer, "", example: "seed == 0")
      return values.evaluate(element, for: field, layer: .rule).map {
        Wanted(value: $0, text: texts.oneLine(element), span: element.span)
      }
    case .field(let part, let key, let rest):
      guard let field = values.field(at: rest, kind: part, key: key) else { return nil }
      return values.evaluate(element, for: field, layer: .rule).map {
        Wanted(value: $0, text: texts.oneLine(element), span: element.span)
      }
    }
    guard let name = element.reference else {
      // A point written in place is named by its text.
      return Wanted(label: texts.oneLine(element), text: texts.oneLine(element), span: element.span)
    }
    guard names.find(kind, name) != nil else { return nil }
    return Wanted(label: name.text, text: name.text, span: element.span)
  }
}
