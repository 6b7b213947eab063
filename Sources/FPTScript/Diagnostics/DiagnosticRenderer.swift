/// Prints diagnostics for a person: the message, the source lines, and help.
///
/// ```
/// error[FPT0031]: no parameter group is called `layernrom`
///   ┌─ experiments/table1.fpt:17:53
/// 17│ freeze fpt  = all except [input, output, positions, layernrom]
///   │                                                     ^^^^^^^^^ did you mean `layernorm`?
/// ```
package struct DiagnosticRenderer: Sendable {
  private let sources: [SourceText]
  private let isColored: Bool
  /// Widest part of a source line that is shown; of a longer one, what surrounds the location.
  private static let widest = 160
  /// Narrower than this, words are not broken any further.
  private static let narrowest = 24
  private let columns: Int

  /// - Parameters:
  ///   - sources: the texts that spans point into, as ``CheckResult`` gives them.
  ///   - isColored: whether to use ANSI colors.
  ///   - columns: of the terminal, to break and cut lines at; nil breaks none.
  package init(sources: [SourceFile], isColored: Bool = false, columns: Int? = nil) {
    self.sources = sources.map(SourceText.init)
    self.isColored = isColored
    self.columns = max(Self.narrowest, columns ?? .max)
  }

  /// All diagnostics, with an empty line between them and a line break at the end of each.
  package func render(_ diagnostics: [Diagnostic]) -> String {
    diagnostics.map { render($0) }.joined(separator: "\n")
  }

  /// One diagnostic: several lines, each ended by a line break.
  package func render(_ diagnostic: Diagnostic) -> String {
    var lines = headline(diagnostic)
    let locations = locations(diagnostic)
    let width = locations.map { String($0.line + 1).utf8.count }.max() ?? 0
    let margin = String(repeating: " ", count: width)
    var file: Int?
    var lastLine: Int?
    var lastText = ""
    for location in ordered(locations) {
      if location.file != file {
        // The primary location heads its file, even if another location is above it.
        let head = locations.first { $0.file == location.file } ?? location
        lines.append(
          paint("\(margin)┌─ ", .frame)
            + "\(visible(sources[location.file].path)):\(head.line + 1):\(head.column + 1)")
        (file, lastLine) = (location.file, nil)
      }
      if let last = lastLine, location.line > last + 1 { lines.append(paint("\(margin)⋮", .frame)) }
      let window = window(location, columns: columns - width - 2)
      // A long line is shown once more where another part of it is meant.
      if location.line != lastLine || window.text != lastText {
        let number = String(location.line + 1)
        let padding = String(repeating: " ", count: max(0, width - number.utf8.count))
        lines.append(
          paint("\(padding)\(number)│", .frame) + (window.text.isEmpty ? "" : " ") + window.text)
        (lastLine, lastText) = (location.line, window.text)
      }
      let style = location.isPrimary ? style(diagnostic.severity) : Style.frame
      lines += marks(location, window, columns: columns - width - 2).map {
        paint("\(margin)│ ", .frame) + String(repeating: " ", count: $0.indent)
          + paint($0.text, style)
      }
    }
    if let help = diagnostic.help {
      let indent = "\(margin)\(locations.isEmpty ? "" : "  ")"
      for (index, line) in paragraph(help, columns: columns - indent.utf8.count - 6).enumerated() {
        lines.append(indent + (index == 0 ? paint("help:", .help) : "     ") + " " + line)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Text in lines of so many columns.
  private func paragraph(_ text: String, columns: Int, used: Int = 0) -> [String] {
    let text = visible(text)
    guard used + DisplayWidth.columns(text) > columns else { return [text] }
    return FittedText.lines(text, columns: columns, used: used)
  }

  private func headline(_ diagnostic: Diagnostic) -> [String] {
    let code = diagnostic.code.map { "[\($0)]" } ?? ""
    let head = "\(diagnostic.severity.rawValue)\(code)"
    var lines = paragraph(
      diagnostic.message, columns: columns, used: DisplayWidth.columns(head) + 2)
    lines[0] = paint(head, style(diagnostic.severity)) + ": " + lines[0]
    return lines
  }

  /// The mark under a location with its text: beside the mark, or under it if the line would be too wide.
  private func marks(
    _ location: Location, _ window: Window, columns: Int
  ) -> [(indent: Int, text: String)] {
    let mark = String(repeating: location.isPrimary ? "^" : "-", count: window.underline)
    if location.text.isEmpty { return [(window.indent, mark)] }
    let text = visible(location.text)
    let size = DisplayWidth.columns(text)
    if window.indent + window.underline + 1 + size <= columns {
      return [(window.indent, mark + " " + text)]
    }
    let indent = max(0, min(window.indent, columns - size))
    return [(window.indent, mark)]
      + FittedText.lines(text, columns: columns - indent).map { (indent, $0) }
  }

  // MARK: Locations

  private struct Location {
    var file: Int
    var line: Int
    var column: Int
    var range: Range<Int>
    var text: String
    var isPrimary: Bool
  }

  private func locations(_ diagnostic: Diagnostic) -> [Location] {
    diagnostic.labels.enumerated().compactMap { index, label in
      guard sources.indices.contains(label.span.file) else { return nil }
      let source = sources[label.span.file]
      let (line, column) = source.position(of: label.span.range.lowerBound)
      return Location(
        file: label.span.file, line: line, column: column, range: label.span.range,
        text: label.text, isPrimary: index == 0)
    }
  }

  /// The file of the primary location first.
  ///
  /// Within a file, locations are in order of line and column.
  private func ordered(_ locations: [Location]) -> [Location] {
    guard let first = locations.first else { return [] }
    return locations.enumerated().sorted { a, b in
      let (x, y) = (a.element, b.element)
      if (x.file == first.file) != (y.file == first.file) { return x.file == first.file }
      return (x.file, x.line, x.column, a.offset) < (y.file, y.line, y.column, b.offset)
    }.map(\.element)
  }

  /// The visible part of a line and the position of the mark under it, in columns of the terminal.
  private func window(_ location: Location, columns: Int) -> Window {
    let source = sources[location.file]
    let line = source.lineRange(location.line)
    let lower = min(max(location.range.lowerBound, line.lowerBound), line.upperBound)
    let upper = min(max(location.range.upperBound, lower), line.upperBound)
    // Bytes, not columns: enough to bound the work on a very long line.
    let start = max(line.lowerBound, lower - Self.widest / 2)
    let end = min(line.upperBound, max(upper, lower + Self.widest / 2), lower + Self.widest)
    let isCut = line.count > Self.widest
    let from = isCut ? start : line.lowerBound
    let to = isCut ? end : line.upperBound
    let head = from > line.lowerBound ? "…" : ""
    let tail = to < line.upperBound ? "…" : ""
    var before = head + visible(source.text(from..<lower))
    var marked = visible(source.text(lower..<min(upper, to)))
    var after = visible(source.text(min(upper, to)..<to)) + tail
    if DisplayWidth.columns(before + marked + after) > columns {
      marked = FittedText.beginning(marked, columns: columns - 2)
      // What is left is shared by both sides; what one does not need, the other has.
      let left = columns - DisplayWidth.columns(marked)
      before = FittedText.end(
        before, columns: max(left / 2, left - DisplayWidth.columns(after)))
      after = FittedText.beginning(after, columns: left - DisplayWidth.columns(before))
    }
    return Window(
      text: before + marked + after, indent: DisplayWidth.columns(before),
      underline: max(1, DisplayWidth.columns(marked)))
  }

  /// The part of a line that is shown, and where in it the mark stands.
  private struct Window {
    var text: String
    var indent: Int
    var underline: Int
  }

  /// Text that can be printed: tabs as two blanks, other control characters as marks.
  private func visible(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09: result.append(contentsOf: "  ".unicodeScalars)
      case 0x0A: result.append(" ")
      case 0x0D: continue
      case 0..<0x20, 0x7F..<0xA0: result.append("\u{FFFD}")
      default: result.append(scalar.isDirectional ? "\u{FFFD}" : scalar)
      }
    }
    return String(result)
  }

  // MARK: Colors

  private enum Style: String {
    case error = "1;31"
    case warning = "1;33"
    case note = "1;36"
    case frame = "34"
    case help = "1;32"
  }

  private func style(_ severity: Diagnostic.Severity) -> Style {
    switch severity {
    case .error: .error
    case .warning: .warning
    case .note: .note
    }
  }

  private func paint(_ text: String, _ style: Style) -> String {
    isColored ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}
