/// Decides when the next checkpoint of a cell is due.
///
/// An interruption then loses little work, and checkpoints cost little time.
final class CheckpointPolicy {
  private let interval: Double
  private let share: Double
  private let steps: Int?
  private var watch = Stopwatch()
  /// Seconds that the last checkpoint took.
  private var cost = 0.0

  /// - Parameters:
  ///   - interval: seconds between two checkpoints, at least.
  ///   - share: the largest part of the time that checkpoints may take: after a slow one, the next comes later.
  ///   - steps: a checkpoint is due after each multiple of these too.
  init(interval: Double, share: Double = 1, steps: Int?) {
    (self.interval, self.share, self.steps) = (interval, share, steps)
  }

  /// Seconds from one checkpoint to the next: what a killed process loses at most, and a step.
  var pause: Double { max(interval, share > 0 ? cost / share : 0) }

  func isDue(after step: Int) -> Bool {
    if let steps, steps > 0, step % steps == 0 { return true }
    return watch.seconds >= pause
  }

  /// Begins the next interval, after a checkpoint that took so many seconds.
  func restart(after seconds: Double = 0) {
    cost = seconds
    watch = Stopwatch()
  }
}
