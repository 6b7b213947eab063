import FPTScript

/// Selects the cells of a plan to compute.
///
/// The results file has the whole plan in any case.
package struct CellScope: Sendable, Hashable {
  /// Cells with these points.
  package var only: CellSelection?
  /// Cells that one of these chooses: the first digits of a hash, or points as in `arm=FPT,seed=0`; empty for all.
  package var cells: [String]
  package var shard: Shard?
  /// A part that is balanced by operations; ``ExperimentRunner/chosen(of:)`` knows its cells.
  package var part: BalancedPart?

  package init(
    only: CellSelection? = nil, cells: [String] = [], shard: Shard? = nil,
    part: BalancedPart? = nil
  ) {
    self.only = only
    self.cells = cells
    self.shard = shard
    self.part = part
  }

  /// Every cell.
  package static let all = CellScope()

  /// Indices of the chosen cells of a plan: those that every part of the scope agrees on.
  ///
  /// - Throws: `CellSelection.Failure` or `CellHashError` where a part of the scope chooses nothing.
  package func indices(of plan: ExperimentPlan) throws -> Set<Int> {
    var chosen = Set(plan.cells.indices)
    if let only { chosen.formIntersection(try Self.indices(of: only, in: plan)) }
    if !cells.isEmpty {
      let known = plan.cells.compactMap { $0.identity?.hash }
      var named: Set<Int> = []
      for text in cells {
        if let selection = try CellSelection(ofPoints: text) {
          named.formUnion(try Self.indices(of: selection, in: plan))
        } else {
          let hash = try CellHash.complete(text, among: known)
          named.formUnion(plan.cells.indices.filter { plan.cells[$0].identity?.hash == hash })
        }
      }
      chosen.formIntersection(named)
    }
    if let shard { chosen.formIntersection(shard.indices(of: plan)) }
    return chosen
  }

  private static func indices(
    of selection: CellSelection, in plan: ExperimentPlan
  ) throws(CellSelection.Failure) -> Set<Int> {
    let found = try selection.cells(of: plan.experiment)
    if found.isEmpty { throw .noCell }
    let points = Set(found.map { Point(run: $0.run.name, index: $0.cell.point) })
    return Set(
      plan.cells.indices.filter {
        points.contains(Point(run: plan.cells[$0].run, index: plan.cells[$0].resolved.point))
      })
  }

  private struct Point: Hashable {
    var run: String
    var index: [Int]
  }
}
