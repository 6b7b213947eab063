import FPTScript

/// Which cells of a plan are computed; the results file has the whole plan all the same.
public struct CellScope: Sendable, Hashable {
  /// Cells with these points.
  public var only: CellSelection?
  /// Cells whose hashes begin with one of these; empty for any hash.
  public var hashes: [String]
  public var shard: Shard?

  public init(only: CellSelection? = nil, hashes: [String] = [], shard: Shard? = nil) {
    self.only = only
    self.hashes = hashes
    self.shard = shard
  }

  /// Every cell.
  public static let all = CellScope()

  /// Indices of the chosen cells of a plan: those that every part of the scope agrees on.
  ///
  /// - Throws: `CellSelection.Failure` or `CellHashError` where a part of the scope chooses nothing.
  public func indices(of plan: ExperimentPlan) throws -> Set<Int> {
    var chosen = Set(plan.cells.indices)
    if let only {
      let found = try only.cells(of: plan.experiment)
      if found.isEmpty { throw CellSelection.Failure.noCell }
      let points = Set(found.map { Point(run: $0.run.name, index: $0.cell.point) })
      chosen = chosen.filter {
        points.contains(Point(run: plan.cells[$0].run, index: plan.cells[$0].resolved.point))
      }
    }
    if !hashes.isEmpty {
      let known = plan.cells.compactMap { $0.identity?.hash }
      let named = Set(try hashes.map { try CellHash.complete($0, among: known) })
      chosen = chosen.filter { plan.cells[$0].identity.map { named.contains($0.hash) } ?? false }
    }
    if let shard { chosen.formIntersection(shard.indices(of: plan)) }
    return chosen
  }

  private struct Point: Hashable {
    var run: String
    var index: [Int]
  }
}
