import FPTSchema

/// Reads `run(axis: value, …)`: exactly one cell of a run.
struct CellReferenceReader {
  let values: ValueEvaluator
  let conditions: ConditionCompiler
  private var declarations: Declarations { values.declarations }
  private var diagnostics: DiagnosticList { values.diagnostics }

  /// The reference; nil after a reported error.
  ///
  /// `draft` gives the axes of the run.
  func reference(_ call: Expression.Call, draft: (Declared) -> RunDraft) -> Value? {
    guard call.isWhole else { return nil }
    if let constructor = declarations.schema.constructor(call.name.text) {
      diagnostics.report(
        .wrongType, "`\(constructor.name)` is \(constructor.role.withArticle), not a run",
        at: call.name.span, help: "weights are an asset, a folder or a cell: `pretrain(seed: 0)`")
      return nil
    }
    guard let declared = values.names.find(.run, call.name) else { return nil }
    let draft = draft(declared)
    guard draft.isWhole else { return nil }
    var coordinates: [CellReference.Coordinate] = []
    var isWhole = true
    for argument in call.arguments {
      guard let coordinate = coordinate(argument, draft) else {
        isWhole = false
        continue
      }
      if coordinates.contains(where: { $0.axis == coordinate.axis }), let label = argument.label {
        diagnostics.reportDuplicateField(label, first: call.name.span)
        isWhole = false
      }
      coordinates.append(coordinate)
    }
    guard isWhole else { return nil }
    for axis in draft.axes where axis.points.count > 1 {
      guard !coordinates.contains(where: { $0.axis == axis.name }) else { continue }
      diagnostics.report(
        .missingField, "this is more than one cell: `\(axis.name)` is not given",
        at: call.name.span,
        help: "write `\(call.name.text)(\(axis.name): \(axis.points[0].label))`")
      return nil
    }
    return .cell(CellReference(run: call.name.text, coordinates: coordinates))
  }

  private func coordinate(
    _ argument: Expression.Argument, _ draft: RunDraft
  ) -> CellReference.Coordinate? {
    guard let label = argument.label else {
      diagnostics.report(
        .misplacedArgument, "a cell is given by the names of axes", at: argument.value.span,
        help: "for example `\(draft.declared.key.name)(seed: 0)`")
      return nil
    }
    let path = Path(segments: [label], span: label.span)
    let condition = Condition.comparison(path, .equal, argument.value)
    guard case .member(let axis, let points)? = conditions.compile(condition, draft) else {
      return nil
    }
    guard let point = points.first else {
      diagnostics.report(
        .unknownName,
        "the axis `\(label.text)` of `\(draft.declared.key.name)` has no such point",
        at: argument.value.span)
      return nil
    }
    let found = draft.axes[axis]
    let value: Value =
      found.target.isNumeric ? found.points[point].value : .symbol(found.points[point].label)
    return CellReference.Coordinate(axis: label.text, value: value)
  }
}
