import FPTLib

/// What happens while the cells of a plan are computed; `cell` is an index into the plan.
public enum RunEvent: Sendable {
  /// A cell begins, or goes on after a step of its checkpoint.
  case started(cell: Int, step: Int)
  case activity(cell: Int, String)
  case step(cell: Int, step: Int, loss: Double, accuracy: Double, examples: Int)
  case evaluated(cell: Int, step: Int, split: String, loss: Double, accuracy: Double)
  case finished(cell: Int, Outcome)
  /// Something to tell that belongs to no cell's result, such as a lock that was taken over.
  case notice(String)

  public enum Outcome: Sendable {
    case done(summary: String)
    case diverged(step: Int)
    case failed(reason: String)
    case unavailable(reason: String)
    /// Stopped on request; a checkpoint at `step` is kept.
    case interrupted(step: Int)
  }
}
