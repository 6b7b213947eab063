import FlyingSocks
import Foundation

/// What changes on the page, as a stream of server-sent events: the newest state whenever there is another, and no more often than it can
/// be seen.
///
/// A slow reader gets fewer states, not a queue of old ones.
struct LiveEvents: AsyncBufferedSequence {
  typealias Element = UInt8

  let session: LiveSession

  /// Shortest time between two events.
  private static let pace = Duration.milliseconds(200)
  /// Longest time without a word, so that a reader who has gone is noticed.
  private static let silence = Duration.seconds(5)

  func makeAsyncIterator() -> Iterator { Iterator(session: session) }

  struct Iterator: AsyncBufferedIteratorProtocol {
    let session: LiveSession
    private var rest: ArraySlice<UInt8> = []
    private var sent: (live: String, notebook: Int)?
    private var revision = -1
    private var last = ContinuousClock.now - LiveEvents.silence

    init(session: LiveSession) { self.session = session }

    mutating func next() async throws -> UInt8? {
      try await nextBuffer(suggested: 1)?.first
    }

    mutating func nextBuffer(suggested count: Int) async throws -> [UInt8]? {
      while rest.isEmpty {
        if let text = words() {
          rest = Array(text.utf8)[...]
          last = .now
        } else if session.isClosed {
          return nil
        } else {
          try await Task.sleep(for: LiveEvents.pace)
        }
      }
      let part = rest.prefix(Swift.max(1, count))
      rest = rest.dropFirst(part.count)
      return Array(part)
    }

    /// What is to be said now; nil where nothing has changed.
    private mutating func words() -> String? {
      let pause = ContinuousClock.now - last
      guard sent == nil || pause >= LiveEvents.pace else { return nil }
      let state = session.state
      // While it runs, times left change without an event.
      if state.revision != revision || state.isRunning {
        revision = state.revision
        let live = LivePage(session).live()
        var text = ""
        if sent?.live != live { text += Self.event("live", live) }
        if sent?.notebook != state.notebookRevision {
          text += Self.event("notebook", "\(state.notebookRevision)")
        }
        sent = (live, state.notebookRevision)
        if !text.isEmpty { return text }
      }
      return pause >= LiveEvents.silence ? ": still here\n\n" : nil
    }

    private static func event(_ name: String, _ data: String) -> String {
      let lines = data.split(separator: "\n", omittingEmptySubsequences: true)
      return "event: \(name)\n" + lines.map { "data: \($0)\n" }.joined() + "\n"
    }
  }
}
