import FPTLib
import Foundation
import Synchronization

/// Tells in a cell's lock, every few seconds, how far its computation has come: a sign of life for other machines, and what `status` shows.
final class CellPulse: Sendable {
  private struct State {
    var progress: CellProgress
    var hasEnded = false
  }
  private let state: Mutex<State>
  private let watch = Stopwatch()
  private let wakeup = Wakeup()

  /// Begins for a cell that goes on after `step`; the lock outlives it.
  init(_ lock: CellLock, steps: Int, step: Int, job: String?) {
    state = Mutex(
      State(progress: CellProgress(step: step, steps: steps, firstStep: step, seconds: 0, job: job))
    )
    Thread.detachNewThread { [self] in
      // Most cells of a trial end before anybody asks.
      var pause = min(2, LeaseWatch.pulse)
      var beat = 0
      while true {
        wakeup.wait(atMost: pause)
        let now = state.withLock { $0.hasEnded ? nil : $0.progress }
        guard let now else { return }
        beat += 1
        lock.tell(now, beat: beat)
        pause = LeaseWatch.pulse
      }
    }
  }

  /// Notes that a step is done.
  func note(_ step: Int) {
    let seconds = watch.seconds
    state.withLock {
      $0.progress.step = step
      $0.progress.seconds = seconds
    }
  }

  /// Ends it; nothing is told after the lock's release either.
  func end() {
    state.withLock { $0.hasEnded = true }
    wakeup.call()
  }
}
