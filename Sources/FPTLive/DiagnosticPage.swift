import FPTReport
import FPTScript

/// Diagnostics as the terminal frames them, in HTML.
struct DiagnosticPage {
  let sources: [SourceFile]

  /// Columns of the frame on a wide page and on a narrow one.
  private static let columns = (wide: 80, narrow: 36)

  /// One diagnostic: what is wrong, the source lines with what is meant marked, and what to do.
  func html(_ diagnostic: Diagnostic) -> String {
    let whole = lines(of: diagnostic, columns: nil)
    guard let headline = whole.first else { return "" }
    var html = "<article class=\"finding \(diagnostic.severity.rawValue)\">"
    html += "<h3>\(Self.spans(headline))</h3>\n"
    if whole.count > (diagnostic.help == nil ? 1 : 2) {
      html += frame(of: diagnostic, columns: Self.columns.wide, "wide")
      html += frame(of: diagnostic, columns: Self.columns.narrow, "narrow")
    }
    if diagnostic.help != nil, whole.count > 1, let help = whole.last {
      html += "<p class=\"help\">\(Self.spans(String(help.drop { $0 == " " })))</p>\n"
    }
    return html + "</article>\n"
  }

  /// The renderer's lines, whose colors say what each piece is; with no width, the message is the first and help the last.
  private func lines(of diagnostic: Diagnostic, columns: Int?) -> [String] {
    DiagnosticRenderer(sources: sources, isColored: true, columns: columns).render(diagnostic)
      .split(separator: "\n").map(String.init)
  }

  /// The lines of the source with their marks.
  private func frame(of diagnostic: Diagnostic, columns: Int, _ kind: String) -> String {
    var pictured = diagnostic
    (pictured.message, pictured.help) = ("", nil)
    let lines = lines(of: pictured, columns: columns).dropFirst().map { line in
      "<span class=\"\(Self.isSourceLine(line) ? "source" : "marks")\">\(Self.spans(line))</span>"
    }
    return "<pre class=\"\(kind)\" tabindex=\"0\">\(lines.joined(separator: "\n"))</pre>\n"
  }

  /// Whether a line of the frame has a line of the source in it: its margin is a number.
  private static func isSourceLine(_ line: String) -> Bool {
    let margin = plain(line).prefix { $0 != "│" }
    return margin.contains(where: \.isNumber) && !margin.contains("┌")
  }

  private static func plain(_ line: String) -> String {
    pieces(of: line).map(\.text).joined()
  }

  /// Colors of the terminal as elements.
  private static func spans(_ line: String) -> String {
    pieces(of: line).map { piece in
      let text = HTMLPage.escaped(piece.text)
      guard let kind = piece.style.flatMap({ styles[$0] }) else { return text }
      return "<b class=\"\(kind)\">\(text)</b>"
    }.joined()
  }

  private static let styles = [
    "1;31": "error", "1;33": "warning", "1;36": "note", "34": "frame", "1;32": "word",
  ]

  /// The line between escape sequences, each piece with the number of its color.
  private static func pieces(of line: String) -> [(text: String, style: String?)] {
    var pieces: [(String, String?)] = []
    for part in line.split(separator: "\u{1B}[", omittingEmptySubsequences: false) {
      guard !pieces.isEmpty || line.hasPrefix("\u{1B}[") else {
        pieces.append((String(part), nil))
        continue
      }
      guard let end = part.firstIndex(of: "m") else { continue }
      pieces.append((String(part[part.index(after: end)...]), String(part[..<end])))
    }
    return pieces.filter { !$0.0.isEmpty }
  }
}
