import FPTSchema

/// Makes the tables and plots of an experiment from the drafts of the runs that they show.
struct Presenter {
  let drafts: RunDrafter
  private var values: ValueEvaluator { drafts.values }
  private var declarations: Declarations { drafts.values.declarations }
  private var diagnostics: DiagnosticList { drafts.values.diagnostics }

  /// The fields of a table or plot, evaluated; nil after a reported error.
  private func fields(of declared: Declared) -> (values: Constructed, places: [String: Field])? {
    guard let schema = declarations.schema.kind(declared.key.kind),
      let block = declared.syntax.block
    else {
      return nil
    }
    let errors = diagnostics.errorCount
    var values = declarations.schema.defaults(
      of: schema.kind.rawValue, fields: schema.fields, schema.version)
    self.values.apply(block, to: &values, layer: .declaration)
    let places = Dictionary(
      block.fields.map { ($0.path.text, $0) }, uniquingKeysWith: { first, _ in first })
    if block.isWhole, diagnostics.errorCount == errors {
      diagnostics.reportMissingFields(
        schema.fields, given: Set(places.keys), owner: schema.kind.rawValue,
        at: declared.syntax.headSpan)
    }
    return diagnostics.errorCount == errors ? (values, places) : nil
  }

  /// The run and the measure that `main.accuracy` names.
  private func runMeasure(_ field: Field?) -> (draft: RunDraft, measure: NamedValue)? {
    guard case .path(let path)? = field?.value.node, path.segments.count == 2 else { return nil }
    guard let declared = drafts.values.names.find(.run, path.segments[0]) else { return nil }
    let draft = drafts.draft(declared)
    let name = path.segments[1]
    if let measure = draft.measures.first(where: { $0.name == name.text }) {
      return (draft, measure)
    }
    // A measure that the run lists but that could not be made is not unknown.
    guard draft.isWhole, !diagnostics.hasErrors else { return nil }
    let known = draft.measures.map(\.name)
    let near = Suggestions.near(name.text, among: known)
    diagnostics.report(
      .wrongMeasure,
      "run `\(path.segments[0].text)` does not measure \(quotedForMessage(name.text))",
      at: name.span,
      help: near.isEmpty
        ? "it measures \(known.map { "`\($0)`" }.joined(separator: ", "))" : nil,
      suggestions: near)
    return nil
  }

  private func recorded(_ measure: NamedValue) -> MeasureSchema? {
    declarations.schema.constructor(measure.value.constructor)?.measure
  }

  private func names(_ value: Value?) -> [String] {
    switch value {
    case .list(let values): values.flatMap { names($0) }
    case .symbol(let name): [name]
    default: []
    }
  }

  /// Checks that each name is an axis of the run, and that none is used twice.
  private func checkAxes(_ fields: [Field?], _ draft: RunDraft, also extra: [String] = []) {
    var seen: [String: SourceSpan] = [:]
    for field in fields {
      guard let field else { continue }
      var elements = [field.value]
      if case .list(let list) = field.value.node { elements = list }
      for element in elements {
        guard case .path(let path) = element.node else { continue }
        let name = path.text
        if let first = seen.updateValue(path.span, forKey: name) {
          diagnostics.report(
            .duplicatePoint, "the axis \(quotedForMessage(name)) is used twice", at: path.span,
            also: [Diagnostic.Label(first, "first")])
        }
        guard draft.axis(name) == nil, !extra.contains(name), draft.isWhole else { continue }
        let known = draft.axes.map(\.name) + extra
        let near = Suggestions.near(name, among: known)
        diagnostics.report(
          .unknownAxis,
          "run `\(draft.declared.key.name)` has no axis \(quotedForMessage(name))",
          at: path.span,
          help: near.isEmpty
            ? "its axes are \(known.map { "`\($0)`" }.joined(separator: ", "))" : nil,
          suggestions: near)
      }
    }
  }

  /// Only seeds are averaged unasked: any other axis has to have its place.
  private func checkLeftOver(_ used: [String], _ draft: RunDraft, _ declared: Declared) {
    guard draft.isWhole, !diagnostics.hasErrors else { return }
    for axis in draft.axes where axis.points.count > 1 && axis.name != "seed" {
      guard !used.contains(axis.name) else { continue }
      let kind = declared.key.kind
      diagnostics.report(
        .axisLeftOver, "this \(kind.rawValue) has no place for the axis `\(axis.name)`",
        at: declared.syntax.headSpan,
        also: [Diagnostic.Label(axis.span, "\(axis.points.count) points")],
        help: kind == .table
          ? "add it to `rows` or `columns`, or choose with `best: over(\(axis.name), by: validation)`"
          : "add it to `series` or `facet`")
    }
  }

  private func constructed(_ value: Value?) -> Constructed? {
    if case .constructed(let call)? = value { call } else { nil }
  }

  // MARK: Tables

  func table(_ declared: Declared) -> TableSpecification? {
    guard let (values, places) = fields(of: declared),
      let (draft, measure) = runMeasure(places["of"])
    else { return nil }
    if let field = places["of"], let (reason, help) = Self.whyNoTable(recorded(measure)) {
      diagnostics.report(
        .wrongMeasure, "`\(measure.name)` \(reason), which a table cannot show",
        at: field.value.span, help: help)
      return nil
    }
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
    }
    checkLeftOver(rows + columns + (best.map { [$0.axis] } ?? []), draft, declared)
    var table = TableSpecification(
      title: declared.key.name, run: draft.declared.key.name, measure: measure.name, rows: rows,
      columns: columns, show: names(values["show"]), format: constructed(values["format"]),
      best: best)
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

  /// What the measure records instead of a number, with advice; nil for a number.
  private static func whyNoTable(_ measure: MeasureSchema?) -> (reason: String, help: String)? {
    switch measure {
    case .number, nil: nil
    case .drawn(let plot): (plot.phrase, "show it in a plot")
    case .arrays: ("records whole arrays", "read them from the results file")
    case .timing: ("depends on the clock", "it is kept in the provenance of each cell")
    }
  }

  private func checkChoice(
    _ axis: String, _ shown: [String], _ draft: RunDraft, _ field: Field?
  ) {
    guard let field, draft.isWhole else { return }
    var span = field.value.span
    if case .call(let call) = field.value.node, let first = call.arguments.first {
      span = first.value.span
    }
    if draft.axis(axis) == nil {
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

  // MARK: Plots

  func plot(_ declared: Declared) -> PlotSpecification? {
    guard !reportSwappedAxes(declared), let (values, places) = fields(of: declared),
      let (draft, measure) = runMeasure(places["of"])
    else { return nil }
    let plot: PlotSchema
    switch recorded(measure) {
    case .drawn(let schema): plot = schema
    case .number, nil: plot = .lines(over: .axis, of: .number)
    case .arrays, .timing:
      if let field = places["of"], let (reason, help) = Self.whyNoTable(recorded(measure)) {
        diagnostics.report(
          .wrongMeasure, "`\(measure.name)` \(reason), which a plot cannot show",
          at: field.value.span, help: help)
      }
      return nil
    }
    let errors = diagnostics.errorCount
    checkChoices(plot, places, measure)
    let x = names(values["x"]).first ?? plot.x.name
    let y = names(values["y"]).first ?? defaultValue(plot.y, of: measure)
    if x == nil {
      diagnostics.report(
        .missingField, "`plot` needs `x` to show `\(measure.name)`",
        at: declared.syntax.headSpan, help: "for example `x: train.optimizer.lr`")
    }
    if case .metric(let splits, let metrics) = plot.y, let field = places["y"] {
      checkValue(field, measure, splits: splits, metrics: metrics)
    }
    let series = names(values["series"])
    let facet = names(values["facet"])
    let axes = ["x", "series", "facet"].filter { $0 != "x" || plot.x.isChosen }
    checkAxes(axes.map { places[$0] }, draft, also: plot.x == .step ? ["step"] : [])
    checkLeftOver((plot.x.isChosen ? [x ?? ""] : []) + series + facet, draft, declared)
    guard diagnostics.errorCount == errors, let x else { return nil }
    return PlotSpecification(
      title: declared.key.name, run: draft.declared.key.name, measure: measure.name,
      kind: plot.kind, x: x, y: y, series: series, facet: facet,
      logarithmic: plot.hasScale && values["scale"] == .symbol("log"))
  }

  /// Fields that this kind of plot leaves nothing to choose in.
  private func checkChoices(
    _ plot: PlotSchema, _ places: [String: Field], _ measure: NamedValue
  ) {
    let isChosen = [
      "x": plot.x.isChosen, "y": plot.y.isChosen, "series": plot.hasSeries, "scale": plot.hasScale,
    ]
    for name in ["x", "y", "series", "scale"] {
      guard isChosen[name] == false, let field = places[name] else { continue }
      let isSeries = name == "series"
      diagnostics.report(
        .wrongMeasure, "`\(measure.name)` \(plot.phrase), so there is no `\(name)` to choose",
        at: field.value.span,
        help: isSeries ? "a panel for each: `facet`" : "leave `\(name)` out")
    }
  }

  /// An axis under `y`, or a value under `x`, where the other one is not set: true where that was reported.
  private func reportSwappedAxes(_ declared: Declared) -> Bool {
    let fields = declared.syntax.block?.fields ?? []
    let (x, y) = (fields.first { $0.path.text == "x" }, fields.first { $0.path.text == "y" })
    var splits: [String] = []
    if case .splitMetric(let set)? = declarations.schema.kind(.plot)?.field("y")?.type {
      splits = set.members
    }
    guard let field = x ?? y, x == nil || y == nil, case .path(let path) = field.value.node,
      let head = path.segments.first?.text
    else { return false }
    // A split and a kind are both called `train`: what is no field of the kind is a value of the split.
    let isField =
      declarations.schema.fields(of: head)?.fields.contains { $0.name == path.segments.last?.text }
      ?? false
    let isValue = path.segments.count == 2 && splits.contains(head) && !isField
    let isAxis =
      !isValue && (head == "seed" || DeclarationKind.axes.contains { $0.rawValue == head })
    guard x == nil ? isAxis : isValue else { return false }
    let (wrong, right) = x == nil ? ("y", "x") : ("x", "y")
    diagnostics.report(
      .wrongMeasure,
      x == nil
        ? "`y` is a value of a curve, and `\(path.text)` is an axis"
        : "`x` is an axis, and `\(path.text)` is a value of a curve", at: field.path.span,
      help: "write `\(right): \(path.text)` in the place of `\(wrong): …`", suggestions: [right])
    return true
  }

  /// What runs upwards where the plot does not say: the last value of the last split.
  private func defaultValue(_ y: PlotSchema.Coordinate, of measure: NamedValue) -> String? {
    guard case .metric(let splits, let metrics) = y else { return y.name }
    guard let split = names(measure.value[splits]).last,
      let metric = names(measure.value[metrics]).last
    else { return nil }
    return "\(split).\(metric)"
  }

  /// `y: test.accuracy` has to be among what the curve records.
  private func checkValue(
    _ field: Field, _ measure: NamedValue, splits: String, metrics: String
  ) {
    guard case .path(let path) = field.value.node, path.segments.count == 2 else { return }
    let pairs = [(splits, "split", path.segments[0]), (metrics, "metric", path.segments[1])]
    for (list, noun, name) in pairs {
      let known = names(measure.value[list])
      guard !known.contains(name.text) else { continue }
      let near = Suggestions.near(name.text, among: known)
      diagnostics.report(
        .wrongMeasure, "`\(measure.name)` records no \(noun) \(quotedForMessage(name.text))",
        at: name.span,
        help: near.isEmpty ? "it records \(known.map { "`\($0)`" }.joined(separator: ", "))" : nil,
        suggestions: near)
    }
  }
}

extension PlotSchema.Coordinate {
  /// What runs along it where the plot does not say; nil where it has to.
  fileprivate var name: String? {
    switch self {
    case .step: "step"
    case .dimension(let name): name
    case .axis, .metric, .number: nil
    }
  }
}
