import Synchronization

/// Watches locks that are only files for signs of life of their owners.
///
/// An owner writes into its file every few seconds. One whose file stays as it is for the whole of `patience`, by the clock of the process
/// that watches, is taken to have ended: no clock of another machine is asked. Should it live all the same, two processes compute one cell,
/// and both give the same bits.
package final class LeaseWatch: Sendable {
  /// Seconds between two signs of life.
  package static let pulse = 10.0
  /// Seconds of silence after which an owner has lost its lock: longer than network file systems keep what they know of a file.
  package static let usualPatience = 120.0

  private struct Sight {
    var note: [UInt8]
    var since: ContinuousClock.Instant
  }
  private let patience: Duration
  private let sights = Mutex<[String: Sight]>([:])

  package init(patience: Double = LeaseWatch.usualPatience) {
    self.patience = .seconds(patience)
  }

  /// True where a file has had this content ever since it was first seen, for longer than the patience lasts.
  func isSilent(_ path: String, note: [UInt8]) -> Bool {
    let now = ContinuousClock.now
    return sights.withLock { sights in
      guard let sight = sights[path], sight.note == note else {
        sights[path] = Sight(note: note, since: now)
        return false
      }
      return now - sight.since >= patience
    }
  }

  /// Forgets a file that was taken over.
  func forget(_ path: String) { sights.withLock { $0[path] = nil } }
}
