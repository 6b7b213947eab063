import FPTReport
import FPTRun
import FPTScript
import Foundation
import Synchronization

/// Turns what happens in a run into progress on standard error.
final class RunReporter {
  private let writer: ProgressWriter
  private let listener: (ProgressEvent) -> Void
  private let heartbeat = Heartbeat()
  /// The lines of the display by index in the plan.
  private var places: [Int: Int] = [:]

  /// Makes a reporter; `listener` is told the same as standard error, on the calling thread.
  init(listener: @escaping (ProgressEvent) -> Void = { _ in }) {
    self.listener = listener
    let start = ContinuousClock.now
    writer = ProgressWriter(
      mode: Terminal.messages.progressMode,
      clock: { (ContinuousClock.now - start) / .seconds(1) },
      write: { Terminal.tell($0) })
  }

  /// Announces the cells that were chosen.
  func begin(_ plan: ExperimentPlan, chosen: Set<Int>) {
    let indices = chosen.sorted()
    places = Dictionary(
      indices.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let cells = indices.map { index in
      let cell = plan.cells[index]
      return ProgressCell(
        name: cell.name, steps: cell.steps,
        isStored: cell.status.isStored, isUnavailable: cell.identity == nil)
    }
    tell(.planned(cells))
    var reasons: [String] = []
    for case .unavailable(let reason) in indices.map({ plan.cells[$0].status })
    where !reasons.contains(reason) {
      reasons.append(reason)
      tell(.message("unavailable: \(Self.headline(reason))"))
    }
    heartbeat.start(writer)
  }

  private func tell(_ event: ProgressEvent) {
    writer.report(event)
    listener(event)
  }

  func end(isInterrupted: Bool, canGoOn: Bool = true) {
    heartbeat.stop()
    tell(.ended(isInterrupted: isInterrupted, canGoOn: canGoOn))
  }

  /// Leaves the terminal in order before an error is told.
  func abandon() {
    heartbeat.stop()
    tell(.abandoned)
  }

  func report(_ event: RunEvent) {
    switch event {
    case .started(let cell, let step): tell(.started(cell: place(cell), atStep: step))
    case .activity(let cell, let text): tell(.activity(cell: place(cell), text))
    case .step(let cell, let step, let loss, let accuracy, let examples):
      if let columns = Terminal.columns(of: STDERR_FILENO) { writer.resize(columns: columns) }
      tell(
        .step(
          cell: place(cell),
          ProgressSample(step: step, loss: loss, accuracy: accuracy, examples: examples)))
    case .evaluated(let cell, let step, let split, let loss, let accuracy):
      tell(
        .evaluated(cell: place(cell), step: step, split: split, loss: loss, accuracy: accuracy))
    case .finished(let cell, let outcome):
      tell(.finished(cell: place(cell), Self.outcome(outcome)))
    case .notice(let text): tell(.message(text))
    }
  }

  private func place(_ cell: Int) -> Int { places[cell] ?? cell }

  /// The first line of a reason; the rest is told at the end.
  private static func headline(_ reason: String) -> String {
    let line = reason.prefix { !$0.isNewline }
    return String(line.last == ":" ? line.dropLast() : line)
  }

  private static func outcome(_ outcome: RunEvent.Outcome) -> ProgressOutcome {
    switch outcome {
    case .done(let summary): .done(summary: summary)
    case .doneElsewhere(let isDiverged):
      .done(summary: "computed by another process" + (isDiverged ? ", and diverged" : ""))
    case .diverged(let step): .diverged(step: step)
    case .failed(let reason): .failed(headline(reason))
    case .unavailable(let reason): .unavailable(headline(reason))
    case .interrupted(let step): .interrupted(step: step)
    }
  }
}

/// Keeps the display going while a step takes long: times left, the terminal's width, and word of an interruption.
private final class Heartbeat: Sendable {
  private let isStopped = Atomic<Bool>(false)

  func start(_ writer: ProgressWriter) {
    Thread.detachNewThread { [self] in
      var beatsSinceInterrupt = 0
      while !isStopped.load(ordering: .relaxed) {
        if let columns = Terminal.columns(of: STDERR_FILENO) { writer.resize(columns: columns) }
        writer.tick()
        if Interrupt.isRequested { beatsSinceInterrupt += 1 }
        if beatsSinceInterrupt == 2 {
          let advice = Interrupt.signalName == nil ? "Ctrl-C again" : "Ctrl-C"
          writer.report(.message("stopping after this step; \(advice) stops at once"))
        }
        Thread.sleep(forTimeInterval: 0.5)
      }
    }
  }

  func stop() { isStopped.store(true, ordering: .relaxed) }
}
