import Foundation
import Synchronization

/// Ctrl-C and SIGTERM: the first asks the run to wind up, the second ends it at once. Nothing stored is lost either way.
enum Interrupt {
  private static let requested = Atomic<Bool>(false)
  private static let hidesCursor = Atomic<Bool>(false)

  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// - Parameter hidesCursor: whether the display hides the cursor, which must come back however the process ends.
  static func listen(hidesCursor: Bool) {
    // Touched before a signal can come: the handler must not be the one to initialise them.
    requested.store(false, ordering: .relaxed)
    self.hidesCursor.store(hidesCursor, ordering: .relaxed)
    for name in [SIGINT, SIGTERM] {
      signal(name) { number in
        guard Interrupt.requested.exchange(true, ordering: .relaxed) else { return }
        if Interrupt.hidesCursor.load(ordering: .relaxed) {
          let rescue: StaticString = "\u{1B}[?25h\n"
          _ = write(STDERR_FILENO, rescue.utf8Start, rescue.utf8CodeUnitCount)
        }
        _exit(128 + number)
      }
    }
  }

  /// Winds up once the process that started this one is gone, which ends our standard input; at once, where it had asked
  /// for an end before.
  static func followLifeline() {
    Thread.detachNewThread {
      var byte: UInt8 = 0
      while true {
        let count = read(STDIN_FILENO, &byte, 1)
        if count > 0 || (count < 0 && errno == EINTR) { continue }
        if requested.exchange(true, ordering: .relaxed) { _exit(128 + SIGINT) }
        return
      }
    }
  }
}
