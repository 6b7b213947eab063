import Synchronization

/// Collects what is written, from any thread.
final class Transcript: Sendable {
  private let storage = Mutex("")

  func append(_ text: String) {
    storage.withLock { $0 += text }
  }

  var text: String { storage.withLock { $0 } }
}
