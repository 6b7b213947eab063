/// When a cell can be computed, for whatever computes cells one by one.
package struct CellOrderInPlan: Sendable, Hashable {
  /// From 1; each stage begins with weights of those before it alone.
  package var stage: Int
  /// Hashes of the cells whose weights it begins with.
  package var needs: [String]

  /// Those of all cells of a plan, in its order.
  package static func all(of plan: ExperimentPlan, _ partition: CellPartition) -> [CellOrderInPlan]
  {
    var stages: [Int: Int] = [:]
    for (stage, works) in partition.stages.enumerated() {
      for cell in works.flatMap(\.cells) { stages[cell] = stage + 1 }
    }
    return plan.cells.indices.map { index in
      CellOrderInPlan(stage: stages[index] ?? 1, needs: plan.cells[index].needs.map(\.hash))
    }
  }
}
