import FPTReport
import Foundation

/// The standard streams, and what they can show.
enum Terminal {
  static let output = settings(of: STDOUT_FILENO)
  static let messages = settings(of: STDERR_FILENO)

  private static func settings(of descriptor: Int32) -> TerminalSettings {
    let isTerminal = isatty(descriptor) == 1
    var size = winsize()
    let isKnown = isTerminal && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
    return TerminalSettings(
      isTerminal: isTerminal, columns: isKnown ? Int(size.ws_col) : nil,
      environment: ProcessInfo.processInfo.environment)
  }

  /// Writes to standard output. A reader that has gone away is no reason to complain.
  static func print(_ text: String) { write(text, to: STDOUT_FILENO) }

  /// Writes to standard error.
  static func tell(_ text: String) { write(text, to: STDERR_FILENO) }

  private static func write(_ text: String, to descriptor: Int32) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      if written <= 0 { return }
      rest = rest.dropFirst(written)
    }
  }
}
