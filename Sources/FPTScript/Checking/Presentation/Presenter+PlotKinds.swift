import FPTSchema

extension Presenter {
  /// The kind of plot: what the measure is drawn by or, for a number, what the plot chooses; nil after a reported error.
  func plotSchema(
    _ sources: PlotSources, _ values: Constructed, _ places: [String: Field]
  ) -> PlotSchema? {
    let measure = sources.measure
    let word = names(values["kind"]).first
    switch recorded(measure) {
    case .drawn(let schema):
      guard let field = places["kind"], word != schema.word else { return schema }
      diagnostics.report(
        .wrongMeasure,
        "`\(measure.name)` \(schema.phrase), which cannot be drawn as \(quotedForMessage(word ?? ""))",
        at: field.value.span,
        help: "leave `kind` out, or show a number such as `Accuracy(split: test)`")
      return nil
    case .number, nil:
      let schema = declarations.schema.plots.first { $0.word == word }
      guard let schema else { return .lines(over: .axis, of: .number) }
      if sources.all.count > 1, let field = places["of"], !schema.hasSeries || schema.x == .measure
      {
        diagnostics.report(
          .wrongMeasure, "`kind: \(word ?? "")` shows one measure", at: field.value.span,
          help: schema.x == .measure ? "`x` names the other one" : "make a plot for each of them")
        return nil
      }
      return schema
    case .arrays, .timing:
      if let field = places["of"], let (reason, help) = Self.whyNoTable(recorded(measure)) {
        diagnostics.report(
          .wrongMeasure, "`\(measure.name)` \(reason), which a plot cannot show",
          at: field.value.span, help: help)
      }
      return nil
    }
  }

  /// The measure that `x` names in a scatter plot, by its name or by run and name; nil after a reported error.
  func otherMeasure(_ field: Field?, _ draft: RunDraft, besides measure: String) -> String? {
    guard let field, case .path(let path) = field.value.node, draft.isWhole else { return nil }
    let run = draft.declared.key.name
    var name = path.text
    if name.hasPrefix("\(run).") { name.removeFirst(run.count + 1) }
    let numbers = draft.measures.filter {
      if case .number? = recorded($0) { true } else { recorded($0) == nil }
    }.map(\.name)
    if numbers.contains(name), name != measure { return name }
    let others = numbers.filter { $0 != measure }
    let near = Suggestions.near(name, among: others)
    let isKnown = draft.measures.contains { $0.name == name }
    diagnostics.report(
      .wrongMeasure,
      name == measure
        ? "`\(name)` runs upwards already"
        : isKnown
          ? "`\(name)` is no single number"
          : "run `\(run)` does not measure \(quotedForMessage(name))",
      at: field.value.span,
      help: near.isEmpty
        ? others.isEmpty
          ? "a scatter plot needs two numbers, and the run measures one"
          : "there are \(others.map { "`\($0)`" }.joined(separator: ", "))" : nil,
      suggestions: near)
    return nil
  }

  /// The published values that a plot compares with; nil without any, or after a reported error.
  func published(
    _ plot: PlotSchema, _ places: [String: Field], _ declared: Declared
  ) -> (path: String, name: String)? {
    guard plot.x == .published else {
      if let field = places["against"] {
        diagnostics.report(
          .withoutEffect, "only `kind: published` compares with published values",
          at: field.path.span, help: "write `kind: published`, or leave `against` out")
      }
      return nil
    }
    guard let field = places["against"] else {
      diagnostics.report(
        .missingField, "`kind: published` needs `against`", at: declared.syntax.headSpan,
        help: "for example `against: paper`, with `reference paper = CSV(\"reference/table1.csv\")`"
      )
      return nil
    }
    guard let part = values.part(field.value, kind: .reference, layer: .declaration),
      case .constructed(let reference) = part.value, case .text(let path)? = reference["path"]
    else { return nil }
    let declared = part.key.flatMap { declarations[$0] }
    return (
      declared.map { declarations.path(path, of: $0) } ?? path,
      declared == nil ? "published" : part.name
    )
  }
}
