import FPTSchema

/// Makes the tables and plots of an experiment from the drafts of the runs that they show.
struct Presenter {
  let drafts: RunDrafter
  var values: ValueEvaluator { drafts.values }
  var declarations: Declarations { drafts.values.declarations }
  var diagnostics: DiagnosticList { drafts.values.diagnostics }

  /// The fields of a table or plot, evaluated; nil after a reported error.
  func fields(of declared: Declared) -> (values: Constructed, places: [String: Field])? {
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
        at: declared.syntax.headSpan
      ) { example(of: $0, places: places) }
    }
    return diagnostics.errorCount == errors ? (values, places) : nil
  }

  /// The run and the measure that `main.accuracy` names.
  func runMeasure(_ field: Field?) -> (draft: RunDraft, measure: NamedValue)? {
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

  func recorded(_ measure: NamedValue) -> MeasureSchema? {
    declarations.schema.constructor(measure.value.constructor)?.measure
  }

  func names(_ value: Value?) -> [String] {
    switch value {
    case .list(let values): values.flatMap { names($0) }
    case .symbol(let name): [name]
    default: []
    }
  }

  /// Checks that each name is an axis of the run, and that none is used twice.
  func checkAxes(_ fields: [Field?], _ draft: RunDraft, also extra: [String] = []) {
    var seen: [String: SourceSpan] = [:]
    for field in fields {
      guard let field else { continue }
      for element in elements(of: field) {
        guard case .path(let path) = element.node else { continue }
        let name = path.text
        if let first = seen.updateValue(path.span, forKey: name) {
          diagnostics.report(
            .duplicatePoint, "the axis \(quotedForMessage(name)) is used twice", at: path.span,
            also: [Diagnostic.Label(first, "first")])
        }
        guard draft.axis(name) == nil, !extra.contains(name), draft.isWhole else { continue }
        let known = draft.axes.map(\.name) + extra
        let ending = known.filter { $0.hasSuffix(".\(name)") }
        let near = ending + Suggestions.near(name, among: known)
        diagnostics.report(
          .unknownAxis,
          "run `\(draft.declared.key.name)` has no axis \(quotedForMessage(name))",
          at: path.span,
          help: known.isEmpty
            ? "it has no axes"
            : near.isEmpty
              ? "its axes are \(known.map { "`\($0)`" }.joined(separator: ", "))" : nil,
          suggestions: near)
      }
    }
  }

  /// Only seeds are averaged unasked: any other axis has to have its place.
  ///
  /// `places` are the fields of a plot that may still take it.
  func checkLeftOver(
    _ used: [String], _ draft: RunDraft, _ declared: Declared, places: [String] = []
  ) {
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
          : "add it to \(places.map { "`\($0)`" }.joined(separator: " or "))")
    }
  }

  func constructed(_ value: Value?) -> Constructed? {
    if case .constructed(let call)? = value { call } else { nil }
  }

  /// What the measure records instead of a number, with advice; nil for a number.
  static func whyNoTable(_ measure: MeasureSchema?) -> (reason: String, help: String)? {
    switch measure {
    case .number, nil: nil
    case .drawn(let plot): (plot.phrase, "show it in a plot")
    case .arrays: ("records whole arrays", "read them from the results file")
    case .timing: ("depends on the clock", "it is kept in the provenance of each cell")
    }
  }
}
