@testable import FPTReport

/// A terminal of a fixed width, as much of one as the progress display needs.
///
/// Understands line feed, carriage return, cursor up, erase below and the cursor's visibility. Anything else that
/// begins an escape sequence is recorded as unknown; colors are ignored.
struct TerminalScreen {
  let columns: Int
  private(set) var lines: [String] = [""]
  private(set) var row = 0
  private(set) var column = 0
  private(set) var isCursorVisible = true
  private(set) var unknown: [String] = []
  /// Text that reached beyond the last column.
  private(set) var overflows: [String] = []

  init(columns: Int) {
    self.columns = columns
  }

  mutating func show(_ text: String) {
    var scalars = Array(text.unicodeScalars)[...]
    var run = ""
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\n":
        flush(&run)
        row += 1
        column = 0
        if row == lines.count { lines.append("") }
      case "\r":
        flush(&run)
        column = 0
      case "\u{1B}":
        flush(&run)
        var sequence = ""
        while let next = scalars.popFirst() {
          sequence.unicodeScalars.append(next)
          if next.properties.isAlphabetic { break }
        }
        apply(sequence)
      default:
        run.unicodeScalars.append(scalar)
      }
    }
    flush(&run)
  }

  private mutating func flush(_ run: inout String) {
    guard !run.isEmpty else { return }
    lines[row] = String(lines[row].prefix(column)) + run
    column = DisplayWidth.of(lines[row])
    if column >= columns { overflows.append(lines[row]) }
    run = ""
  }

  private mutating func apply(_ sequence: String) {
    switch sequence {
    case "[?25l": isCursorVisible = false
    case "[?25h": isCursorVisible = true
    case "[J":
      lines.removeSubrange((row + 1)...)
      lines[row] = String(lines[row].prefix(column))
    case _ where sequence.hasPrefix("[") && sequence.hasSuffix("A"):
      row = max(0, row - (Int(sequence.dropFirst().dropLast()) ?? 1))
    case _ where sequence.hasSuffix("m"): break
    default: unknown.append(sequence)
    }
  }
}
