import FPTSchema

/// Makes the cells of runs from their drafts.
struct CellResolver {
  let drafts: RunDrafter
  private var values: ValueEvaluator { drafts.values }
  private var declarations: Declarations { drafts.values.declarations }
  private var texts: SourceTexts { drafts.values.texts }
  private var diagnostics: DiagnosticList { drafts.values.diagnostics }

  /// Every cell of a run, row-major over its axes.
  func run(of draft: RunDraft) -> ResolvedRun? {
    guard draft.isWhole, drafts.meter.canAffordCells(of: draft) else { return nil }
    var cells: [ResolvedCell] = []
    var point = [Int](repeating: 0, count: draft.axes.count)
    repeat {
      let isSkipped = draft.rules.contains { $0.settings == nil && $0.condition.holds(at: point) }
      if !isSkipped {
        // A cell that cannot be made says why once; the others would only repeat it.
        guard let cell = cell(at: point, draft) else { return nil }
        cells.append(cell)
      }
    } while advance(&point, draft.axes)
    let axes = draft.axes.map { axis in
      Axis(
        name: axis.name, points: axis.points.map { Axis.Point(label: $0.label, value: $0.value) })
    }
    return ResolvedRun(
      name: draft.declared.key.name, axes: axes, cells: cells, measures: draft.measures)
  }

  private func advance(_ point: inout [Int], _ axes: [AxisDraft]) -> Bool {
    for index in axes.indices.reversed() {
      point[index] += 1
      if point[index] < axes[index].points.count { return true }
      point[index] = 0
    }
    return false
  }

  // MARK: One cell

  private func cell(at point: [Int], _ draft: RunDraft) -> ResolvedCell? {
    let settings = settings(at: point, draft)
    guard let task = part(.task, settings, draft, at: point),
      let model = part(.model, settings, draft, at: point),
      let freeze = part(.freeze, settings, draft, at: point),
      let train = part(.train, settings, draft, at: point),
      case .constructed(let taskValue) = task.value,
      case .constructed(let modelValue) = model.value, case .freezing(let stages) = freeze.value,
      case .constructed(let trainValue) = train.value
    else { return nil }
    return ResolvedCell(
      point: point, task: NamedValue(name: task.name, value: taskValue),
      model: NamedValue(name: model.name, value: modelValue), freezing: stages,
      freezingName: freeze.name, train: NamedValue(name: train.name, value: trainValue),
      seed: seed(at: point, draft), measures: draft.measures, keep: draft.keep,
      arm: arm(at: point, draft), origins: origins(at: point, draft, settings))
  }

  private func arm(at point: [Int], _ draft: RunDraft) -> String? {
    guard let index = draft.axis("arm") else { return draft.arm?.reference?.text }
    return draft.axes[index].points[point[index]].label
  }

  /// The origin of each part of a cell.
  private func origins(
    at point: [Int], _ draft: RunDraft, _ settings: [PartSetting]
  ) -> [String: Origin] {
    var result = draft.origins
    for name in ["arm", "seed"] {
      guard let index = draft.axis(name) else { continue }
      let chosen = draft.axes[index].points[point[index]]
      result[name] = chosen.layer.origin(chosen.expression.span)
    }
    for kind in DeclarationKind.parts {
      guard let whole = settings.last(where: { $0.kind == kind && $0.rest.isEmpty }) else {
        continue
      }
      result[kind.rawValue] = whole.layer.origin(whole.value.span)
    }
    return result
  }

  private func seed(at point: [Int], _ draft: RunDraft) -> UInt64 {
    guard let index = draft.axis("seed"),
      case .integer(let seed) = draft.axes[index].points[point[index]].value
    else { return 0 }
    return UInt64(max(0, seed))
  }

  /// Everything that sets parts of a cell, the strongest last.
  private func settings(at point: [Int], _ draft: RunDraft) -> [PartSetting] {
    var result = draft.settings
    if let arm = arm(at: point, draft),
      let declared = declarations[.arm, arm]
    {
      result += drafts.arms.settings(of: declared)
    }
    result += axisSettings(at: point, draft, isCommandLine: false)
    for rule in draft.rules {
      if let settings = rule.settings, rule.condition.holds(at: point) { result += settings }
    }
    return result + axisSettings(at: point, draft, isCommandLine: true)
  }

  /// The settings of the axes.
  ///
  /// Axes that the command line replaced take precedence over every rule.
  private func axisSettings(
    at point: [Int], _ draft: RunDraft, isCommandLine: Bool
  ) -> [PartSetting] {
    var result: [PartSetting] = []
    for (index, axis) in draft.axes.enumerated() {
      let value = axis.points[point[index]]
      guard value.layer.isCommandLine == isCommandLine else { continue }
      switch axis.target {
      case .seed, .arm: continue
      case .part(let kind):
        result.append(
          PartSetting(kind: kind, rest: [], value: value.expression, layer: value.layer))
      case .field(let kind, let key, let rest):
        result.append(
          PartSetting(
            kind: kind, key: key, rest: rest, value: value.expression, layer: value.layer))
      }
    }
    return result
  }

  /// One part of a cell: the last one named, with every field that is set apart from it.
  private func part(
    _ kind: DeclarationKind, _ settings: [PartSetting], _ draft: RunDraft, at point: [Int]
  ) -> Part? {
    guard let whole = settings.last(where: { $0.kind == kind && $0.rest.isEmpty }) else {
      reportMissing(kind, draft, at: point)
      return nil
    }
    guard var part = values.part(whole.value, kind: kind, layer: whole.layer) else { return nil }
    if let index = whole.setting {
      let before = settings.last { $0.kind == kind && $0.rest.isEmpty && $0.setting == nil }
      values.noteReplaced(before.map { texts.oneLine($0.value) } ?? "(absent)", by: index)
    }
    guard case .constructed(var value) = part.value else { return part }
    let errors = diagnostics.errorCount
    var isChanged = false
    for setting in settings where setting.kind == kind && !setting.rest.isEmpty {
      if let key = setting.key, key != part.key { continue }
      let before = values.set(
        setting.rest[...], of: &value, to: setting.value, layer: setting.layer,
        isTolerant: setting.setting != nil && setting.key == nil)
      guard let before else { continue }
      isChanged = true
      if let index = setting.setting { values.noteReplaced(before, by: index) }
    }
    guard isChanged else { return part }
    guard diagnostics.errorCount == errors else { return nil }
    values.rules.check(value, at: whole.value.span)
    part.value = .constructed(value)
    return part
  }

  /// Points at the arm of the cell where there is one: most often it was forgotten there.
  private func reportMissing(_ kind: DeclarationKind, _ draft: RunDraft, at point: [Int]) {
    guard !diagnostics.hasErrors else { return }
    if kind != .task, let name = arm(at: point, draft), let arm = declarations[.arm, name] {
      let example = declarations.names(of: kind).first ?? "…"
      return diagnostics.report(
        .incompleteRun, "the arm \(quotedForMessage(name)) has no `\(kind.rawValue)`",
        at: arm.syntax.headSpan,
        also: [Diagnostic.Label(draft.declared.syntax.headSpan, "and the run has none for it")],
        help:
          "add it, as in `\(kind.rawValue): \(example)`; what all arms share can stand in the run")
    }
    let what: String
    switch kind {
    case .task: what = "what is learned: it has no `task`"
    case .model: what = "what learns: it has no `model`"
    case .freeze: what = "what is frozen: it has no `freeze`"
    default: what = "how it is trained: it has no `train`"
    }
    let place =
      kind == .task ? "as an axis or in the run" : "as an axis, in the run or in its arms"
    diagnostics.report(
      .incompleteRun, "run \(quotedForMessage(draft.declared.key.name)) does not say \(what)",
      at: draft.declared.syntax.headSpan, help: "name one \(place)")
  }
}
