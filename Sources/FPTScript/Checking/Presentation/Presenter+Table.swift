import FPTSchema

extension Presenter {
  /// The table that a declaration asks for; nil after a reported error.
  func table(_ declared: Declared) -> TableSpecification? {
    guard let (values, places) = fields(of: declared),
      let (draft, shown) = tableMeasures(places["of"])
    else { return nil }
    let rows = names(values["rows"])
    let columns = names(values["columns"])
    checkAxes([places["rows"], places["columns"]], draft)
    var best: (axis: String, by: String)?
    if case .constructed(let choice)? = values["best"], let axis = names(choice["axis"]).first,
      let by = names(choice["by"]).first
    {
      best = (axis, by)
      checkChoice(axis, rows + columns, draft, places["best"])
      checkIsRecorded(by, draft, places["best"])
      checkDecides(by, of: shown, places["best"])
    }
    checkLeftOver(rows + columns + (best.map { [$0.axis] } ?? []), draft, declared)
    let show = names(values["show"])
    checkStatistics(show, of: shown, at: places["show"])
    var table = TableSpecification(
      title: declared.key.name, run: draft.declared.key.name,
      measures: formatted(shown, values["format"], at: places["format"]), rows: rows,
      columns: columns, show: show, best: best)
    table.comparisons = comparisons(places["compare"], draft, shownAxes: rows + columns)
    checkClaims(places)
    table.margin = margin(places["equal"], of: shown)
    if case .text(let family)? = values["family"] { table.family = family }
    if let expression = places["against"]?.value,
      let part = self.values.part(expression, kind: .reference, layer: .declaration),
      case .constructed(let reference) = part.value, case .text(let path)? = reference["path"]
    {
      let declared = part.key.flatMap { declarations[$0] }
      table.against = declared.map { declarations.path(path, of: $0) } ?? path
      // One that is written in place has no name.
      table.reference = declared == nil ? "published" : part.name
      table.referenceSpan = expression.span
    }
    return table
  }

  private func checkChoice(
    _ axis: String, _ shown: [String], _ draft: RunDraft, _ field: Field?
  ) {
    guard let field, draft.isWhole else { return }
    var span = field.value.span
    if case .call(let call) = field.value.node, let first = call.arguments.first {
      span = first.value.span
    }
    if axis == "seed" {
      diagnostics.report(
        .wrongChoice, "the best seed is no result: a table is over all of them", at: span,
        help: "`show: [mean, min, max]` says how far apart seeds are")
    } else if draft.axis(axis) == nil {
      let known = draft.axes.map(\.name)
      diagnostics.report(
        .unknownAxis, "run `\(draft.declared.key.name)` has no axis \(quotedForMessage(axis))",
        at: span, suggestions: Suggestions.near(axis, among: known))
    } else if shown.contains(axis) {
      diagnostics.report(
        .duplicatePoint, "the axis \(quotedForMessage(axis)) is both shown and chosen from",
        at: span)
    }
  }

  /// Warns where what is shown decides what is shown; how many steps something took is no score that luck makes better.
  private func checkDecides(_ split: String, of measures: [NamedValue], _ field: Field?) {
    guard let field, !diagnostics.hasErrors,
      let measure = measures.first(where: { measure in
        guard case .number(let quantity)? = recorded(measure) else { return false }
        return quantity.unit != "steps" && names(measure.value["split"]) == [split]
      })
    else { return }
    diagnostics.report(
      .wrongChoice,
      "`\(measure.name)` is of the \(split) split, which also decides: the best of several is too good, by luck",
      at: field.value.span,
      help: split == "validation"
        ? "show a measure of the test split" : "choose by another split: `by: validation`",
      severity: .warning)
  }

  /// Checks that training records the deciding split.
  private func checkIsRecorded(_ split: String, _ draft: RunDraft, _ field: Field?) {
    guard let field, draft.isWhole, split != "train", !diagnostics.hasErrors else { return }
    let isRecorded = draft.measures.contains { measure in
      if case .constructed(let snapshot)? = measure.value["at"], names(snapshot["split"]) == [split]
      {
        return true
      }
      return names(measure.value["splits"]).contains(split)
    }
    if isRecorded { return }
    diagnostics.report(
      .wrongMeasure,
      "run `\(draft.declared.key.name)` does not record what decides: the accuracy on the \(split) split",
      at: field.value.span,
      help: "add a measure such as `LearningCurve(of: accuracy, splits: [\(split)])`")
  }
}
