import FPTSchema

/// Reads runs and arms: axes, what is set, rules and measures, with the settings in force.
final class RunDrafter {
  let values: ValueEvaluator
  /// What axes and cells have cost so far.
  private(set) var budget: WorkBudget
  private var arms: [DeclarationKey: [PartSetting]] = [:]
  private var drafts: [DeclarationKey: RunDraft] = [:]

  var declarations: Declarations { values.declarations }
  var settings: Settings { values.settings }
  var texts: SourceTexts { values.texts }
  var names: NameLookup { values.names }
  var diagnostics: DiagnosticList { values.diagnostics }

  /// - Parameters:
  ///   - values: evaluates what the runs are made of; references to cells are read here from now on.
  ///   - budget: what earlier looks at the same declarations have cost.
  init(_ values: ValueEvaluator, budget: WorkBudget) {
    self.values = values
    self.budget = budget
    values.cells = self
  }

  // MARK: Arms

  /// What an arm sets, bases of `with` first.
  func armSettings(_ declared: Declared) -> [PartSetting] {
    if let known = arms[declared.key] { return known }
    return values.deriving(declared) { newArmSettings(declared) } ?? []
  }

  private func newArmSettings(_ declared: Declared) -> [PartSetting] {
    var settings: [PartSetting] = []
    if let block = declared.syntax.block {
      settings = partSettings(block, owner: "an arm", layer: .armOrRun)
    } else if let value = declared.syntax.value {
      settings = derivedArm(value)
    }
    for index in self.settings.indices(of: declared.key) {
      guard case .declaration(_, let rest) = self.settings[index].target, let head = rest.first,
        let kind = DeclarationKind(rawValue: head.text)
      else { continue }
      let setting = self.settings[index]
      let before = settings.last { $0.kind == kind && $0.rest.isEmpty && rest.count == 1 }
      values.noteReplaced(before.map { texts.oneLine($0.value) } ?? "(as declared)", by: index)
      settings.append(
        PartSetting(
          kind: kind, rest: Array(rest.dropFirst()), value: setting.value, layer: setting.layer))
    }
    arms[declared.key] = settings
    return settings
  }

  private func derivedArm(_ value: Expression) -> [PartSetting] {
    switch value.node {
    case .with(let base, let block):
      return derivedArm(base) + partSettings(block, owner: "an arm", layer: .with)
    case .path, .text:
      guard let name = value.reference, let declared = names.find(.arm, name) else { return [] }
      return armSettings(declared)
    case .missing: return []
    default:
      diagnostics.report(
        .wrongType, "an arm is derived from another arm, found \(value.described)",
        at: value.span, help: "for example `other with { freeze: nothing }`")
      return []
    }
  }

  /// The fields of an arm, or of a rule's `set`, each checked against the schema.
  private func partSettings(_ block: Block, owner: String, layer: Layer) -> [PartSetting] {
    var result: [PartSetting] = []
    var places: [String: SourceSpan] = [:]
    for field in block.fields {
      if let first = places.updateValue(field.path.span, forKey: field.path.text) {
        diagnostics.reportDuplicateField(
          Name(text: field.path.text, span: field.path.span), first: first)
        continue
      }
      if owner == "an arm", let head = field.path.segments.first,
        declarations.schema.kind(.arm)?.field(head.text) == nil
      {
        diagnostics.reportUnknownField(
          head, of: owner, fields: declarations.schema.kind(.arm)?.fields.map(\.name) ?? [])
        continue
      }
      if let setting = partSetting(field, layer: layer) { result.append(setting) }
    }
    diagnostics.reportSections(in: block)
    return result
  }

  private func partSetting(_ field: Field, layer: Layer) -> PartSetting? {
    guard let target = partTarget(field.path) else { return nil }
    if target.rest.isEmpty {
      _ = values.part(field.value, kind: target.kind, layer: layer)
    } else {
      values.checkField(
        target.rest, kind: target.kind, key: target.key, value: field.value, layer: layer)
    }
    return PartSetting(
      kind: target.kind, key: target.key, rest: target.rest, value: field.value, layer: layer)
  }

  // MARK: Runs

  /// Axes, settings, rules and measures of a run.
  func draft(_ declared: Declared) -> RunDraft {
    if let known = drafts[declared.key] { return known }
    var draft = RunDraft(declared: declared)
    drafts[declared.key] = draft  // In case a cell of this run is asked for on the way.
    guard let block = declared.syntax.block else { return draft }
    readAxes(block, into: &draft)
    drafts[declared.key] = draft
    readFields(block, into: &draft)
    for case .rule(let rule) in block.entries {
      let settings = rule.settings.map { partSettings($0, owner: "`set`", layer: .rule) }
      guard let condition = rule.condition.flatMap({ compile($0, draft) }) else { continue }
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
    var places: [String: SourceSpan] = [:]
    for case .axes(let axes, _) in block.entries {
      for field in axes.fields {
        if let first = places.updateValue(field.path.span, forKey: field.path.text) {
          diagnostics.reportDuplicateField(
            Name(text: field.path.text, span: field.path.span), first: first)
          continue
        }
        if case .missing = field.value.node {
          draft.isWhole = false
          continue
        }
        if let axis = axis(field, of: draft.declared.key) {
          draft.axes.append(axis)
        } else {
          draft.isWhole = false
        }
      }
      diagnostics.reportSections(in: axes)
      if !axes.isWhole { draft.isWhole = false }
    }
    if places["seed"] == nil, let seed = implicitSeed(of: draft.declared.key) {
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
    var places: [String: SourceSpan] = [:]
    for (path, value, layer) in fields {
      guard let head = path.segments.first else { continue }
      if let first = places.updateValue(path.span, forKey: path.text) {
        diagnostics.reportDuplicateField(Name(text: path.text, span: path.span), first: first)
        continue
      }
      if let field = schema.field(head.text), path.segments.count == 1,
        !DeclarationKind.parts.map(\.rawValue).contains(head.text)
      {
        readField(field, value, layer, into: &draft)
      } else if schema.field(head.text) != nil || path.segments.count > 1 {
        let field = Field(path: path, value: value)
        if let setting = partSetting(field, layer: layer) { draft.settings.append(setting) }
      } else {
        diagnostics.reportUnknownField(
          head, of: "a run", fields: schema.fields.map(\.name) + ["axes"])
        draft.isWhole = false
      }
    }
    if block.isWhole, draft.isWhole {
      diagnostics.reportMissingFields(
        schema.fields, given: Set(places.keys), owner: "run \(draft.declared.key.name)",
        at: draft.declared.syntax.headSpan)
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
      guard let name = value.reference, let declared = names.find(.arm, name) else {
        if value.reference == nil { values.reportWrongType(value, type: field.type, field: field) }
        draft.isWhole = false
        return
      }
      _ = armSettings(declared)
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
      guard let declared = names.find(.measure, name),
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

  // MARK: Cost

  /// Counts the points of an axis against what one check may do; reports too many.
  func canAfford(points count: Int, at span: SourceSpan) -> Bool {
    if budget.spend(points: count) { return true }
    reportTooMany(at: span)
    return false
  }

  /// Counts the cells of a run against what one check may do; reports too many.
  func canAffordCells(of draft: RunDraft) -> Bool {
    var count = 1
    for axis in draft.axes {
      let (product, overflows) = count.multipliedReportingOverflow(by: axis.points.count)
      guard !overflows, product <= WorkBudget.mostCells else {
        reportTooMany(at: axis.span)
        return false
      }
      count = product
    }
    let rules = draft.rules.reduce(0) { $0 + 1 + ($1.settings?.count ?? 0) }
    let settings = 1 + draft.settings.count + rules + draft.axes.count
    if budget.spend(cells: count, of: settings) { return true }
    reportTooMany(at: draft.declared.syntax.headSpan)
    return false
  }

  private func reportTooMany(at span: SourceSpan) {
    diagnostics.report(
      .tooManyCells, "this makes more than \(WorkBudget.mostCells) cells", at: span)
  }
}
