/// An event during the computation of an experiment's cells.
package enum ProgressEvent: Sendable, Hashable {
  /// Before anything else: every cell of the plan, in the order in which they will run.
  case planned([ProgressCell])
  /// A cell begins, or goes on at a step of its checkpoint.
  case started(cell: Int, atStep: Int)
  /// A training step ended.
  case step(cell: Int, ProgressSample)
  /// The test or validation split was evaluated.
  case evaluated(cell: Int, step: Int, split: String, loss: Double?, accuracy: Double?)
  /// A cell does something other than training steps, such as `loading weights`.
  case activity(cell: Int, String)
  /// A cell ended.
  case finished(cell: Int, ProgressOutcome)
  /// Something to tell, on a line of its own that stays.
  case message(String)
  /// Everything ended, on its own or by the user's interrupt; `canGoOn` says whether the same command then goes on.
  case ended(isInterrupted: Bool, canGoOn: Bool = true)
  /// An error ended everything; someone else tells of it.
  case abandoned
}

/// One cell as progress shows it.
package struct ProgressCell: Sendable, Hashable {
  /// Coordinates on the run's axes: `bit_xor · language · 0`.
  package var name: String
  package var steps: Int
  /// Estimated cost in any unit, the same for all cells; how time left is shared out.
  package var cost: Double
  /// True for a cell whose results are stored already.
  package var isStored: Bool
  /// True for a cell that cannot be computed: its data or weights are missing.
  package var isUnavailable: Bool

  package init(
    name: String, steps: Int, cost: Double? = nil, isStored: Bool = false,
    isUnavailable: Bool = false
  ) {
    self.name = name
    self.steps = steps
    self.cost = cost ?? Double(steps)
    self.isStored = isStored
    self.isUnavailable = isUnavailable
  }
}

/// The state of training after a step.
package struct ProgressSample: Sendable, Hashable {
  /// Steps done, of the cell's `steps`.
  package var step: Int
  package var loss: Double?
  /// A fraction, 0...1.
  package var accuracy: Double?
  /// Training examples seen since the cell started or went on.
  package var examples: Int

  package init(step: Int, loss: Double? = nil, accuracy: Double? = nil, examples: Int = 0) {
    self.step = step
    self.loss = loss
    self.accuracy = accuracy
    self.examples = examples
  }
}

/// The outcome of a cell.
package enum ProgressOutcome: Sendable, Hashable {
  /// With a line of results, such as `accuracy 99.6 %`; may be empty.
  case done(summary: String)
  case diverged(step: Int)
  /// With one sentence.
  case failed(String)
  /// With what is missing and the command that gets it.
  case unavailable(String)
  /// Stopped by the user; a checkpoint at `step` is kept.
  case interrupted(step: Int)
}
