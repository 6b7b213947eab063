extension NotebookTable {
  /// A table of GitHub's Markdown, title and legend included: `99.6 ± 0.2 (paper 100, Δ −0.4)`.
  func markdown(_ heading: FigureHeading) -> String {
    var text = markdownOfOne(heading)
    if let comparisons = ComparisonText(self) { text += "\n" + Self.markdown(comparisons) }
    for part in parts {
      text += "\n" + part.markdownOfOne(FigureHeading(.table, title: part.title))
    }
    return text
  }

  private static func markdown(_ text: ComparisonText) -> String {
    var lines = [markdown(text.caption), "", row(text.header)]
    lines.append(
      "|"
        + text.header.indices.map { $0 < text.labels ? "---|" : "---:|" }.joined())
    for row in text.rows {
      let cells = row.cells.enumerated().map { index, cell in
        let isBold = row.isBold && index == text.differenceColumn
        return isBold ? "**\(markdown(cell))**" : markdown(cell)
      }
      lines.append("| " + cells.joined(separator: " | ") + " |")
    }
    if !text.notes.isEmpty { lines += ["", text.notes.map(markdown).joined(separator: "; ")] }
    return lines.joined(separator: "\n") + "\n"
  }

  private func markdownOfOne(_ heading: FigureHeading) -> String {
    var lines = ["**\(Self.markdown(heading.line))**", ""]
    for line in heading.captions([caption]) { lines += [Self.markdown(line), ""] }
    let header = rowAxes + columns.indices.map(columnHeading)
    lines.append(Self.row(header))
    lines.append(
      "|" + rowAxes.map { _ in "---|" }.joined() + columns.map { _ in "---:|" }.joined())
    let numbers = sourceNumbers
    for row in rows.indices {
      lines.append(Self.row(rowLabels(row) + columns.indices.map { cell(row, $0, numbers) }))
    }
    let legend = signs.map { Self.markdown("\($0.text) \($0.meaning)") }.joined(separator: "; ")
    if !legend.isEmpty { lines += ["", legend] }
    let notes = sourceNotes.map { note in
      Self.markdown(note.mark.isEmpty ? note.text : "\(note.mark) \(note.text)")
    }
    if !notes.isEmpty { lines += ["", notes.joined(separator: "; ")] }
    for note in heading.text.notes { lines += ["", Self.markdown(note)] }
    return lines.joined(separator: "\n") + "\n"
  }

  private func cell(_ row: Int, _ column: Int, _ numbers: [PublishedSource: Int]) -> String {
    let text = text(row, column)
    var cell = text.value + text.mark
    if !text.spread.isEmpty { cell += " " + text.spread }
    guard let name = reference, let value = text.reference else { return cell }
    let difference = text.difference.isEmpty ? "" : ", " + text.signedDifference
    let mark =
      shownSource(self[row, column]).flatMap { numbers[$0] }.map(SourceNote.raised) ?? ""
    return cell + " (\(name) \(value)\(mark)\(difference))"
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.map(markdown).joined(separator: " | ") + " |"
  }

  private static func markdown(_ text: String) -> String { text.escapedForMarkdown }
}

extension String {
  /// The text with what Markdown would take for a sign kept from it: it is shown as it is.
  var escapedForMarkdown: String {
    var result = String.UnicodeScalarView()
    for scalar in visible.unicodeScalars {
      if "\\`*_[]<>|&#~".unicodeScalars.contains(scalar) { result.append("\\") }
      result.append(scalar)
    }
    return String(result)
  }
}
