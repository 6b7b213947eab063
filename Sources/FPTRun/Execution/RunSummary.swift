import FPTLib

/// How a run of an experiment ended.
package struct RunSummary: Sendable {
  package var computed = 0
  package var reused = 0
  /// Cells of the plan that the scope leaves out.
  package var leftOut = 0
  package var failed: [(cell: String, reason: String)] = []
  package var unavailable: [(cell: String, reason: String)] = []
  /// Cells whose training diverged, now or in an earlier run.
  package var diverged: Int { divergedCells.count }
  /// Their hashes: a cell that several runs have is one.
  private var divergedCells: Set<String> = []
  package var isInterrupted = false
  /// True if the run's time is over, or was too short for some cell.
  package var isOutOfTime = false
  /// The results file; nil where there was nothing to put in one.
  package var output: String?
  /// False where the file that was there had the same content and was left alone.
  package var isOutputNew = false
  package var digest: ContentDigest?
  /// Names of the runs in the results file.
  package var runs: [String] = []

  package init() {}

  /// Counts a cell by its outcome.
  mutating func count(_ outcome: RunEvent.Outcome, of cell: PlannedCell) {
    switch outcome {
    case .done: computed += 1
    case .diverged:
      computed += 1
      countDiverged(cell)
    case .doneElsewhere(let isDiverged):
      reused += 1
      if isDiverged { countDiverged(cell) }
    case .failed(let reason): failed.append((cell.name, reason))
    case .unavailable(let reason): unavailable.append((cell.name, reason))
    case .interrupted: isInterrupted = true
    }
  }

  /// Counts a cell that the store has.
  mutating func countStored(_ cell: PlannedCell) {
    reused += 1
    if cell.status == .diverged { countDiverged(cell) }
  }

  private mutating func countDiverged(_ cell: PlannedCell) {
    if let hash = cell.identity?.hash { divergedCells.insert(hash) }
  }

  /// The end of a run in one word: the first of these that holds.
  package enum End: Sendable, Hashable {
    case interrupted
    case outOfTime
    case incomplete(failed: Int, unavailable: Int)
    case diverged(Int)
    case done
  }

  package var end: End {
    if isInterrupted { return .interrupted }
    if isOutOfTime { return .outOfTime }
    if !failed.isEmpty || !unavailable.isEmpty {
      return .incomplete(failed: failed.count, unavailable: unavailable.count)
    }
    return diverged > 0 ? .diverged(diverged) : .done
  }
}

extension RunSummary {
  /// Notes, of cells that are only collected, those that the store does not have whole.
  mutating func noteMissing(_ chosen: Set<Int>, of plan: ExperimentPlan) {
    for index in chosen.sorted() {
      let cell = plan.cells[index]
      switch cell.status {
      case .done, .diverged, .unavailable: break
      case .failedEarlier(let reason): failed.append((cell.name, reason))
      case .resume(let step):
        unavailable.append((cell.name, "it is at step \(step) of \(cell.steps)"))
      case .new: unavailable.append((cell.name, "it is not in the store"))
      case .measures(let names):
        unavailable.append((cell.name, "it lacks " + names.joined(separator: ", ")))
      case .again(let reason), .damaged(let reason): unavailable.append((cell.name, reason))
      }
    }
  }
}
