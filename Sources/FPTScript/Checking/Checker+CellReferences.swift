import FPTSchema

extension Checker {
  /// `run(axis: value, …)`: exactly one cell of a run.
  func cellReference(_ call: Expression.Call) -> Value? {
    guard call.isWhole else { return nil }
    if let constructor = schema.constructor(call.name.text) {
      diagnostics.report(
        .wrongType, "`\(constructor.name)` is \(constructor.role.withArticle), not a run",
        at: call.name.span, help: "weights are an asset, a folder or a cell: `pretrain(seed: 0)`")
      return nil
    }
    guard let declared = find(.run, call.name) else { return nil }
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
        reportDuplicateField(label, first: call.name.span)
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
    guard case .member(let axis, let points)? = compile(condition, draft) else { return nil }
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

  /// Names of the runs whose cells a run's cells are made from, in the order they are met.
  func references(of run: ResolvedRun) -> [String] {
    var result: [String] = []
    func visit(_ value: Value) {
      switch value {
      case .cell(let reference):
        if !result.contains(reference.run) { result.append(reference.run) }
      case .constructed(let constructed): for field in constructed.fields { visit(field.value) }
      case .list(let values): for value in values { visit(value) }
      default: break
      }
    }
    for cell in run.cells {
      visit(.constructed(cell.task.value))
      visit(.constructed(cell.model.value))
    }
    return result
  }

  /// Runs may be made from cells of one another, but not in a circle.
  func reportCircles(_ runs: [ResolvedRun]) {
    var needs = Dictionary(
      runs.map { ($0.name, Set(references(of: $0))) }, uniquingKeysWith: { first, _ in first })
    var left = runs.map(\.name)
    var isShrinking = true
    while isShrinking {
      let before = left.count
      left.removeAll { needs[$0]?.isEmpty ?? true }
      for name in left { needs[name]?.formIntersection(left) }
      isShrinking = left.count < before
    }
    guard let name = left.first, let declared = declarations[DeclarationKey(kind: .run, name: name)]
    else { return }
    diagnostics.report(
      .derivedFromItself, "the cells of \(quotedForMessage(name)) are made from its own cells",
      at: declared.syntax.headSpan)
  }
}
