extension HTMLPage {
  /// The title, and under it what has to be known before the first number.
  var titleBlock: String {
    var html = "<header id=\"top\">\n<h1>\(notebook.title.escapedForHTML)</h1>\n" + byline
    var lines = notebook.header[...]
    while let line = lines.popFirst() {
      var details: [String] = []
      while let next = lines.first, next.hasPrefix("  ") {
        details.append(next)
        lines.removeFirst()
      }
      if details.isEmpty {
        html += "<p class=\"remark\">\(line.escapedForHTML)</p>\n"
      } else {
        let items = details.map { "<li>\($0.escapedForHTML)</li>\n" }.joined()
        html += HTMLElement.fold(line, "<ul>\n\(items)</ul>\n", kind: "changes", isPrinted: true)
      }
    }
    return html + "</header>\n"
  }
}
