import FPTSchema

extension Checker {
  /// Reads one axis of a run; nil after a reported error.
  func axis(_ field: Field, of run: DeclarationKey) -> AxisDraft? {
    let name = field.path.text
    var expression = field.value
    var layer = Layer.axis(name)
    for (index, setting) in settings.enumerated() {
      guard case .axis(let target) = setting.target, target == name,
        leavesReferences(to: run, setting)
      else { continue }
      noteReplaced(index, oneLine(field.value))
      (expression, layer) = (setting.value, setting.layer)
    }
    guard let target = axisTarget(field.path),
      let points = axisPoints(name, expression, path: field.path, layer: layer)
    else { return nil }
    return AxisDraft(name: name, span: field.path.span, points: points, target: target)
  }

  /// The seed axis that a run without one has.
  func implicitSeed(of run: DeclarationKey) -> AxisDraft? {
    for (index, setting) in settings.enumerated().reversed() {
      guard case .axis("seed") = setting.target, leavesReferences(to: run, setting) else {
        continue
      }
      noteReplaced(index, "0")
      return axisPoints("seed", setting.value, path: setting.path, layer: setting.layer).map {
        AxisDraft(name: "seed", span: setting.path.span, points: $0, target: .seed)
      }
    }
    return nil
  }

  func axisTarget(_ path: Path) -> AxisTarget? {
    if path.text == "seed" { return .seed }
    if path.segments.count == 1, let kind = DeclarationKind(rawValue: path.text) {
      if kind == .arm { return .arm }
      if DeclarationKind.parts.contains(kind) { return .part(kind) }
    }
    if path.segments.count > 1, let target = partTarget(path) {
      return .field(target.kind, target.key, target.rest)
    }
    if path.segments.count == 1 {
      let known = DeclarationKind.axes.map(\.rawValue) + ["seed"]
      let near = Suggestions.near(path.text, among: known)
      diagnostics.report(
        .unknownAxis, "there is no axis \(quotedForMessage(path.text))", at: path.span,
        help: near.isEmpty
          ? "an axis is \(known.map { "`\($0)`" }.joined(separator: ", ")), "
            + "or a field such as `train.optimizer.lr`" : nil,
        suggestions: near)
    }
    return nil
  }

  /// What a path that begins with a part's kind or a declared part is about.
  func partTarget(_ path: Path) -> (kind: DeclarationKind, key: DeclarationKey?, rest: [Name])? {
    guard let head = path.segments.first else { return nil }
    let rest = Array(path.segments.dropFirst())
    if let kind = DeclarationKind(rawValue: head.text), DeclarationKind.parts.contains(kind) {
      return (kind, nil, rest)
    }
    let keys = DeclarationKind.parts.map { DeclarationKey(kind: $0, name: head.text) }
    if !rest.isEmpty, let key = keys.first(where: { declarations[$0] != nil }) {
      used.insert(key)
      return (key.kind, key, rest)
    }
    guard !poisoned.contains(head.text), !hasUnreadableUse else { return nil }
    let kinds = DeclarationKind.parts.map(\.rawValue)
    let known = DeclarationKind.parts.flatMap { names[$0, default: []] }
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

  /// The points of an axis; nil after a reported error.
  func axisPoints(
    _ name: String, _ expression: Expression, path: Path, layer: Layer
  ) -> [AxisPoint]? {
    guard let target = axisTarget(path) else { return nil }
    guard let elements = elements(expression, target: target) else { return nil }
    guard !elements.isEmpty else {
      diagnostics.report(
        .emptyAxis, "the axis `\(name)` has no points", at: expression.span)
      return nil
    }
    var points: [AxisPoint] = []
    var seen: [Value: SourceSpan] = [:]
    var labels: [String: SourceSpan] = [:]
    var isWhole = true
    for element in elements {
      guard let point = point(element, target: target, layer: layer) else {
        isWhole = false
        continue
      }
      // Declarations are told apart by their names, numbers by what they are.
      let first = labels[point.label] ?? (target.isNumeric ? seen[point.value] : nil)
      if let first {
        diagnostics.report(
          .duplicatePoint, "the axis `\(name)` has \(quotedForMessage(point.label)) twice",
          at: element.span, also: first == element.span ? [] : [Diagnostic.Label(first, "first")])
        isWhole = false
        continue
      }
      labels[point.label] = element.span
      seen[point.value] = element.span
      points.append(point)
    }
    return isWhole ? points : nil
  }

  /// The expressions of an axis: of a list, of a range written out, or a single one.
  private func elements(_ expression: Expression, target: AxisTarget) -> [Expression]? {
    switch expression.node {
    case .missing: return nil
    case .list(let elements):
      return canAfford(elements.count, at: expression.span) ? elements : nil
    case .range:
      guard let range = integers(expression) else { return nil }
      let (count, overflows) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
      guard canAfford(overflows ? .max : count, at: expression.span) else { return nil }
      return range.map { integer in
        let text = String(integer)
        return Expression(
          node: .number(
            Expression.NumberLiteral(
              value: Double(integer), integer: integer, isPercent: false, text: text)),
          span: expression.span)
      }
    default:
      guard let declared = param(expression), !isPart(expression, target),
        let inner = self.expression(ofParam: declared)
      else { return [expression] }
      guard enter(declared) else { return nil }
      defer { leave() }
      return elements(inner, target: target)
    }
  }

  private func isPart(_ expression: Expression, _ target: AxisTarget) -> Bool {
    guard let name = expression.singleName else { return false }
    switch target {
    case .arm: return declarations[DeclarationKey(kind: .arm, name: name.text)] != nil
    case .part(let kind): return declarations[DeclarationKey(kind: kind, name: name.text)] != nil
    case .seed, .field: return false
    }
  }

  /// Counts the points of an axis against what one check may do; reports too many.
  private func canAfford(_ count: Int, at span: SourceSpan) -> Bool {
    if count <= Self.mostCells {
      // A point costs more than a setting of a cell, and again in every run that has it.
      workCount += 10 * count
      if workCount <= Self.mostWork { return true }
    }
    reportTooMany(at: span)
    return false
  }

  func reportTooMany(at span: SourceSpan) {
    diagnostics.report(
      .tooManyCells, "this makes more than \(Self.mostCells) cells", at: span)
  }

  private func point(_ element: Expression, target: AxisTarget, layer: Layer) -> AxisPoint? {
    func point(_ label: String, _ value: Value) -> AxisPoint {
      AxisPoint(label: label, value: value, expression: element, layer: layer)
    }
    switch target {
    case .seed:
      let field = FieldSchema(
        "seed", .integer, range: NumberRange(from: 0), "Where random numbers begin.",
        example: "seed: 0..<3")
      guard case .integer(let seed)? = evaluate(element, for: field, layer: layer) else {
        return nil
      }
      return point(String(seed), .integer(seed))
    case .arm:
      guard let name = element.reference else {
        reportWrongType(
          element, type: .declared(.arm),
          field: FieldSchema("arm", .declared(.arm), "", example: "arm: [frozen, full]"))
        return nil
      }
      guard let declared = find(.arm, name) else { return nil }
      _ = armSettings(declared)
      return point(name.text, .symbol(name.text))
    case .part(let kind):
      return part(element, kind: kind, layer: layer).map { point($0.name, $0.value) }
    case .field(let kind, let key, let rest):
      guard let field = field(at: rest, kind: kind, key: key),
        let value = evaluate(element, for: field, layer: layer)
      else { return nil }
      return point(label(of: element), value)
    }
  }

  /// A number as written without underscores; anything else as it stands in the file.
  private func label(of element: Expression) -> String {
    if case .number(let number) = element.node { return number.text }
    return oneLine(element)
  }
}
