/// Writes the results file during a run, after cells have ended, if this takes little time.
///
/// A killed process leaves a file with the cells so far, and a reader can see them during the run.
final class InterimResults {
  /// The largest share of the run's time that writing may take.
  private static let share = 0.05
  /// Assumed speed of the first write, over the bytes of all cells.
  ///
  /// Later writes use the measured time.
  private static let bytesPerSecond = 50e6

  private let interval: Double
  private let write: () throws -> Bool
  private let bytes: () -> Int
  private var pause = Stopwatch()
  /// Seconds that the next write takes: measured at the last one, or estimated from the sizes of the files.
  private var seconds: Double?
  private var isMeasured = false
  private var isPending = false
  private var isTold = false
  private let report: (RunEvent) -> Void
  /// Whether it has changed the results file.
  private(set) var hasWritten = false

  /// Prepares to write the results file while cells are still computed.
  ///
  /// At least `interval` seconds lie between two writes; with 0, every cell counts. `bytes` is the
  /// size of all cell files of the results. `write` writes the file and returns true if it changed.
  init(
    interval: Double, bytes: @escaping () -> Int, report: @escaping (RunEvent) -> Void,
    write: @escaping () throws -> Bool
  ) {
    (self.interval, self.bytes, self.report, self.write) = (interval, bytes, report, write)
  }

  /// Notes that a cell has ended.
  func noteCell() {
    isPending = true
    if !isMeasured { seconds = nil }
  }

  /// Writes the file if something has ended since the last time and enough time has passed.
  ///
  /// A failed write does not stop the run. It is reported once, and later calls try again.
  func writeIfDue() {
    guard isPending, isDue else { return }
    let watch = Stopwatch()
    do {
      if try write() { hasWritten = true }
    } catch is ResultsAtRisk {
      // What is there has more than the cells so far, and stays until they are all computed.
    } catch {
      if !isTold {
        report(.notice("the results file does not have the cells so far: \(error); it goes on"))
      }
      isTold = true
    }
    isPending = false
    (seconds, isMeasured) = (watch.seconds, true)
    pause = Stopwatch()
  }

  private var isDue: Bool {
    if interval == 0 { return true }
    let elapsed = pause.seconds
    guard elapsed >= interval else { return false }
    let cost = seconds ?? Double(bytes()) / Self.bytesPerSecond
    seconds = cost
    return cost <= Self.share * (elapsed + cost)
  }
}
