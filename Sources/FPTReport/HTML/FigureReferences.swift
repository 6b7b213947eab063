import FPTFigures

/// Links from prose to the tables and figures of its own page.
struct FigureReferences {
  private let anchors: [String: String]

  /// Numbers that the title itself names, as in `Table 13 · What if more is trained?`, are those of a publication.
  init(_ notebook: Notebook) {
    let published = Set(
      notebook.title.matches(of: Self.pattern).map { "\($0.output.1.first ?? "T")\($0.output.2)" })
    var anchors: [String: String] = [:]
    for heading in notebook.headings {
      guard let heading, let number = heading.number, let anchor = heading.anchor else { continue }
      let key = "\(heading.kind == .table ? "T" : "F")\(number)"
      if !published.contains(key) { anchors[key] = anchor }
    }
    self.anchors = anchors
  }

  private static var pattern: Regex<(Substring, Substring, Substring)> {
    /\b(Table|Figure|Fig\.)[\s\u{A0}]+(\d{1,3})\b/
  }

  /// Plain text as HTML.
  ///
  /// What is said to be in the paper is not linked: its tables have numbers too.
  func html(_ text: String) -> String {
    let text = text.withUnbrokenUnits
    guard !anchors.isEmpty, text.contains("Table") || text.contains("Fig") else {
      return text.escapedLinesForHTML
    }
    var html = ""
    var rest = text[...]
    while let match = rest.firstMatch(of: Self.pattern) {
      html += String(rest[..<match.range.lowerBound]).escapedLinesForHTML
      let words = String(match.output.0).escapedLinesForHTML
      let anchor = anchors["\(match.output.1.first ?? "T")\(match.output.2)"]
      if let anchor, !Self.isOfPaper(match.range, in: text) {
        html += "<a href=\"#\(anchor)\">\(words)</a>"
      } else {
        html += words
      }
      rest = rest[match.range.upperBound...]
    }
    return html + String(rest).escapedLinesForHTML
  }

  /// Whether the sentence around a reference speaks of a publication.
  private static func isOfPaper(_ range: Range<String.Index>, in text: String) -> Bool {
    let start = text[..<range.lowerBound].lastIndex { ".;:?!".contains($0) } ?? text.startIndex
    let end = text[range.upperBound...].firstIndex { ".;:?!".contains($0) } ?? text.endIndex
    let sentence = text[start..<end].lowercased()
    return ["paper", "et al", "arxiv", "published", "original", "their"].contains {
      sentence.contains($0)
    }
  }
}

extension String {
  /// No line ends between a number and its unit, as in `10 %` and `4 × 4`.
  fileprivate var withUnbrokenUnits: String {
    guard contains(" %") || contains(" × ") else { return self }
    return replacing(/(\d) %/) { "\($0.output.1)\u{A0}%" }
      .replacing(/(\d) × (?=\d)/) { "\($0.output.1)\u{A0}×\u{A0}" }
  }
}
