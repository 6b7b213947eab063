import FPTReport
import FPTScript
import Foundation
import Synchronization

/// The standard streams, and what they can show.
enum Terminal {
  static let output = settings(of: STDOUT_FILENO)
  static let messages = settings(of: STDERR_FILENO)

  private static func settings(of descriptor: Int32) -> TerminalSettings {
    TerminalSettings(
      isTerminal: isatty(descriptor) == 1, columns: columns(of: descriptor),
      environment: ProcessInfo.processInfo.environment)
  }

  /// The width a terminal has now; nil for what is no terminal, or one that does not say.
  static func columns(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard isatty(descriptor) == 1, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0
    else { return nil }
    return Int(size.ws_col)
  }

  /// Columns at which messages are broken; nil where they go to no terminal, and nobody says how wide it is.
  static let messageColumns =
    isatty(STDERR_FILENO) == 1 || ProcessInfo.processInfo.environment["COLUMNS"] != nil
    ? messages.width : nil

  private static let failure = Mutex<Int32?>(nil)

  /// Why standard output took less than was printed; nil where it took all.
  static var outputFailure: String? {
    failure.withLock { $0 }.map { String(cString: strerror($0)) }
  }

  /// Writes to standard output.
  ///
  /// A reader that has gone away is no reason to complain.
  static func print(_ text: String) {
    let code = write(text, to: STDOUT_FILENO)
    if code != 0, code != EPIPE { failure.withLock { $0 = code } }
  }

  /// Writes to standard error.
  static func tell(_ text: String) { _ = write(text, to: STDERR_FILENO) }

  /// Zero, or the error's number.
  private static func write(_ text: String, to descriptor: Int32) -> Int32 {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      if written <= 0 { return errno }
      rest = rest.dropFirst(written)
    }
    return 0
  }
}

extension DiagnosticRenderer {
  /// For diagnostics on standard error.
  init(messagesAbout sources: [SourceFile]) {
    self.init(
      sources: sources, isColored: Terminal.messages.color, columns: Terminal.messageColumns)
  }
}
