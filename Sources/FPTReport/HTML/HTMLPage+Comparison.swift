import FPTResults

extension HTMLPage {
  /// Two notebooks beside each other as one page.
  package static func render(_ pair: NotebookPair) -> String {
    let title = pair.names.joined(separator: " against ")
    let page = HTMLPage(Notebook(title: title))
    let sections = [
      page.overview(pair), page.planSection(pair), page.tablesSection(pair),
      page.plotsSection(pair), page.cellsSection(pair),
    ].compactMap(\.self)
    var outline = PageOutline(reserving: ["page", "contents", "top"] + sections.map(\.name))
    for section in sections { outline.add(section) }
    return page.document(
      contents: outline.rendered(),
      main: page.comparisonTitle(pair) + sections.map(\.html).joined())
  }

  private func comparisonTitle(_ pair: NotebookPair) -> String {
    let letters = zip(["A", "B"], zip(pair.names, pair.notebooks)).map { letter, pair in
      "<p class=\"remark\"><b>\(letter)</b> \(pair.0.escapedForHTML): \(pair.1.title.escapedForHTML)</p>\n"
    }
    return "<header id=\"top\">\n<h1>\(notebook.title.escapedForHTML)</h1>\n\(letters.joined())"
      + "<p class=\"remark\">\(pair.summary.escapedForHTML)</p>\n</header>\n"
  }

  /// What each is, by the same names.
  private func overview(_ pair: NotebookPair) -> PageSection? {
    let facts = pair.notebooks.map { $0.origin?.facts ?? [] }
    var names: [String] = []
    for fact in facts.joined() where !names.contains(fact.name) { names.append(fact.name) }
    guard !names.isEmpty else { return nil }
    let rows = names.map { name -> [String] in
      let values = facts.map { facts in facts.first { $0.name == name }?.value ?? "" }
      return [name] + values
    }
    var html =
      "<table class=\"grid sides\">\n<thead><tr><th scope=\"col\"></th><th scope=\"col\">A</th>"
    html += "<th scope=\"col\">B</th></tr></thead>\n<tbody>\n"
    for row in rows {
      html += row[1] == row[2] ? "<tr>" : "<tr class=\"differs\">"
      html += "<th scope=\"row\">\(row[0].escapedForHTML)</th>"
      for value in row.dropFirst() { html += "<td class=\"word\">\(value.escapedForHTML)</td>" }
      html += "</tr>\n"
    }
    html = HTMLElement.scroll(html + "</tbody></table>", name: "how each was made")
    return PageSection(name: "made", title: "How they were made", content: html)
  }

  private func planSection(_ pair: NotebookPair) -> PageSection? {
    var html = ""
    if pair.plan.isEmpty && pair.changes.isEmpty { html += "<p>Both were asked the same.</p>\n" }
    if !pair.changes.isEmpty {
      html +=
        "<table class=\"grid\">\n<thead><tr><th scope=\"col\">value</th><th scope=\"col\">A</th>"
      html +=
        "<th scope=\"col\">B</th><th scope=\"col\" class=\"number\">cells</th></tr></thead>\n<tbody>\n"
      for change in pair.changes {
        html += "<tr><th scope=\"row\"><code>\(change.path.escapedForHTML)</code></th>"
        html += "<td class=\"word\">\(change.from.escapedForHTML)</td>"
        html += "<td class=\"word\">\(change.to.escapedForHTML)</td><td>\(change.cells)</td></tr>\n"
      }
      html = HTMLElement.scroll(html + "</tbody></table>", name: "values that differ")
    }
    for difference in pair.plan {
      if let lines = difference.lines {
        html += HTMLElement.fold(
          difference.what,
          HTMLElement.code(lines.visibleLines.escapedTextForHTML, name: difference.what))
      } else {
        let text = "\(difference.what): \(difference.from) → \(difference.to)"
        html += "<p>\(text.escapedForHTML)</p>\n"
      }
    }
    return PageSection(name: "configuration", title: "Configuration", content: html)
  }

  private func tablesSection(_ pair: NotebookPair) -> PageSection? {
    let tables = pair.tables
    guard !tables.isEmpty else { return nil }
    let html = tables.map { table -> String in
      var html = "<figure class=\"results\">\n<figcaption>\(table.title.escapedForHTML)"
      html += "<small>\(table.caption.escapedForHTML)</small></figcaption>\n"
      var grid = "<table>\n<thead><tr>"
      for axis in table.axes { grid += "<th scope=\"col\">\(axis.escapedForHTML)</th>" }
      grid += "<th scope=\"col\">file</th>"
      for column in table.columns {
        grid += "<th scope=\"col\" class=\"number\">\(column.escapedForHTML)</th>"
      }
      grid += "</tr></thead>\n<tbody>\n"
      for (index, row) in table.rows.enumerated() {
        grid += row.side == .difference ? "<tr class=\"difference\">" : "<tr>"
        let isFirst = index == 0 || table.rows[index - 1].labels != row.labels
        for label in row.labels {
          grid +=
            "<th scope=\"row\">\(isFirst ? label.escapedForHTML : "<span class=\"again\">\(label.escapedForHTML)</span>")</th>"
        }
        grid += "<td class=\"word\">\(row.side.sign)</td>"
        for cell in row.cells { grid += "<td>\(cell.escapedForHTML)</td>" }
        grid += "</tr>\n"
      }
      html += HTMLElement.scroll(grid + "</tbody></table>", name: table.title)
      return html + "</figure>\n"
    }
    return PageSection(name: "tables", title: "Tables", content: html.joined())
  }

  private func plotsSection(_ pair: NotebookPair) -> PageSection? {
    let drawings = pair.drawings
    guard !drawings.isEmpty else { return nil }
    let html = drawings.map { drawing in
      switch drawing {
      case .lines(let chart): render(chart, FigureHeading(.figure, title: chart.title))
      case .map(let map): render(map, FigureHeading(.figure, title: map.title))
      }
    }
    return PageSection(name: "plots", title: "Plots", content: html.joined())
  }

  private func cellsSection(_ pair: NotebookPair) -> PageSection? {
    var html = "<p>\(pair.summary.escapedForHTML)</p>\n"
    if !pair.figures.isEmpty {
      html +=
        "<p>\("What is shown differs in: \(pair.figures.joined(separator: ", ")).".escapedForHTML)</p>\n"
    }
    for (title, cells) in [
      ("differ", pair.different), ("only in A", pair.onlyInFirst), ("only in B", pair.onlyInSecond),
    ] where !cells.isEmpty {
      var grid = "<table class=\"grid\">\n<thead><tr><th scope=\"col\">cell<th scope=\"col\">hash"
      grid +=
        title == "differ"
        ? "<th scope=\"col\">what differs</thead>\n<tbody>\n" : "</thead>\n<tbody>\n"
      for cell in cells {
        let hashes = cell.hashes.map { String($0.prefix(NotebookCells.hashDigits)) }
        grid += "<tr><th scope=\"row\">\(cell.name.escapedForHTML)"
        grid += "<td class=\"word\"><code>\(hashes.joined(separator: " → ").escapedForHTML)</code>"
        if title == "differ" {
          grid += "<td class=\"word\">"
          grid += cell.lines.map { $0.escapedForHTML }.joined(separator: "<br>")
        }
        grid += "\n"
      }
      let name = "\(cells.count) \(title)"
      html += HTMLElement.fold(name, HTMLElement.scroll(grid + "</tbody></table>", name: name))
    }
    return PageSection(name: "cells", title: "Cells", content: html)
  }
}

extension NotebookPair {
  /// How many cells are the same.
  var summary: String {
    func cells(_ count: Int) -> String { count == 1 ? "1 cell" : "\(count) cells" }
    var parts = ["\(cells(same)) \(same == 1 ? "is" : "are") the same, bit by bit"]
    if !different.isEmpty {
      parts.append("\(cells(different.count)) differ\(different.count == 1 ? "s" : "")")
    }
    if !onlyInFirst.isEmpty { parts.append("\(cells(onlyInFirst.count)) only in A") }
    if !onlyInSecond.isEmpty { parts.append("\(cells(onlyInSecond.count)) only in B") }
    return parts.joined(separator: "; ")
  }
}
