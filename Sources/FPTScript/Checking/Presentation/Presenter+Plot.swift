import FPTSchema

extension Presenter {
  /// The plot that a declaration asks for; nil after a reported error.
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
    let scales = plotScales(values, places, of: draft.axes.first { $0.name == x }, plot)
    guard diagnostics.errorCount == errors, let x else { return nil }
    return PlotSpecification(
      title: declared.key.name, run: draft.declared.key.name, measure: measure.name,
      kind: plot.kind, x: x, y: y, series: series, facet: facet,
      logarithmic: scales.hasLogarithmicX, hasLogarithmicY: scales.hasLogarithmicY,
      hasFreeY: scales.hasFreeY)
  }

  /// Fields that this kind of plot leaves nothing to choose in.
  private func checkChoices(
    _ plot: PlotSchema, _ places: [String: Field], _ measure: NamedValue
  ) {
    let isChosen = [
      "x": plot.x.isChosen, "y": plot.y.isChosen, "series": plot.hasSeries, "scale": plot.hasScale,
      "x_scale": plot.hasScale, "y_scale": plot.hasScale,
    ]
    for name in ["x", "y", "series", "scale", "x_scale", "y_scale"] {
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
