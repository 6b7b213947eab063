import FPTLib
import Foundation
import Synchronization

/// What a fetch reports, as lines; one of them is rewritten while a file arrives, where the output is a terminal.
final class TransferDisplay: Sendable {
  private let name: String
  private let isLive = Terminal.messages.isLive
  private let lastShown = Mutex<ContinuousClock.Instant?>(nil)

  init(name: String) { self.name = name }

  func show(_ progress: AssetFetcher.Progress) {
    switch progress {
    case .receiving(let file, let received, let total):
      return show(file: file, received: received, total: total)
    default: end()
    }
    switch progress {
    case .receiving: break
    case .alreadyComplete: Terminal.tell("\(name): all files are here already\n")
    case .trying(let source): Terminal.tell("\(name): trying \(source)\n")
    case .sourceFailed(let failure): Terminal.tell("  not from there: \(failure.reason)\n")
    case .recorded(let file, let digest):
      Terminal.tell("  \(file): no published digest; recorded SHA-256 \(digest)\n")
    case .placed(let file): Terminal.tell("  \(file): checked and in place\n")
    case .resolved(let pinned, let repository):
      Terminal.tell("  it is commit \(pinned.commit ?? "") now\n")
      if let repository, repository != pinned.repository {
        Terminal.tell("  the hub calls this repository \(repository)\n")
      }
    case .waiting(let seconds, let reason):
      Terminal.tell(String(format: "  %@; next attempt in %.0f s\n", reason, seconds))
    }
  }

  private func show(file: String, received: Int, total: Int) {
    guard isLive, total > 0 else { return }
    let isDue = lastShown.withLock { last in
      let now = ContinuousClock.now
      guard last.map({ now - $0 >= .milliseconds(100) }) ?? true else { return false }
      last = now
      return true
    }
    guard isDue else { return }
    let megabytes = { (bytes: Int) in String(format: "%.1f", Double(bytes) / 1e6) }
    Terminal.tell("\r  \(file)  \(megabytes(received)) of \(megabytes(total)) MB\u{1B}[K")
  }

  /// Clears the line.
  private func end() {
    let isShown = lastShown.withLock { last in
      defer { last = nil }
      return last != nil
    }
    if isShown { Terminal.tell("\r\u{1B}[K") }
  }
}
