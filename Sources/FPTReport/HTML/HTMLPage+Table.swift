extension HTMLPage {
  /// A results table; a published value stands small under ours, the difference beside it.
  func render(_ table: NotebookTable, _ heading: FigureHeading) -> String {
    var html = opening("results", heading, computed: [table.caption])
    html += grid(table, name: heading.line)
    if let text = ComparisonText(table) {
      html += comparisons(text, name: heading.line + ": comparisons")
    }
    for part in table.parts {
      html += "<p class=\"caption\">\(part.title.escapedForHTML)<small>"
      html +=
        "\(part.caption.escapedForHTML)</small></p>\n"
        + grid(part, name: heading.line + ": " + part.title)
    }
    return html + closing(heading)
  }

  private func grid(_ table: NotebookTable, name: String) -> String {
    var html = "<table class=\"sortable\">\n<thead><tr>"
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
      for column in table.columns.indices { html += cell(row, column, in: table, numbers) }
      html += "</tr>\n"
    }
    html = HTMLElement.scroll(html + "</tbody>\n</table>", name: name)
    let legend = table.signs.map { sign in
      "<span><b>\(sign.text.escapedForHTML)</b> \(sign.meaning.escapedForHTML)</span>"
    }
    if !legend.isEmpty { html += "<div class=\"signs\">\(legend.joined(separator: " "))</div>\n" }
    let notes = table.sourceNotes.map { note in
      let mark = note.number.map { "<sup>\($0)</sup> " } ?? ""
      return "<span>\(mark)\(note.text.escapedForHTML)</span>"
    }
    if !notes.isEmpty { html += "<div class=\"signs\">\(notes.joined(separator: " "))</div>\n" }
    return html
  }

  private func cell(
    _ row: Int, _ column: Int, in table: NotebookTable, _ numbers: [PublishedSource: Int]
  ) -> String {
    let point = table[row, column]
    let text = table.text(row, column)
    var html = "<td class=\"\(point.state.rawValue)\">\(text.value.escapedForHTML)"
    if !text.mark.isEmpty { html += "<sup>\(text.mark.escapedForHTML)</sup>" }
    if !text.spread.isEmpty {
      html += " <span class=\"spread\">\(text.spread.escapedForHTML)</span>"
    }
    if let name = table.reference, let reference = text.reference {
      let number = table.shownSource(point).flatMap { numbers[$0] }
      let mark = number.map { "<sup>\($0)</sup>" } ?? ""
      let difference = text.difference.isEmpty ? "" : ", \(text.signedDifference.escapedForHTML)"
      html += "<small>\("\(name) \(reference)".escapedForHTML)\(mark)\(difference)</small>"
    }
    return html + "</td>"
  }

  /// The comparisons of a table, beneath it.
  private func comparisons(_ text: ComparisonText, name: String) -> String {
    var html = "<table class=\"comparisons sortable\">\n"
    html += "<caption><span>\(text.caption.escapedForHTML)</span></caption>\n<thead><tr>"
    for (index, heading) in text.header.enumerated() {
      let kind = index < text.labels ? "" : " class=\"number\""
      html += "<th scope=\"col\"\(kind)>\(heading.escapedForHTML)</th>"
    }
    html += "</tr></thead>\n<tbody>\n"
    for row in text.rows {
      html += row.isBold ? "<tr class=\"off-zero\">" : "<tr>"
      for (index, cell) in row.cells.enumerated() {
        html +=
          index < text.labels
          ? "<th scope=\"row\">\(cell.escapedForHTML)</th>" : "<td>\(cell.escapedForHTML)</td>"
      }
      html += "</tr>\n"
    }
    html = HTMLElement.scroll(html + "</tbody>\n</table>", name: name)
    let notes = text.notes.map { "<span>\($0.escapedForHTML)</span>" }
    if !notes.isEmpty { html += "<div class=\"signs\">\(notes.joined(separator: " "))</div>\n" }
    return html
  }
}
