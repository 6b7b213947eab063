import FPTSchema

/// Reads the axes of runs, where profile and command line may replace their points.
struct AxisReader {
  private let values: ValueEvaluator
  private let arms: ArmReader
  private let conditions: ConditionCompiler
  private let meter: WorkMeter
  private var declarations: Declarations { values.declarations }
  private var settings: Settings { values.settings }
  private var texts: SourceTexts { values.texts }
  private var names: NameLookup { values.names }
  private var diagnostics: DiagnosticList { values.diagnostics }

  init(
    _ values: ValueEvaluator, arms: ArmReader, conditions: ConditionCompiler, meter: WorkMeter
  ) {
    self.values = values
    self.arms = arms
    self.conditions = conditions
    self.meter = meter
  }

  /// Reads one axis of a run; nil after a reported error.
  func axis(_ field: Field, of run: DeclarationKey) -> AxisDraft? {
    let name = field.path.text
    var expression = field.value
    var layer = Layer.axis(name)
    for (index, setting) in settings.all.enumerated() {
      guard case .axis(let target) = setting.target, target == name,
        leavesReferences(to: run, setting)
      else { continue }
      values.noteReplaced(texts.oneLine(field.value), by: index)
      (expression, layer) = (setting.value, setting.layer)
    }
    guard let target = target(of: field.path),
      let points = points(name, expression, path: field.path, layer: layer)
    else { return nil }
    if case .seed = target { noteSingleSeed(field.value) }
    return AxisDraft(name: name, span: field.path.span, points: points, target: target)
  }

  /// Whoever writes `seed: 3` may want three seeds; 42 is nobody's number of them.
  private func noteSingleSeed(_ expression: Expression) {
    guard case .number(let number) = expression.node, let seed = number.integer,
      (2...20).contains(seed)
    else { return }
    diagnostics.note(
      "`seed: \(seed)` is one seed, which is called \(seed)", at: expression.span,
      help: "`seed: 0..<\(seed)` is \(seed) seeds; `seed: [\(seed)]` says that one is meant")
  }

  /// The seed axis that a run without one has.
  func implicitSeed(of run: DeclarationKey) -> AxisDraft? {
    for (index, setting) in settings.all.enumerated().reversed() {
      guard case .axis("seed") = setting.target, leavesReferences(to: run, setting) else {
        continue
      }
      values.noteReplaced("0", by: index)
      return points("seed", setting.value, path: setting.path, layer: setting.layer).map {
        AxisDraft(name: "seed", span: setting.path.span, points: $0, target: .seed)
      }
    }
    return nil
  }

  private func target(of path: Path) -> AxisTarget? {
    if path.text == "seed" { return .seed }
    if path.segments.count == 1, let kind = DeclarationKind(rawValue: path.text) {
      if kind == .arm { return .arm }
      if DeclarationKind.parts.contains(kind) { return .part(kind) }
    }
    if path.segments.count > 1, let target = values.partTarget(path) {
      return .field(target.kind, target.key, target.rest)
    }
    if path.segments.count == 1 {
      guard !diagnostics.isFull else {
        diagnostics.noteError()
        return nil
      }
      let known = DeclarationKind.axes.map(\.rawValue) + ["seed"]
      let near = Array(
        (declarations.schema.settingPaths(ofField: path.text)
          + Suggestions.near(path.text, among: known)).prefix(Suggestions.most))
      diagnostics.report(
        .unknownAxis, "there is no axis \(quotedForMessage(path.text))", at: path.span,
        help: near.isEmpty
          ? "an axis is \(known.map { "`\($0)`" }.joined(separator: ", ")), "
            + "or a field such as `train.optimizer.lr`" : nil,
        suggestions: near)
    }
    return nil
  }

  /// The points of an axis; nil after a reported error.
  func points(
    _ name: String, _ expression: Expression, path: Path, layer: Layer
  ) -> [AxisPoint]? {
    guard let target = target(of: path) else { return nil }
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
      return meter.canAfford(points: elements.count, at: expression.span) ? elements : nil
    case .range:
      guard let range = values.integers(expression) else { return nil }
      let (count, overflows) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
      guard meter.canAfford(points: overflows ? .max : count, at: expression.span) else {
        return nil
      }
      return range.map { integer in
        let text = String(integer)
        return Expression(
          node: .number(
            Expression.NumberLiteral(
              value: Double(integer), integer: integer, isPercent: false, text: text)),
          span: expression.span)
      }
    default:
      guard let declared = declarations.param(expression), !isPart(expression, target),
        let inner = values.expression(ofParam: declared)
      else { return [expression] }
      return values.deriving(declared) { elements(inner, target: target) }
    }
  }

  private func isPart(_ expression: Expression, _ target: AxisTarget) -> Bool {
    guard let name = expression.singleName else { return false }
    switch target {
    case .arm: return declarations[.arm, name.text] != nil
    case .part(let kind): return declarations[kind, name.text] != nil
    case .seed, .field: return false
    }
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
      guard case .integer(let seed)? = values.evaluate(element, for: field, layer: layer) else {
        return nil
      }
      return point(String(seed), .integer(seed))
    case .arm:
      guard let name = element.reference else {
        values.reportWrongType(
          element, type: .declared(.arm),
          field: FieldSchema("arm", .declared(.arm), "", example: "arm: [frozen, full]"))
        return nil
      }
      guard let declared = names.find(.arm, name) else { return nil }
      _ = arms.settings(of: declared)
      return point(name.text, .symbol(name.text))
    case .part(let kind):
      return values.part(element, kind: kind, layer: layer).map { point($0.name, $0.value) }
    case .field(let kind, let key, let rest):
      guard let field = values.field(at: rest, kind: kind, key: key),
        let value = values.evaluate(element, for: field, layer: layer)
      else { return nil }
      return point(label(of: element), value)
    }
  }

  /// A number as written without underscores; anything else as it stands in the file.
  private func label(of element: Expression) -> String {
    if case .number(let number) = element.node { return number.text }
    return texts.oneLine(element)
  }

  /// Whether a profile or the command line may replace an axis of a run: not where a cell that is referred to would be lost,
  /// so that `pretrain(seed: 0)` means the same under `--seed 7`.
  private func leavesReferences(to run: DeclarationKey, _ setting: Setting) -> Bool {
    guard let calls = settings.references(toCellsOf: run.name),
      let target = target(of: setting.path),
      let points = points(
        setting.path.text, setting.value, path: setting.path, layer: setting.layer)
    else { return true }
    let name = setting.path.text
    let axis = AxisDraft(name: name, span: setting.path.span, points: points, target: target)
    return calls.allSatisfy { call in
      guard let argument = call.arguments.first(where: { $0.label?.text == name }) else {
        // A reference that does not name the axis means its only point.
        return points.count == 1
      }
      return conditions.isPoint(argument.value, of: axis)
    }
  }
}
