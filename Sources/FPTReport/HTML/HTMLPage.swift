import FPTFigures

/// Renders a notebook as one self-contained HTML page: no font, no file beside it, and nothing that needs its script.
///
/// Everything from files is escaped; raw HTML in prose is left out; the page's own policy lets a browser load nothing, and run nothing but the
/// one script whose digest it names. Light and dark follow the reader's settings.
package struct HTMLPage: Sendable {
  let notebook: Notebook

  package init(_ notebook: Notebook) {
    self.notebook = notebook
  }

  /// The page as text, the same for the same notebook.
  package func render() -> String {
    let parts = self.parts
    return document(contents: parts.contents, main: parts.main)
  }

  /// What the page is made of: its list of contents, which may be empty, and its main part.
  var parts: (contents: String, main: String) {
    var outline = PageOutline(reserving: Self.ownNames + appendices.map(\.name))
    let body = titleBlock + notebookBody(&outline)
    for part in appendices { outline.add(part) }
    return (
      contents: outline.rendered(),
      main: body + appendices.map(\.html).joined() + footer
    )
  }

  /// Names of elements that no heading may take.
  private static let ownNames = ["page", "contents", "top"]

  /// The parts behind the notebook, in their order.
  private var appendices: [PageSection] {
    let parts: [PageSection?] = [cellsSection, originSection, citationSection, scriptSection]
    return parts.compactMap(\.self)
  }

  /// The tables, plots and prose of the experiment.
  private func notebookBody(_ outline: inout PageOutline) -> String {
    let headings = notebook.headings
    for heading in headings { if let anchor = heading?.anchor { outline.reserve(anchor) } }
    let prose = ProseRenderer(notebook)
    var html = "<div class=\"notebook\">\n"
    var sources = 0
    for (item, heading) in zip(notebook.items, headings) {
      if let heading { outline.add(heading) }
      switch item {
      case .prose(let text):
        html += "<div class=\"prose\">\n" + prose.html(text, &outline) + "</div>\n"
      case .source(let code):
        sources += 1
        html += foldDeclarations(code, number: sources)
      case .table(let table, _): html += render(table, heading ?? FigureHeading(.table, title: ""))
      case .drawing(.lines(let plot), _):
        html += render(plot, heading ?? FigureHeading(.figure, title: ""))
      case .drawing(.map(let map), _):
        html += render(map, heading ?? FigureHeading(.figure, title: ""))
      case .note(let text): html += "<p class=\"note\">\(text.escapedForHTML)</p>\n"
      }
    }
    return html + "</div>\n"
  }

  private var footer: String {
    guard !notebook.footer.isEmpty else { return "" }
    let lines = notebook.footer.map(\.escapedForHTML).joined(separator: "<br>")
    return "<footer>\n<p>\(lines)</p>\n</footer>\n"
  }
}

extension String {
  /// The text as HTML shows it, in content as in quoted attributes.
  var escapedForHTML: String { visible.escapedTextForHTML }

  /// The same for a text whose characters can all be shown.
  var escapedTextForHTML: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
