import FPTSchema

/// Puts cells into the references to them, once all runs have theirs.
struct CellLinker {
  let declarations: Declarations
  let diagnostics: DiagnosticList

  /// Runs may be made from cells of one another, but not in a circle.
  func reportCircles(_ runs: [ResolvedRun]) {
    var needs = Dictionary(
      runs.map { ($0.name, Set($0.referredRuns)) }, uniquingKeysWith: { first, _ in first })
    var left = runs.map(\.name)
    var isShrinking = true
    while isShrinking {
      let before = left.count
      left.removeAll { needs[$0]?.isEmpty ?? true }
      for name in left { needs[name]?.formIntersection(left) }
      isShrinking = left.count < before
    }
    guard let name = left.first, let declared = declarations[.run, name] else { return }
    diagnostics.report(
      .derivedFromItself, "the cells of \(quotedForMessage(name)) are made from its own cells",
      at: declared.syntax.headSpan)
  }

  /// Puts into every reference to a cell the cell itself.
  ///
  /// The runs refer to one another, but not in a circle.
  func linkCells(of runs: inout [ResolvedRun]) {
    let places = Dictionary(
      runs.indices.map { (runs[$0].name, $0) }, uniquingKeysWith: { first, _ in first })
    var linked: Set<Int> = []
    var known: [CellReference: CellReference] = [:]
    func link(_ index: Int) {
      guard linked.insert(index).inserted else { return }
      for name in runs[index].referredRuns {
        if let place = places[name] { link(place) }
      }
      for cell in runs[index].cells.indices {
        for field in runs[index].cells[cell].model.value.fields.indices {
          let found = runs[index].cells[cell].model.value.fields[field]
          guard case .cell(let reference) = found.value, let place = places[reference.run] else {
            continue
          }
          let span = found.origin.span ?? declarations[.run, runs[index].name]?.syntax.headSpan
          guard
            let whole = known[reference] ?? self.linked(reference, in: runs[place], from: span)
          else { return }
          known[reference] = whole
          runs[index].cells[cell].model.value.fields[field].value = .cell(whole)
        }
      }
    }
    for index in runs.indices { link(index) }
  }

  /// A reference with its cell; nil after a reported error.
  private func linked(
    _ reference: CellReference, in run: ResolvedRun, from span: SourceSpan?
  ) -> CellReference? {
    let span = span ?? SourceSpan(file: 0, range: 0..<0)
    let text = Value.cell(reference).expressionText
    let cell = run.cells.first { cell in
      reference.coordinates.allSatisfy { coordinate in
        guard let axis = run.axes.firstIndex(where: { $0.name == coordinate.axis }) else {
          return false
        }
        let point = run.axes[axis].points[cell.point[axis]]
        return point.value == coordinate.value || .symbol(point.label) == coordinate.value
      }
    }
    guard let cell else {
      diagnostics.report(
        .unknownName, "`\(text)` is no cell: a `skip` of the run leaves it out", at: span)
      return nil
    }
    guard cell.keep.contains("weights") else {
      let declared = declarations[.run, reference.run]
      diagnostics.report(
        .weightsNotKept, "the weights of `\(text)` are not kept", at: span,
        also: declared.map { [Diagnostic.Label($0.syntax.headSpan, "this run")] } ?? [],
        help: "add `keep: [weights]` to the run \(quotedForMessage(reference.run))")
      return nil
    }
    return CellReference(run: reference.run, coordinates: reference.coordinates, cell: cell)
  }
}
