/// The results file while a run goes on: written again when cells have ended since, where that costs little.
///
/// A process that is killed leaves a file with the cells so far, and who looks into the file meanwhile sees them.
final class InterimAssembly {
  /// At most this part of the time goes into it.
  private static let share = 0.05
  /// How much of cells' files is read and written again in a second, for the first time; later it is measured.
  private static let bytesPerSecond = 50e6

  private let interval: Double
  private let assemble: () throws -> Bool
  private let bytes: () -> Int
  private var pause = Stopwatch()
  /// What it takes: as it did the last time, or as the files let expect.
  private var seconds: Double?
  private var isMeasured = false
  private var isPending = false
  private var isTold = false
  private let report: (RunEvent) -> Void
  /// Whether it has changed the results file.
  private(set) var hasWritten = false

  /// Prepares to write the results file while cells are still computed.
  ///
  /// At least `interval` seconds lie between two times; with 0, every cell counts. `bytes` are
  /// those of all files that go into the results. `assemble` writes the file and says whether it
  /// changed.
  init(
    interval: Double, bytes: @escaping () -> Int, report: @escaping (RunEvent) -> Void,
    assemble: @escaping () throws -> Bool
  ) {
    (self.interval, self.bytes, self.report, self.assemble) = (interval, bytes, report, assemble)
  }

  /// Notes that a cell has ended.
  func noteCell() {
    isPending = true
    if !isMeasured { seconds = nil }
  }

  /// Writes the file if something has ended since the last time and enough time has passed.
  ///
  /// Results that cannot be written now are no reason to compute nothing: that is told once, and tried again.
  func assembleIfDue() {
    guard isPending, isDue else { return }
    let watch = Stopwatch()
    do {
      if try assemble() { hasWritten = true }
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
