import FPTReport
import FPTRun
import FPTScript
import Foundation

/// Turns what happens in a run into progress on standard error.
final class RunReporter {
  private let writer: ProgressWriter
  private var plan: [Int: Int] = [:]

  init() {
    let start = ContinuousClock.now
    writer = ProgressWriter(
      mode: Terminal.messages.progressMode,
      clock: { (ContinuousClock.now - start) / .seconds(1) },
      write: { Terminal.tell($0) })
  }

  /// Announces the cells. Cells of one identity are one in the display, as they are one in the store.
  func begin(_ plan: ExperimentPlan) {
    let cells = plan.cells.map { cell in
      ProgressCell(
        name: ProgressCell.name(cell.coordinates), steps: cell.steps,
        isStored: cell.status.isStored || cell.identity == nil)
    }
    writer.report(.planned(cells))
  }

  func end(isInterrupted: Bool) { writer.report(.ended(isInterrupted: isInterrupted)) }

  func report(_ event: RunEvent) {
    switch event {
    case .started(let cell, let step): writer.report(.started(cell: cell, atStep: step))
    case .activity(let cell, let text): writer.report(.activity(cell: cell, text))
    case .step(let cell, let step, let loss, let accuracy, let examples):
      writer.report(
        .step(
          cell: cell,
          ProgressSample(step: step, loss: loss, accuracy: accuracy, examples: examples)))
    case .evaluated(let cell, let step, let split, let loss, let accuracy):
      writer.report(
        .evaluated(cell: cell, step: step, split: split, loss: loss, accuracy: accuracy))
    case .finished(let cell, let outcome):
      writer.report(.finished(cell: cell, Self.outcome(outcome)))
    case .notice(let text): writer.report(.message(text))
    }
  }

  private static func outcome(_ outcome: RunEvent.Outcome) -> ProgressOutcome {
    switch outcome {
    case .done(let summary): .done(summary: summary)
    case .diverged(let step): .diverged(step: step)
    case .failed(let reason): .failed(reason)
    case .unavailable(let reason): .unavailable(reason)
    case .interrupted(let step): .interrupted(step: step)
    }
  }
}
