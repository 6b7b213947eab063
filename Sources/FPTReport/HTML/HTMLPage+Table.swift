extension HTMLPage {
  /// A results table; a published value stands small under ours, the difference beside it.
  func render(_ table: NotebookTable, _ heading: FigureHeading) -> String {
    var html = opening("results", heading, computed: [table.caption])
    html += "<div class=\"scroll\"><table>\n<thead><tr>"
    for axis in table.rowAxes { html += "<th scope=\"col\">\(axis.escapedForHTML)</th>" }
    for column in table.columns.indices {
      html +=
        "<th scope=\"col\" class=\"number\">\(table.columnHeading(column).escapedForHTML)</th>"
    }
    html += "</tr></thead>\n<tbody>\n"
    let numbers = table.sourceNumbers
    for row in table.rows.indices {
      html += "<tr>"
      for label in table.rowLabels(row) {
        html += "<th scope=\"row\">\(label.escapedForHTML)</th>"
      }
      for column in table.columns.indices {
        html += cell(table[row, column], in: table, numbers)
      }
      html += "</tr>\n"
    }
    html += "</tbody>\n</table></div>\n"
    let legend = table.signs.map { sign in
      "<span><b>\(sign.text.escapedForHTML)</b> \(sign.meaning.escapedForHTML)</span>"
    }
    if !legend.isEmpty { html += "<div class=\"signs\">\(legend.joined(separator: " "))</div>\n" }
    let notes = table.sourceNotes.map { note in
      let mark = note.number.map { "<sup>\($0)</sup> " } ?? ""
      return "<span>\(mark)\(note.text.escapedForHTML)</span>"
    }
    if !notes.isEmpty { html += "<div class=\"signs\">\(notes.joined(separator: " "))</div>\n" }
    return html + self.notes(heading) + "</figure>\n"
  }

  private func cell(
    _ point: NotebookPoint, in table: NotebookTable, _ numbers: [PublishedSource: Int]
  ) -> String {
    let text = PointText(point, in: table)
    var html = "<td class=\"\(point.state.rawValue)\">\(text.value.escapedForHTML)"
    if !text.mark.isEmpty { html += "<sup>\(text.mark.escapedForHTML)</sup>" }
    if !text.spread.isEmpty {
      html += " <span class=\"spread\">\(text.spread.escapedForHTML)</span>"
    }
    if let name = table.reference, let reference = text.reference {
      let difference = text.difference.isEmpty ? "" : "(\(text.difference))"
      let number = table.shownSource(point).flatMap { numbers[$0] }
      let mark = number.map { "<sup>\($0)</sup>" } ?? ""
      let ending = difference.isEmpty ? "" : " \(difference.escapedForHTML)"
      html += "<small>\("\(name) \(reference)".escapedForHTML)\(mark)\(ending)</small>"
    }
    return html + "</td>"
  }
}
