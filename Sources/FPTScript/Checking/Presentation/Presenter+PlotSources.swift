import FPTSchema

/// What a plot shows: one measure of a run, or several that one axis can hold.
struct PlotSources {
  /// The first of them, whose axes are those of the plot.
  var draft: RunDraft
  var measure: NamedValue
  var all: [(draft: RunDraft, measure: NamedValue)]
  /// What tells several apart: `run` where the measures are of one name, else `measure`; nil for one.
  var axis: String? {
    guard all.count > 1 else { return nil }
    return Set(all.map(\.measure.name)).count == 1 ? "run" : "measure"
  }

  /// The names on that axis.
  var labels: [String] {
    let hasOneRun = Set(all.map(\.draft.declared.key.name)).count == 1
    return all.map { source in
      let run = source.draft.declared.key.name
      if axis == "run" { return run }
      return hasOneRun ? source.measure.name : "\(run).\(source.measure.name)"
    }
  }
}

extension Presenter {
  /// The measures that `of` names; nil after a reported error.
  func plotSources(_ field: Field?) -> PlotSources? {
    guard let field else { return nil }
    var found: [(draft: RunDraft, measure: NamedValue)] = []
    var seen: [String: SourceSpan] = [:]
    for element in elements(of: field) {
      guard let source = runMeasure(Field(path: field.path, value: element)) else { return nil }
      let name = "\(source.draft.declared.key.name).\(source.measure.name)"
      if let first = seen.updateValue(element.span, forKey: name) {
        diagnostics.report(
          .duplicatePoint, "\(quotedForMessage(name)) is shown twice", at: element.span,
          also: [Diagnostic.Label(first, "first")])
        return nil
      }
      if let first = found.first, !fit(first.measure, source.measure, at: element.span) {
        return nil
      }
      found.append(source)
    }
    guard let first = found.first else {
      diagnostics.report(
        .missingField, "`of` names no measure", at: field.value.span,
        help: "for example `of: main.accuracy`")
      return nil
    }
    return PlotSources(draft: first.draft, measure: first.measure, all: found)
  }

  /// Checks that one plot can show two measures.
  private func fit(_ one: NamedValue, _ other: NamedValue, at span: SourceSpan) -> Bool {
    let (first, second) = (recorded(one), recorded(other))
    let reason: String
    switch (first, second) {
    case (.number(let a), .number(let b)):
      if a.unit == b.unit { return true }
      reason =
        "`\(one.name)` is \(a.noun) and `\(other.name)` is \(b.noun), which have no axis in common"
    case (.drawn(let a), .drawn(let b)) where a == b && a.kind == PlotSchema.linesKind:
      return true
    case (nil, nil): return true
    case (.drawn(let a), .drawn(let b)) where a == b:
      reason = "`\(one.name)` \(a.phrase), and a plot shows one such measure"
    default:
      reason = "`\(other.name)` is recorded in another way than `\(one.name)`"
    }
    diagnostics.report(
      .wrongMeasure, reason, at: span, help: "make a plot for each of them")
    return false
  }

  /// The parts of a plot with several measures or splits, and the axes that tell them apart.
  ///
  /// Both are empty for a plot of one.
  func parts(
    of sources: PlotSources, values y: [String]
  ) -> (parts: [PlotSpecification.Part], axes: [String]) {
    let splits = y.map { String($0.split(separator: ".").first ?? "") }
    let hasSplits = y.count > 1
    guard sources.axis != nil || hasSplits else { return ([], []) }
    var parts: [PlotSpecification.Part] = []
    for (source, label) in zip(sources.all, sources.labels) {
      for (value, split) in hasSplits ? Array(zip(y.map(Optional.some), splits)) : [(y.first, "")] {
        parts.append(
          PlotSpecification.Part(
            run: source.draft.declared.key.name, measure: source.measure.name, y: value,
            labels: (sources.axis == nil ? [] : [label]) + (hasSplits ? [split] : [])))
      }
    }
    return (parts, (sources.axis.map { [$0] } ?? []) + (hasSplits ? ["split"] : []))
  }

  /// Several values of a curve are one metric on several splits: two metrics have no axis in common.
  func checkValues(_ field: Field?, _ y: [String]) {
    guard let field, y.count > 1 else { return }
    let metrics = y.map { String($0.split(separator: ".").last ?? "") }
    if Set(metrics).count > 1 {
      diagnostics.report(
        .wrongMeasure,
        "\(quotedForMessage(metrics[0])) and \(quotedForMessage(metrics.first { $0 != metrics[0] } ?? ""))"
          + " have no axis in common", at: field.value.span,
        help:
          "make a plot for each, or name one metric on several splits: `y: [train.\(metrics[0]), test.\(metrics[0])]`"
      )
    } else if Set(y).count < y.count {
      diagnostics.report(
        .duplicatePoint, "the same value is shown twice", at: field.value.span)
    }
  }
}
