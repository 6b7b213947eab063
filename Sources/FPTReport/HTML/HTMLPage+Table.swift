extension HTMLPage {
  /// A results table; a published value stands small under ours, the difference beside it.
  func render(_ table: NotebookTable) -> String {
    var html = "<figure class=\"results\">\n"
    html += "<figcaption>\(table.title.escapedForHTML)"
    html += "<small>\(table.caption.escapedForHTML)</small></figcaption>\n"
    html += "<div class=\"scroll\"><table>\n<thead><tr>"
    for axis in table.rowAxes { html += "<th scope=\"col\">\(axis.escapedForHTML)</th>" }
    for column in table.columns.indices {
      html +=
        "<th scope=\"col\" class=\"number\">\(table.columnHeading(column).escapedForHTML)</th>"
    }
    html += "</tr></thead>\n<tbody>\n"
    for row in table.rows.indices {
      html += "<tr>"
      for label in table.rowLabels(row) {
        html += "<th scope=\"row\">\(label.escapedForHTML)</th>"
      }
      for column in table.columns.indices { html += cell(table[row, column], in: table) }
      html += "</tr>\n"
    }
    html += "</tbody>\n</table></div>\n"
    let legend = table.signs.map { sign in
      "<span><b>\(sign.text.escapedForHTML)</b> \(sign.meaning.escapedForHTML)</span>"
    }
    if !legend.isEmpty { html += "<div class=\"signs\">\(legend.joined(separator: " "))</div>\n" }
    return html + "</figure>\n"
  }

  private func cell(_ point: NotebookPoint, in table: NotebookTable) -> String {
    let text = PointText(point, in: table)
    var html = "<td class=\"\(point.state.rawValue)\">\(text.value.escapedForHTML)"
    if !text.mark.isEmpty { html += "<sup>\(text.mark.escapedForHTML)</sup>" }
    if !text.spread.isEmpty {
      html += " <span class=\"spread\">\(text.spread.escapedForHTML)</span>"
    }
    if let name = table.reference, let reference = text.reference {
      let difference = text.difference.isEmpty ? "" : "(\(text.difference))"
      let parts = [name, reference, difference].filter { !$0.isEmpty }
      html += "<small>\(parts.joined(separator: " ").escapedForHTML)</small>"
    }
    return html + "</td>"
  }
}
