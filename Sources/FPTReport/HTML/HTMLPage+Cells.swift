import FPTResults

extension HTMLPage {
  /// A folded list of the cells of each run; nil where there are none.
  var cellsSection: PageSection? {
    let groups = notebook.cells.filter { !$0.rows.isEmpty }
    guard !groups.isEmpty else { return nil }
    var html = ""
    for group in groups {
      let name = groups.count > 1 ? "run \(group.run): " : ""
      html += HTMLElement.fold("\(name)\(group.summary)", table(group), kind: "cells")
    }
    return PageSection(name: "cells", title: "Cells", content: html)
  }

  private func table(_ group: NotebookCells) -> String {
    let hasSeconds = group.rows.contains { $0.seconds != nil }
    var html = "<table class=\"grid sortable\">\n<thead><tr>"
    for name in group.axes + ["state"] { html += "<th scope=\"col\">\(name.escapedForHTML)" }
    for name in group.measures + (hasSeconds ? ["seconds"] : []) {
      html += "<th scope=\"col\" class=\"number\">\(name.escapedForHTML)"
    }
    html += "<th scope=\"col\">cell"
    html += "</thead>\n<tbody>\n"
    for row in group.rows {
      html += "<tr>"
      for label in row.labels { html += "<th scope=\"row\">\(label.escapedForHTML)" }
      html += "<td class=\"word\">\(row.state.escapedForHTML)"
      if let message = row.message { html += "<small>\(message.escapedForHTML)</small>" }
      for value in row.values {
        html += "<td>\(value.map { ValueFormat.significant($0, digits: 5) } ?? "")"
      }
      if hasSeconds { html += "<td>\(row.seconds.map { ValueFormat.fixed($0, digits: 1) } ?? "")" }
      let hash = String(row.hash.prefix(NotebookCells.hashDigits))
      html += "<td class=\"word\"><code>\(hash.escapedForHTML)</code>\n"
    }
    return HTMLElement.scroll(html + "</tbody></table>", name: "cells of \(group.run)")
  }
}
