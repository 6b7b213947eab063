/// Decides when the next checkpoint of a cell is due.
///
/// An interruption then loses little work, and checkpoints cost little time.
final class CheckpointPolicy {
  private let interval: Double
  private let steps: Int?
  private var watch = Stopwatch()

  /// - Parameters:
  ///   - interval: seconds between two checkpoints.
  ///   - steps: a checkpoint is due after each multiple of these too.
  init(interval: Double, steps: Int?) { (self.interval, self.steps) = (interval, steps) }

  func isDue(after step: Int) -> Bool {
    if let steps, steps > 0, step % steps == 0 { return true }
    return watch.seconds >= interval
  }

  func restart() { watch = Stopwatch() }
}
