import FPTScript

extension ExperimentRunner {
  /// Computes the cells that another process asks for, one after the other, until there are no more.
  ///
  /// What came of each is told in an event, also where there was nothing to compute.
  ///
  /// - Throws: `CellHashError` where a cell is another one here, since its data or weights were changed meanwhile, and what makes
  ///   the whole run impossible.
  package mutating func compute(
    _ orders: () -> CellOrder?, of experiment: ResolvedExperiment
  ) throws {
    while let order = orders() {
      options.scope = CellScope(cells: [order.hash])
      let plan = try planner.plan(experiment, for: order)
      if let outcome = plan.cells.first.flatMap({ Self.outcome(of: $0, order) }) {
        report(.finished(cell: 0, outcome))
      } else {
        _ = try run(plan, published: [:])
      }
    }
  }

  /// The outcome of a cell that need not, or cannot, be computed; nil for any other.
  private static func outcome(of cell: PlannedCell, _ order: CellOrder) -> RunEvent.Outcome? {
    if case .unavailable(let reason) = cell.status { return .unavailable(reason: reason) }
    guard cell.identity?.hash == order.hash, cell.status.isStored else { return nil }
    return .doneElsewhere(isDiverged: cell.status == .diverged)
  }
}
