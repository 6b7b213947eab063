import FPTSchema

/// Reads runs: axes, what is set, rules and measures, with the settings in force.
///
/// Every run is read once.
final class RunDrafter {
  let values: ValueEvaluator
  let arms: ArmReader
  let meter: WorkMeter
  private let axes: AxisReader
  private let conditions: ConditionCompiler
  private var drafts: [DeclarationKey: RunDraft] = [:]
  /// Runs that are being read: one that takes weights from another has it read on the way.
  private var open = 0

  private var declarations: Declarations { values.declarations }
  private var settings: Settings { values.settings }
  private var texts: SourceTexts { values.texts }
  private var diagnostics: DiagnosticList { values.diagnostics }

  /// - Parameters:
  ///   - values: evaluates what the runs are made of; references to cells are read here from now on.
  ///   - spent: the work of earlier checks of the same declarations.
  init(_ values: ValueEvaluator, spent: WorkMeter.Work) {
    self.values = values
    arms = ArmReader(values)
    meter = WorkMeter(spent: spent, diagnostics: values.diagnostics)
    conditions = ConditionCompiler(values: values)
    axes = AxisReader(values, arms: arms, conditions: conditions, meter: meter)
    values.cells = self
  }

  /// Axes, settings, rules and measures of a run.
  func draft(_ declared: Declared) -> RunDraft {
    if let known = drafts[declared.key] { return known }
    var draft = RunDraft(declared: declared)
    guard open < DerivationStack.deepest else {
      if diagnostics.isFirst(.depth) {
        diagnostics.report(
          .derivedTooOften,
          "more than \(DerivationStack.deepest) runs begin with the weights of one another here",
          at: declared.syntax.headSpan)
      }
      draft.isWhole = false
      return draft
    }
    open += 1
    defer { open -= 1 }
    drafts[declared.key] = draft  // In case a cell of this run is asked for on the way.
    guard let block = declared.syntax.block else { return draft }
    readAxes(block, into: &draft)
    drafts[declared.key] = draft
    readFields(block, into: &draft)
    for case .rule(let rule) in block.entries {
      let settings = rule.settings.map { arms.settings(of: $0, owner: "`set`", layer: .rule) }
      guard let condition = rule.condition.flatMap({ conditions.compile($0, draft) }) else {
        continue
      }
      draft.rules.append(RuleDraft(settings: settings, condition: condition))
    }
    for (index, setting) in settings.all.enumerated() where setting.layer.isCommandLine {
      guard let part = commandLineSetting(setting, index) else { continue }
      draft.rules.append(RuleDraft(settings: [part], condition: .all([])))
    }
    drafts[declared.key] = draft
    return draft
  }

  /// The command line wins over every rule, so it comes as the last ones.
  private func commandLineSetting(_ setting: Setting, _ index: Int) -> PartSetting? {
    let (kind, key, rest): (DeclarationKind, DeclarationKey?, [Name])
    switch setting.target {
    case .part(let target): (kind, key, rest) = (target, nil, [])
    case .kindField(let target, let path): (kind, key, rest) = (target, nil, path)
    case .declaration(let target, let path) where !path.isEmpty:
      (kind, key, rest) = (target.kind, target, path)
    default: return nil
    }
    guard DeclarationKind.parts.contains(kind) else { return nil }
    return PartSetting(
      kind: kind, key: key, rest: rest, value: setting.value, layer: setting.layer, setting: index)
  }

  private func readAxes(_ block: Block, into draft: inout RunDraft) {
    var spans: [String: SourceSpan] = [:]
    for case .axes(let section, _) in block.entries {
      for field in section.fields {
        if let first = spans.updateValue(field.path.span, forKey: field.path.text) {
          diagnostics.reportDuplicateField(
            Name(text: field.path.text, span: field.path.span), first: first)
          continue
        }
        if case .missing = field.value.node {
          draft.isWhole = false
          continue
        }
        if let axis = axes.axis(field, of: draft.declared.key) {
          draft.axes.append(axis)
        } else {
          draft.isWhole = false
        }
      }
      diagnostics.reportSections(in: section)
      if !section.isWhole { draft.isWhole = false }
    }
    if spans.isEmpty, !block.isWhole { draft.isWhole = false }
    if spans["seed"] == nil, let seed = axes.implicitSeed(of: draft.declared.key) {
      draft.axes.append(seed)
    }
  }

  private func readFields(_ block: Block, into draft: inout RunDraft) {
    guard let schema = declarations.schema.kind(.run) else { return }
    var fields = block.fields.map { (path: $0.path, value: $0.value, layer: Layer.armOrRun) }
    for index in settings.indices(of: draft.declared.key) {
      guard case .declaration(_, let rest) = settings[index].target, let first = rest.first,
        let last = rest.last
      else { continue }
      let span = SourceSpan(
        file: first.span.file, range: first.span.range.lowerBound..<last.span.range.upperBound)
      let path = Path(segments: rest, span: span)
      let before = fields.first { $0.path.text == path.text }
      values.noteReplaced(before.map { texts.oneLine($0.value) } ?? "(absent)", by: index)
      fields.removeAll { $0.path.text == path.text }
      fields.append((path, settings[index].value, settings[index].layer))
    }
    var spans: [String: SourceSpan] = [:]
    for (path, value, layer) in fields {
      guard let head = path.segments.first else { continue }
      if let first = spans.updateValue(path.span, forKey: path.text) {
        diagnostics.reportDuplicateField(Name(text: path.text, span: path.span), first: first)
        continue
      }
      if isAxisOutside(path, value) {
        readAxisOutside(Field(path: path, value: value), into: &draft)
      } else if let field = schema.field(head.text), path.segments.count == 1,
        !DeclarationKind.parts.map(\.rawValue).contains(head.text)
      {
        readField(field, value, layer, into: &draft)
      } else if schema.field(head.text) != nil || path.segments.count > 1 {
        let field = Field(path: path, value: value)
        if let setting = arms.setting(field, layer: layer) { draft.settings.append(setting) }
      } else {
        diagnostics.reportUnknownField(
          head, of: "a run", fields: schema.allNames + ["axes"], schema: declarations.schema)
        draft.isWhole = false
      }
    }
    if block.isWhole, draft.isWhole {
      diagnostics.reportMissingFields(
        schema.fields, given: Set(spans.keys), owner: "run \(draft.declared.key.name)",
        at: draft.declared.syntax.headSpan)
    }
  }

  /// True for several points of an axis that stand outside of `axes`.
  private func isAxisOutside(_ path: Path, _ value: Expression) -> Bool {
    switch value.node {
    case .list, .range: break
    default: return false
    }
    // A list is a schedule of policies, too.
    return path.text == "seed"
      || [.task, .arm, .model, .train].contains(DeclarationKind(rawValue: path.text))
  }

  /// Reports such an axis, once for the run, and reads it as though it stood where it belongs.
  private func readAxisOutside(_ field: Field, into draft: inout RunDraft) {
    let name = field.path.text
    diagnostics.report(
      .unexpectedToken, "`\(name)` has several points here, outside of `axes`", at: field.path.span,
      help: "write `axes { \(name): \(texts.oneLine(field.value)) }`",
      once: .habit("axes of \(draft.declared.key.name)", file: field.path.span.file))
    draft.axes.removeAll { $0.name == name }
    if let axis = axes.axis(field, of: draft.declared.key) {
      draft.axes.append(axis)
    } else {
      draft.isWhole = false
    }
  }

  private func readField(
    _ field: FieldSchema, _ value: Expression, _ layer: Layer, into draft: inout RunDraft
  ) {
    draft.origins[field.name] = layer.origin(value.span)
    switch field.name {
    case "measure": draft.measures = measures(value)
    case "keep":
      if case .list(let parts)? = values.evaluate(value, for: field, layer: layer) {
        draft.keep = parts.compactMap { if case .symbol(let name) = $0 { name } else { nil } }
      }
    default:
      guard let name = value.reference, let declared = values.names.find(.arm, name) else {
        if value.reference == nil { values.reportWrongType(value, type: field.type, field: field) }
        draft.isWhole = false
        return
      }
      _ = arms.settings(of: declared)
      draft.arm = value
    }
  }

  /// The measures of a run, by the names that tables will use.
  private func measures(_ value: Expression) -> [NamedValue] {
    var elements = [value]
    if case .list(let list) = value.node { elements = list }
    var result: [NamedValue] = []
    for element in elements {
      guard let name = element.singleName else {
        if case .missing = element.node { continue }
        diagnostics.report(
          .wrongType, "a run names its measures, found \(element.described)", at: element.span,
          help: "declare it first: `measure accuracy = Accuracy(split: test)`")
        continue
      }
      guard let declared = values.names.find(.measure, name),
        case .constructed(let constructed)? = values.value(of: declared)
      else { continue }
      if result.contains(where: { $0.name == name.text }) {
        diagnostics.report(
          .duplicatePoint, "\(quotedForMessage(name.text)) is measured twice", at: name.span)
        continue
      }
      result.append(NamedValue(name: name.text, value: constructed))
    }
    return result
  }
}

extension RunDrafter: CellReferences {
  func cellReference(_ call: Expression.Call) -> Value? {
    CellReferenceReader(values: values, conditions: conditions).reference(call) { draft($0) }
  }
}

extension RunDrafter {
  /// Checks names, types and ranges of an entry, whether or not it is in force.
  func check(_ setting: Setting) {
    switch setting.target {
    case .axis(let name):
      _ = axes.points(name, setting.value, path: setting.path, layer: setting.layer)
    case .part(let kind): _ = values.part(setting.value, kind: kind, layer: setting.layer)
    case .kindField(let kind, let rest):
      values.checkField(rest, kind: kind, key: nil, value: setting.value, layer: setting.layer)
    case .presentation(let key, let name):
      _ = PresentationReader(values: values).text(setting.value, of: name, in: key, setting.layer)
    case .declaration(let key, let rest):
      values.names.use(key)
      if !rest.isEmpty {
        values.checkField(
          rest, kind: key.kind, key: key, value: setting.value, layer: setting.layer)
      } else if key.kind == .arm || key.kind == .run {
        diagnostics.report(
          .unknownOverride, "\(key.kind.withArticle) cannot be replaced as a whole",
          at: setting.path.span, help: "set its fields, as in `\(key.name).train: …`")
      } else if key.kind == .freeze {
        _ = values.freezing(setting.value)
      } else if key.kind != .param {
        _ = values.constructed(setting.value, kind: key.kind, key: nil, layer: setting.layer)
      }
    }
  }
}
