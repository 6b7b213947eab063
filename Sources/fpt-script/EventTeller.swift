import FPTRun

/// Tells the process that started this one what happens, in lines on standard output.
final class EventTeller {
  /// Shortest time between two lines about steps: a display shows no more.
  private static let interval = Duration.milliseconds(50)
  private var lastStep: ContinuousClock.Instant?

  func tell(_ event: RunEvent) {
    if case .step = event {
      let now = ContinuousClock.now
      if let lastStep, now - lastStep < Self.interval { return }
      lastStep = now
    }
    Terminal.print(RunEventLine.text(event))
  }
}
