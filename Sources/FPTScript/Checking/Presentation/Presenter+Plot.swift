import FPTSchema

extension Presenter {
  /// The plot that a declaration asks for; nil after a reported error.
  func plot(_ declared: Declared) -> PlotSpecification? {
    guard !reportSwappedAxes(declared), let (values, places) = fields(of: declared),
      let sources = plotSources(places["of"]), let plot = plotSchema(sources, values, places)
    else { return nil }
    let (draft, measure) = (sources.draft, sources.measure)
    let errors = diagnostics.errorCount
    checkChoices(plot, places, measure)
    let published = published(plot, places, declared)
    var y = names(values["y"])
    if y.isEmpty, let usual = defaultValue(plot.y, of: measure) { y = [usual] }
    if case .metric(let splits, let metrics) = plot.y, let field = places["y"] {
      for source in sources.all where diagnostics.errorCount == errors {
        checkValue(field, source.measure, splits: splits, metrics: metrics)
      }
      checkValues(field, y)
    }
    let x = horizontal(plot, values, places, sources, published?.name)
    if x == nil, diagnostics.errorCount == errors {
      diagnostics.report(
        .missingField, "`plot` needs `x` to show `\(measure.name)`",
        at: declared.syntax.headSpan,
        help: plot.x == .measure
          ? exampleOfOtherMeasure(draft, besides: measure.name)
          : "for example `x: \(exampleAxes(places).first ?? "seed")`")
    }
    if plot.y == .axis, y.isEmpty {
      diagnostics.report(
        .missingField, "`plot` needs `y` to show `\(measure.name)`",
        at: declared.syntax.headSpan,
        help:
          "the axis downwards, for example `y: \(exampleAxes(places).dropFirst(x == nil ? 1 : 0).first ?? "seed")`"
      )
    }
    let (parts, partAxes) = parts(of: sources, values: plot.y == .axis ? [] : y)
    let facet = names(values["facet"])
    var series = names(values["series"])
    series = partAxes.filter { !series.contains($0) && !facet.contains($0) } + series
    checkAxes(of: plot, places, sources, also: partAxes)
    // A point of a scatter plot has a place for every axis.
    if plot.x != .measure, plot.x != .published {
      let shown = (plot.x.isChosen ? [x ?? ""] : []) + (plot.y == .axis ? y : []) + series + facet
      let free = plot.hasSeries ? ["series", "facet"] : ["facet"]
      for source in sources.all {
        checkLeftOver(shown, source.draft, declared, places: free)
      }
    }
    let scales = plotScales(values, places, of: draft.axes.first { $0.name == x }, plot)
    guard diagnostics.errorCount == errors, let x else { return nil }
    var specification = PlotSpecification(
      title: declared.key.name, run: draft.declared.key.name, measure: measure.name,
      kind: plot.kind, x: x, y: y.first, series: series, facet: facet,
      logarithmic: scales.hasLogarithmicX, hasLogarithmicY: scales.hasLogarithmicY,
      hasFreeY: scales.hasFreeY)
    (specification.parts, specification.partAxes) = (parts, partAxes)
    (specification.against, specification.reference) = (published?.path, published?.name)
    return specification
  }

  /// What runs to the right; nil where the plot has to say it and does not.
  private func horizontal(
    _ plot: PlotSchema, _ values: Constructed, _ places: [String: Field], _ sources: PlotSources,
    _ published: String?
  ) -> String? {
    switch plot.x {
    case .measure: otherMeasure(places["x"], sources.draft, besides: sources.measure.name)
    case .published: published ?? ""
    case .axis, .step, .metric, .number, .dimension: names(values["x"]).first ?? plot.x.name
    }
  }

  /// Checks the axes that a plot names, in every run that it shows.
  private func checkAxes(
    of plot: PlotSchema, _ places: [String: Field], _ sources: PlotSources, also parts: [String]
  ) {
    let isAxis = ["x": plot.x == .axis || plot.x == .step, "y": plot.y == .axis]
    let fields = ["x", "y", "series", "facet"].filter { isAxis[$0] ?? true }.map { places[$0] }
    let further = parts + (plot.x == .step ? ["step"] : [])
    let errors = diagnostics.errorCount
    for source in sources.all where diagnostics.errorCount == errors {
      checkAxes(fields, source.draft, also: further)
    }
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
    if case .list(.splitMetric(let set))? = declarations.schema.kind(.plot)?.field("y")?.type {
      splits = set.members
    }
    // Other kinds have axes on both sides, or none.
    let hasKind = fields.contains { $0.path.text == "kind" }
    guard let field = x ?? y, x == nil || y == nil, !hasKind,
      case .path(let path) = field.value.node,
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
    for element in elements(of: field) {
      guard case .path(let path) = element.node else { continue }
      guard path.segments.count == 2 else {
        diagnostics.report(
          .wrongType, "`y` expects a split and a metric, found \(element.described)",
          at: element.span, help: "for example `y: test.accuracy`")
        continue
      }
      if isSwapped(path, measure, splits: splits, metrics: metrics) {
        diagnostics.report(
          .wrongMeasure, "a split stands before its metric, found \(quotedForMessage(path.text))",
          at: path.span, help: "write `\(path.segments[1].text).\(path.segments[0].text)`")
        continue
      }
      checkNames(
        [(splits, "split", path.segments[0]), (metrics, "metric", path.segments[1])], measure)
    }
  }

  /// True at `accuracy.test`.
  private func isSwapped(
    _ path: Path, _ measure: NamedValue, splits: String, metrics: String
  ) -> Bool {
    names(measure.value[splits]).contains(path.segments[1].text)
      && names(measure.value[metrics]).contains(path.segments[0].text)
  }

  private func checkNames(
    _ names: [(list: String, noun: String, name: Name)], _ measure: NamedValue
  ) {
    for (list, noun, name) in names {
      let known = self.names(measure.value[list])
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
    case .axis, .metric, .number, .measure, .published: nil
    }
  }
}
