import FPTLib
import FPTScript
import Testing

@testable import FPTRun

/// Tasks of about as many operations, the same for every store.
@Suite struct CellPartitionTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func cellsThatOthersNeedComeFirst() throws {
    let (plan, partition) = try ClusterScript.plan(in: folder.path)
    #expect(plan.cells.count == 24 + 3 + 2)
    #expect(partition.stages.count == 2)
    // Seed 1 of the same run is needed by none.
    let first = partition.stages[0].flatMap(\.cells).map { plan.cells[$0].name }
    #expect(first == ["pretrain · 0"])
    let needing = Set(plan.cells.indices.filter { !plan.cells[$0].needs.isEmpty })
    #expect(needing.count == 12 && needing.isSubset(of: partition.stages[1].flatMap(\.cells)))
  }

  /// Cells of one identity, which two runs have, are one work.
  @Test func everyCellIsInOneTask() throws {
    let (plan, partition) = try ClusterScript.plan(in: folder.path)
    #expect(partition.stages[1].count == 24 + 1)
    for count in [1, 3, 7, 25, 40] {
      let tasks = partition.stages.indices.flatMap { partition.tasks(ofStage: $0, count: count) }
      let cells = tasks.flatMap { $0.flatMap(\.cells) }
      #expect(cells.sorted() == Array(plan.cells.indices), "\(count)")
    }
  }

  @Test func tasksAreBalanced() throws {
    let (_, partition) = try ClusterScript.plan(in: folder.path)
    let largest = try #require(partition.stages[1].map(\.operations).max())
    let smallest = try #require(partition.stages[1].map(\.operations).min())
    #expect(smallest >= 0 && largest >= smallest)
    for count in [2, 3, 5, 8] {
      let loads = partition.tasks(ofStage: 1, count: count).map {
        $0.reduce(0) { $0 + $1.operations }
      }
      // The bound of Graham (1969) for the longest first.
      #expect((loads.max() ?? 0) - (loads.min() ?? 0) <= largest, "\(loads)")
    }
  }

  /// Neither what is stored nor what failed or diverged moves a cell.
  @Test func whatIsDoneChangesNothing() throws {
    let (_, before) = try ClusterScript.plan(in: folder.path)
    let summary = try ClusterScript.experiment().run(in: folder.path)
    #expect(summary.end == .done)
    let (plan, after) = try ClusterScript.plan(in: folder.path)
    #expect(plan.cells.allSatisfy { $0.status.isStored })
    for count in [1, 4, 25] {
      for stage in 0..<2 {
        #expect(
          before.digest(ofStage: stage, count: count) == after.digest(ofStage: stage, count: count))
      }
    }
    #expect(before.digest(ofStage: 0, count: 1) != before.digest(ofStage: 1, count: 1))
    let (_, longer) = try ClusterScript.plan(ClusterScript.experiment(steps: 4), in: folder.path)
    #expect(longer.digest(ofStage: 1, count: 4) != before.digest(ofStage: 1, count: 4))
  }

  @Test func partsTogetherGiveTheDigestOfOneRun() throws {
    let experiment = ClusterScript.experiment()
    let whole = try experiment.run(in: folder.path, store: "whole", output: "whole.h5")
    let (_, partition) = try ClusterScript.plan(in: folder.path)
    var computed = 0
    for (stage, count) in [(1, 1), (2, 3)] {
      let digest = partition.digest(ofStage: stage - 1, count: count)
      for index in (1...count).reversed() {
        let shard = try #require(Shard(parsing: "\(index)/\(count)"))
        let scope = CellScope(part: BalancedPart(stage: stage, shard: shard, digest: digest))
        let summary = try experiment.run(
          in: folder.path, store: "parts", output: "parts.h5", scope: scope)
        computed += summary.computed
        if (stage, index) == (2, 1) { #expect(summary.digest == whole.digest) }
      }
    }
    // Three cells of `again` lack a measure that the parts of `main` have not asked for.
    #expect(computed >= 26)
  }

  @Test func otherPartsAreRefused() throws {
    let shard = try #require(Shard(parsing: "1/3"))
    for part in [
      BalancedPart(stage: 2, shard: shard, digest: "0123456789ab"),
      BalancedPart(stage: 3, shard: shard),
      BalancedPart(stage: 0, shard: shard),
    ] {
      #expect(throws: OtherPartition.self) {
        try ClusterScript.experiment().run(in: folder.path, scope: CellScope(part: part))
      }
    }
  }
}
