import FPTResults

extension HTMLPage {
  /// What belongs to a table or plot besides what is drawn: its source and its data.
  func folds(_ heading: FigureHeading) -> String {
    let source = heading.text.source.map { fold($0, name: "\(heading.line), source") } ?? ""
    let data = heading.text.data.map { fold($0, of: heading) } ?? ""
    return source.isEmpty && data.isEmpty ? "" : "<div class=\"folds\">\n\(source)\(data)</div>\n"
  }

  private func fold(_ data: FigureData, of heading: FigureHeading) -> String {
    var html = ""
    let links = data.files.map { file in
      let name = heading.name(of: file.title) + ".csv"
      return "<a download=\"\(name)\" href=\"\(Self.dataAddress(file.text))\">\(name)</a>"
    }
    if links.isEmpty {
      let count = ValueFormat.fixed(Double(data.values), digits: 0)
      html += "<p>\(count) values, more than a page should hold: they are in the results file as "
      html +=
        "<code>/\((data.group + "/" + (data.arrays.first ?? "")).escapedForHTML)</code>.</p>\n"
    } else {
      html += "<p>\(links.joined(separator: ", "))</p>\n"
    }
    if let file = notebook.file {
      html += snippet(
        NotebookOrigin.Snippet("In Python", data.python(file: file)), of: heading.line)
    }
    if let grid = data.grid { html += table(grid, of: heading) }
    return HTMLElement.fold("Data", html, kind: "data")
  }

  /// Numbers as a table, without the end tags that HTML lets out, since there can be thousands.
  private func table(_ grid: FigureData.Grid, of heading: FigureHeading) -> String {
    var html = "<table class=\"grid sortable\">\n"
    if !grid.caption.isEmpty { html += "<caption>\(grid.caption.escapedForHTML)</caption>\n" }
    html += "<thead><tr>"
    let areNumbers = grid.header.indices.map { column in
      column >= grid.labels && grid.rows.allSatisfy { ValueFormat.isNumber($0[column]) }
    }
    for (title, isNumber) in zip(grid.header, areNumbers) {
      html += "<th scope=\"col\"\(isNumber ? " class=\"number\"" : "")>\(title.escapedForHTML)"
    }
    html += "</thead>\n<tbody>\n"
    for row in grid.rows {
      html += "<tr>"
      for (index, cell) in row.enumerated() {
        html +=
          index < grid.labels
          ? "<th scope=\"row\">" : areNumbers[index] ? "<td>" : "<td class=\"word\">"
        html += cell.escapedForHTML
      }
      html += "\n"
    }
    return HTMLElement.scroll(html + "</tbody></table>", name: "\(heading.line), data")
  }

  /// A text as an address that a browser saves as a file.
  static func dataAddress(_ text: String) -> String {
    // What an address may have as it is, and an attribute too.
    let plain = Set("-._~!$()*+,;=:@/?".utf8)
    var address = "data:text/csv;charset=utf-8,"
    for byte in text.utf8 {
      let isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A
      if isLetter || (byte >= 0x30 && byte <= 0x39) || plain.contains(byte) {
        address.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        address += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return address
  }
}

extension FigureData {
  /// Lines of Python that read the numbers from the results file.
  package func python(file: String) -> String {
    let lead = arrays.first ?? "mean"
    let (file, group) = (PythonText.literal(file), PythonText.literal(group))
    return "xarray.open_dataset(\(file), group=\(group))[\(PythonText.literal(lead))]"
  }
}

/// Text as Python writes it.
package enum PythonText {
  /// A string literal in double quotes.
  package static func literal(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "\"": result += "\\\(scalar)"
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
