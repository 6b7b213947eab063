import Foundation
import Synchronization

/// Ctrl-C and SIGTERM: the first asks the run to wind up, the second ends it at once. Nothing stored is lost either way.
enum Interrupt {
  private static let requested = Atomic<Bool>(false)

  static var isRequested: Bool { requested.load(ordering: .relaxed) }

  static func listen() {
    for name in [SIGINT, SIGTERM] {
      signal(name) { number in
        if Interrupt.requested.exchange(true, ordering: .relaxed) { _exit(128 + number) }
      }
    }
  }
}
