import FPTResults

/// The time that a run has.
///
/// A clock of the machine's own counts it, whatever the time of day is there.
package struct TimeLimit: Sendable {
  private let end: ContinuousClock.Instant

  /// A limit so many seconds from now.
  package init(seconds: Double) {
    end = ContinuousClock.now + .seconds(min(max(0, seconds), 1e9))
  }

  package var secondsLeft: Double { (end - ContinuousClock.now) / .seconds(1) }
  package var isOver: Bool { secondsLeft <= 0 }
}

/// How long the cells of a run take until they have something to show.
struct TimeNeeds {
  private var seconds: [Int: Double] = [:]

  /// Seconds until a cell ends or has a checkpoint, whichever comes first; nil where nothing is known.
  subscript(index: Int) -> Double? { seconds[index] }

  init() {}

  /// For some cells of a plan; their times are those of similar cells in the store, or of their operations.
  init(
    _ indices: [Int], of plan: ExperimentPlan, estimator: CostEstimator, store: CellStore,
    interval: Double
  )
    throws
  {
    let earlier = try EarlierCells(store)
    var estimator = estimator
    for index in indices {
      let cell = plan.cells[index]
      guard let json = cell.identity?.configuration,
        let configuration = CellConfiguration(json: json),
        let cost = try? estimator.estimate(
          cell.resolved, pace: earlier.pace(like: configuration)),
        cell.steps > 0
      else { continue }
      let step = cost.seconds / Double(cell.steps)
      // A checkpoint follows a whole step; the first one takes longer than the others.
      seconds[index] = min(
        cost.seconds * cell.status.remaining(of: cell.steps), max(interval, 2 * step))
    }
  }
}

extension PlannedCell.Status {
  /// How much of a cell is left to compute, from 0 to 1; measures of kept weights take little.
  func remaining(of steps: Int) -> Double {
    switch self {
    case .done, .diverged, .measures: 0
    case .resume(let step): steps > 0 ? min(max(1 - Double(step) / Double(steps), 0), 1) : 0
    case .new, .again, .failedEarlier, .damaged, .unavailable: 1
    }
  }
}

extension ExperimentRunner {
  /// True, with a notice, where the time that is left is too short for a cell to come to anything.
  func isTooLate(for index: Int, of plan: ExperimentPlan, _ needs: TimeNeeds) -> Bool {
    guard let limit = options.timeLimit, let seconds = needs[index] else { return false }
    let left = limit.secondsLeft
    guard seconds > left else { return false }
    report(
      .notice(
        "\(plan.cells[index].name) is not begun: it needs about \(Amount.duration(seconds)) to its end or a "
          + "checkpoint, and \(Amount.duration(max(0, left))) are left"))
    return true
  }

  /// What the cells of a run need, where its time is limited.
  func timeNeeds(of indices: [Int], in plan: ExperimentPlan) throws -> TimeNeeds {
    guard options.timeLimit != nil else { return TimeNeeds() }
    return try TimeNeeds(
      indices, of: plan,
      estimator: CostEstimator(
        of: plan.experiment, tasks: planner.tasks, models: planner.models, threads: options.threads,
        checkpointInterval: options.checkpointInterval),
      store: store, interval: options.checkpointInterval)
  }
}
