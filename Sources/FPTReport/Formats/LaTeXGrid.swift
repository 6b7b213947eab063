/// The tabular of a results table: for each column one of siunitx and, where anything stands behind the numbers, one of text.
struct LaTeXGrid {
  private let table: NotebookTable
  private let texts: [[PointText]]
  /// Whether a column has something behind its numbers.
  private let hasRest: [Bool]

  init(_ table: NotebookTable) {
    self.table = table
    texts = table.rows.indices.map { row in table.columns.indices.map { table.text(row, $0) } }
    let texts = texts
    hasRest = table.columns.indices.map { column in texts.contains { !$0[column].rest.isEmpty } }
  }

  var lines: [String] {
    let columns = table.columns.indices
    let alignment =
      table.rowAxes.map { _ in "l" }.joined()
      + columns.map { " S[\(format(of: $0))]" + (hasRest[$0] ? "@{\\,}l" : "") }.joined()
    let headings = columns.map { column in
      let heading = LaTeXText.escaped(table.columnHeading(column))
      return hasRest[column] ? "\\multicolumn{2}{c}{\(heading)}" : "{\(heading)}"
    }
    var lines = [
      "  \\begin{tabular}{\(alignment)}",
      "    \\toprule",
      LaTeXText.row(table.rowAxes.map(LaTeXText.escaped) + headings),
      "    \\midrule",
    ]
    let numbers = table.sourceNumbers
    for row in table.rows.indices {
      let labels = table.rowLabels(row).map(LaTeXText.escaped)
      lines.append(LaTeXText.row(labels + columns.map { cell(row, $0) }))
      guard let reference = table.reference, table.hasReference(row: row) else { continue }
      let margin = Array(repeating: "", count: max(table.rowAxes.count - 1, 0))
      let published = columns.map { column in
        let number = table.shownSource(table[row, column]).flatMap { numbers[$0] }
        let mark = number.map { "{\\tnote{\($0)}}" } ?? ""
        return padded(Self.number(texts[row][column].reference ?? "") + mark, column)
      }
      lines.append(
        LaTeXText.row(margin + ["\\quad " + LaTeXText.escaped(reference)] + published))
      guard texts[row].contains(where: { !$0.difference.isEmpty }) else { continue }
      let differences = columns.map { padded(Self.number(texts[row][$0].difference), $0) }
      lines.append(LaTeXText.row(margin + ["\\quad $\\Delta$"] + differences))
    }
    return lines + ["    \\bottomrule", "  \\end{tabular}"]
  }

  /// The content of a table cell, with the text behind the number in a column of its own.
  private func cell(_ row: Int, _ column: Int) -> String {
    let text = texts[row][column]
    var cell = Self.number(text.value)
    if !cell.hasPrefix("{"), let deviation = text.deviation {
      // One seed has no uncertainty, and the sign of that is text.
      let number = Self.number(deviation)
      cell += number.hasPrefix("{") ? "{\\tnote{--}}" : "(\(number))"
    }
    if !text.mark.isEmpty {
      let mark = LaTeXText.escaped(text.mark.trimmed).replacing("$^\\dagger$", with: "$\\dagger$")
      cell += "{\\tnote{\(mark)}}"
    }
    return hasRest[column] ? cell + " & " + LaTeXText.escaped(text.rest) : cell
  }

  /// An empty text column behind a number.
  private func padded(_ cell: String, _ column: Int) -> String {
    hasRest[column] ? cell + " & " : cell
  }

  /// A number as siunitx reads it; anything else in braces, as text.
  private static func number(_ text: String) -> String {
    let plain = text.replacing(",", with: "").replacing("−", with: "-")
    let digits = plain.drop { $0 == "-" || $0 == "+" }
    let isNumber =
      !digits.isEmpty && plain.count - digits.count <= 1
      && digits.allSatisfy { "0123456789.".contains($0) }
      && digits.count { $0 == "." } <= 1 && digits.first != "."
    return isNumber ? plain : text.isEmpty ? "" : "{\(LaTeXText.escaped(text))}"
  }

  /// Room for every number of a column: sign, digits and decimals, and the same of the uncertainty.
  private func format(of column: Int) -> String {
    let numbers = texts.flatMap { row in
      [row[column].value, row[column].reference ?? "", row[column].difference]
    }.map(Self.number).filter { !$0.isEmpty && !$0.hasPrefix("{") }
    let uncertainties = texts.compactMap { $0[column].deviation.map(Self.number) }
      .filter { !$0.hasPrefix("{") }
    let sign =
      numbers.contains { $0.hasPrefix("-") }
      ? "-" : numbers.contains { $0.hasPrefix("+") } ? "+" : ""
    var format = "table-format=\(sign)\(Self.room(for: numbers))"
    if !uncertainties.isEmpty { format += "(\(Self.room(for: uncertainties)))" }
    return format
  }

  private static func room(for numbers: [String]) -> String {
    var (whole, decimals) = (1, 0)
    for number in numbers {
      let parts = number.drop { $0 == "-" || $0 == "+" }.split(separator: ".")
      whole = max(whole, parts.first?.count ?? 0)
      decimals = max(decimals, parts.count > 1 ? parts[1].count : 0)
    }
    return decimals > 0 ? "\(whole).\(decimals)" : "\(whole)"
  }
}

extension String {
  /// Without blanks around it.
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
