import FPTReport
import FPTScript

/// Diagnostics as the terminal frames them, in HTML.
struct DiagnosticPage {
  let sources: [SourceFile]

  /// One diagnostic: what is wrong, the source lines with what is meant marked, and what to do.
  func html(_ diagnostic: Diagnostic) -> String {
    // The renderer's own colors say what each piece is.
    let text = DiagnosticRenderer(sources: sources, isColored: true).render(diagnostic)
    var lines = text.split(separator: "\n").map(String.init)
    guard !lines.isEmpty else { return "" }
    let headline = lines.removeFirst()
    let help = diagnostic.help != nil && !lines.isEmpty ? lines.removeLast() : nil
    var html = "<article class=\"finding \(diagnostic.severity.rawValue)\">"
    html += "<h3>\(Self.spans(headline))</h3>\n"
    if !lines.isEmpty {
      html +=
        "<pre tabindex=\"0\">"
        + lines.map { line in
          let isSource = Self.isSourceLine(line)
          return "<span class=\"\(isSource ? "source" : "marks")\">\(Self.spans(line))</span>"
        }.joined(separator: "\n") + "</pre>\n"
    }
    if let help {
      html += "<p class=\"help\">\(Self.spans(String(help.drop { $0 == " " })))</p>\n"
    }
    return html + "</article>\n"
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
