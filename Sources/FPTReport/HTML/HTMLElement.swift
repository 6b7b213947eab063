/// Pieces of HTML that several parts of a page have.
enum HTMLElement {
  /// Something that a reader unfolds: `html` under a line of plain text.
  ///
  /// What is `printed` is unfolded on paper.
  static func fold(
    _ summary: String, _ html: String, kind: String = "", isOpen: Bool = false,
    isPrinted: Bool = false
  ) -> String {
    let kinds = ["fold", kind, isPrinted ? "printed" : ""].filter { !$0.isEmpty }
    return "<details class=\"\(kinds.joined(separator: " "))\"\(isOpen ? " open" : "")>"
      + "<summary>\(summary.escapedForHTML)</summary>\n"
      + "<div class=\"folded\">\n\(html)</div>\n</details>\n"
  }

  /// Lines of code, already HTML, that can be copied where the page's script runs.
  static func code(_ html: String, name: String) -> String {
    "<div class=\"code\"><button type=\"button\" class=\"copy\" hidden>Copy</button>"
      + "<pre tabindex=\"0\" role=\"group\" aria-label=\"\(name.escapedForHTML)\"><code>"
      + "\(html)</code></pre></div>\n"
  }

  /// What may be wider than the page: it scrolls by itself, with the keyboard too.
  ///
  /// The names of regions differ from each other, and those of groups need not.
  static func scroll(_ html: String, name: String, role: String = "region") -> String {
    "<div class=\"scroll\" tabindex=\"0\" role=\"\(role)\" aria-label=\"\(name.escapedForHTML)\">"
      + html + "</div>\n"
  }

  /// The sign behind a heading that is a link to it.
  static func anchor(to name: String, of title: String) -> String {
    "<a class=\"anchor\" href=\"#\(name)\" aria-label=\"Link to “\(title.escapedForHTML)”\">#</a>"
  }
}
