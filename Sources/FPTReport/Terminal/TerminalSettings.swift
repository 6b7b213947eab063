/// The abilities of the output device, decided from facts that the caller collects.
package struct TerminalSettings: Sendable, Hashable {
  /// Columns to fill.
  package var width: Int
  package var color: Bool
  /// True if lines may be rewritten in place.
  package var isLive: Bool

  /// Decides as terminal programs commonly do.
  ///
  /// - Parameters:
  ///   - isTerminal: Whether the output is a terminal (`isatty`).
  ///   - columns: What the terminal reports of itself; nil where it cannot be asked.
  ///   - environment: `COLUMNS` overrides the width; `NO_COLOR` (not empty) and `TERM=dumb` turn color
  ///     off; `TERM=dumb` and `CI` turn rewriting off.
  package init(isTerminal: Bool, columns: Int?, environment: [String: String]) {
    let isDumb = environment["TERM"] == "dumb"
    let declared = environment["COLUMNS"].flatMap { Int($0) }
    let usable = [declared, columns].compactMap { $0 }.first { (1...10_000).contains($0) }
    width = usable ?? 80
    color = isTerminal && !isDumb && (environment["NO_COLOR"] ?? "").isEmpty
    isLive = isTerminal && !isDumb && (environment["CI"] ?? "").isEmpty
  }

  package var progressMode: ProgressDisplay.Mode {
    isLive ? .live(columns: width, color: color) : .plain
  }
}

extension TerminalRenderer {
  /// A renderer for output with these settings.
  package init(_ settings: TerminalSettings, showsSource: Bool = false) {
    self.init(width: settings.width, color: settings.color, showsSource: showsSource)
  }
}
