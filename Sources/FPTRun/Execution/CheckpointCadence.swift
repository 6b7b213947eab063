/// When the next checkpoint of a cell is due: often enough that little is lost, seldom enough that it costs nothing.
final class CheckpointCadence {
  private let interval: Double
  private var watch = Stopwatch()

  /// - Parameter interval: seconds between two checkpoints.
  init(interval: Double) { self.interval = interval }

  var isDue: Bool { watch.seconds >= interval }

  func restart() { watch = Stopwatch() }
}
