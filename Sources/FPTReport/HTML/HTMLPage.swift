import FPTFigures

/// Renders a notebook as one self-contained HTML page: no script, no font, no file beside it.
///
/// Everything from files is escaped; raw HTML in prose is left out; the page's own policy lets a
/// browser load nothing. Light and dark follow the reader's settings.
package struct HTMLPage: Sendable {
  private let notebook: Notebook

  package init(_ notebook: Notebook) {
    self.notebook = notebook
  }

  /// The page as text, the same for the same notebook.
  package func render() -> String {
    var body = "<header>\n<h1>\(notebook.title.escapedForHTML)</h1>\n"
    body += lines(notebook.header, tag: "aside")
    body += "</header>\n"
    for (item, heading) in zip(notebook.items, notebook.headings) { body += render(item, heading) }
    if !notebook.footer.isEmpty {
      body += "<footer>\n" + lines(notebook.footer, tag: "p") + "</footer>\n"
    }
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy"
        content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
      <title>\(notebook.title.escapedForHTML)</title>
      <style>
      \(Self.stylesheet)
      </style>
      </head>
      <body>
      <main>
      \(body)</main>
      </body>
      </html>

      """
  }

  private func lines(_ lines: [String], tag: String) -> String {
    guard !lines.isEmpty else { return "" }
    return "<\(tag)>" + lines.map(\.escapedForHTML).joined(separator: "<br>") + "</\(tag)>\n"
  }

  private func render(_ item: Notebook.Item, _ heading: FigureHeading?) -> String {
    let heading = heading ?? FigureHeading(.figure, title: "")
    return switch item {
    case .prose(let text):
      "<section class=\"prose\">\n" + MarkdownSource.html(text) + "</section>\n"
    case .table(let table, _): render(table, heading)
    case .drawing(.lines(let plot), _): render(plot, heading)
    case .drawing(.map(let map), _): render(map, heading)
    case .note(let text): "<p class=\"note\">\(text.escapedForHTML)</p>\n"
    }
  }
}

extension String {
  /// The text as HTML shows it, in content as in quoted attributes.
  var escapedForHTML: String {
    var result = ""
    for scalar in visible.unicodeScalars {
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
