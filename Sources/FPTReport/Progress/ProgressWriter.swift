import Synchronization

/// A progress display with a clock and a place to write: what a command hands to whoever computes.
///
/// May be called from any thread; events are shown in the order in which calls get through.
package final class ProgressWriter: Sendable {
  private let display: Mutex<ProgressDisplay>
  private let clock: @Sendable () -> Double
  private let write: @Sendable (String) -> Void

  /// Makes a writer that tells of a run as its mode says.
  ///
  /// `clock` gives seconds on any clock that only goes forward. `write` prints text as it is and
  /// flushes; it is called under a lock, one call at a time.
  package init(
    mode: ProgressDisplay.Mode, clock: @escaping @Sendable () -> Double,
    write: @escaping @Sendable (String) -> Void
  ) {
    display = Mutex(ProgressDisplay(mode: mode))
    self.clock = clock
    self.write = write
  }

  /// Shows an event.
  package func report(_ event: ProgressEvent) {
    display.withLock { display in
      let text = display.update(event, at: clock())
      if !text.isEmpty { write(text) }
    }
  }

  /// Takes the new width of a terminal that was resized.
  package func resize(columns: Int) {
    display.withLock { display in
      guard case .live(_, let color) = display.mode else { return }
      display.mode = .live(columns: columns, color: color)
    }
  }

  /// Redraws the times left; to be called about once a second while nothing is reported.
  package func tick() {
    display.withLock { display in
      let text = display.tick(at: clock())
      if !text.isEmpty { write(text) }
    }
  }
}
