import FPTFigures

extension HTMLPage {
  /// The start of a figure of a class, with its heading: number, title, and captions beneath.
  func opening(_ kind: String, _ heading: FigureHeading, computed: [String]) -> String {
    let anchor = heading.anchor.map { " id=\"\($0)\"" } ?? ""
    let numeral = heading.numeral.map { "<span class=\"numeral\">\($0)</span> " } ?? ""
    var html = "<figure class=\"\(kind)\"\(anchor)>\n<figcaption>\(numeral)"
    html += heading.title.escapedForHTML
    for line in heading.captions(computed) { html += "<small>\(line.escapedForHTML)</small>" }
    return html + "</figcaption>\n"
  }

  /// The end of a figure: the notes that the experiment puts at its foot, its source and its data.
  func closing(_ heading: FigureHeading) -> String {
    notes(heading) + folds(heading) + "</figure>\n"
  }

  private func notes(_ heading: FigureHeading) -> String {
    guard !heading.text.notes.isEmpty else { return "" }
    let texts = heading.text.notes.map { "<span>\($0.escapedForHTML)</span>" }
    return "<div class=\"signs notes\">\(texts.joined(separator: " "))</div>\n"
  }
}
