/// One task of a stage of a ``CellPartition``.
package struct BalancedPart: Sendable, Hashable {
  /// The stage and the task, from 1, and how many tasks the stage has.
  package var stage: Int
  package var shard: Shard
  /// What ``CellPartition/digest(ofStage:count:)`` gave where the tasks were made; nil to take what comes.
  package var digest: String?

  package init(stage: Int, shard: Shard, digest: String? = nil) {
    self.stage = stage
    self.shard = shard
    self.digest = digest
  }

  /// The indices of its cells in a plan.
  ///
  /// - Throws: ``OtherPartition`` where they are dealt out otherwise here.
  func indices(of plan: ExperimentPlan, partition: CellPartition) throws -> Set<Int> {
    guard partition.stages.indices.contains(stage - 1) else {
      throw OtherPartition.stages(found: partition.stages.count, asked: stage)
    }
    if let digest {
      let found = partition.digest(ofStage: stage - 1, count: shard.count)
      guard found == digest else { throw OtherPartition.digest(found: found, expected: digest) }
    }
    let tasks = partition.tasks(ofStage: stage - 1, count: shard.count)
    return Set(tasks[shard.index - 1].flatMap(\.cells))
  }
}

/// Tasks that are not those of the script that asks for one of them.
package enum OtherPartition: Error, Sendable, CustomStringConvertible {
  case stages(found: Int, asked: Int)
  case digest(found: String, expected: String)

  package var description: String {
    switch self {
    case .stages(let found, let asked):
      "--stage \(asked) of \(found): the cells are in \(found == 1 ? "one stage" : "\(found) stages")"
    case .digest(let found, let expected):
      "the parts are \(found) here and \(expected) in the script: the experiment file or its data "
        + "changed since it was made; make the script anew"
    }
  }
}
