extension NotebookTable {
  /// A `table` environment in the style of booktabs: numbers in columns of siunitx with their uncertainties, published values
  /// and the differences to them on lines of their own, sources and signs as notes.
  ///
  /// Its first line names the packages that it needs. Comparisons follow in a second tabular of the same environment; intervals
  /// for each seed are a table of their own.
  func latex(_ heading: FigureHeading) -> String {
    var lines = [
      "% \\usepackage{booktabs} \\usepackage{siunitx} % version 3",
      "% \\usepackage{threeparttable}",
      "\\begin{table}",
      "  \\centering",
      "  \\sisetup{separate-uncertainty, retain-zero-uncertainty, retain-explicit-plus, table-align-uncertainty=false, group-separator={,}}",
      "  \\begin{threeparttable}",
      "  \\caption{\(LaTeXText.escaped(heading.latexCaption(caption)))}",
      "  \\label{tab:\(heading.name(of: title))}",
    ]
    lines += LaTeXGrid(self).lines
    let notes =
      signs.map { "\\item[\(LaTeXText.escaped($0.text))] \(LaTeXText.escaped($0.meaning))" }
      + sourceNotes.map { note in
        "\\item\(note.number.map { "[\($0)]" } ?? "") \(LaTeXText.escaped(note.text))"
      } + heading.text.notes.map { "\\item \(LaTeXText.escaped($0))" }
    lines += Self.notes(notes)
    lines.append("  \\end{threeparttable}")
    if let text = ComparisonText(self) { lines += Self.lines(of: text) }
    lines.append("\\end{table}")
    let further = parts.map { part in
      var own = FigureHeading(.table, title: part.title)
      own.distinction = heading.distinction
      return "\n" + part.latex(own)
    }
    return lines.joined(separator: "\n") + "\n" + further.joined()
  }

  private static func notes(_ items: [String]) -> [String] {
    guard !items.isEmpty else { return [] }
    return ["  \\begin{tablenotes}\\footnotesize"] + items.map { "    " + $0 }
      + ["  \\end{tablenotes}"]
  }

  /// The comparisons, with what they assume beneath them.
  private static func lines(of text: ComparisonText) -> [String] {
    let alignment = text.header.indices.map { $0 < text.labels ? "l" : "r" }.joined()
    var lines = [
      "  \\par\\medskip",
      "  \\begin{threeparttable}",
      "  \\begin{tabular}{\(alignment)}",
      "    \\toprule",
      LaTeXText.row(text.header.map(LaTeXText.escaped)),
      "    \\midrule",
    ]
    for row in text.rows {
      lines.append(
        LaTeXText.row(
          row.cells.enumerated().map { index, cell in
            let cell = LaTeXText.escaped(cell)
            return row.isBold && index == text.differenceColumn ? "\\textbf{\(cell)}" : cell
          }))
    }
    lines += ["    \\bottomrule", "  \\end{tabular}"]
    lines += notes(([text.caption] + text.notes).map { "\\item " + LaTeXText.escaped($0) })
    return lines + ["  \\end{threeparttable}"]
  }
}

/// Text of the report as LaTeX sets it.
enum LaTeXText {
  /// A row of a tabular; what begins with a bracket or star would else belong to the end of the row before.
  static func row(_ cells: [String]) -> String {
    let text = cells.joined(separator: " & ")
    return "    " + (text.hasPrefix("[") || text.hasPrefix("*") ? "{}" : "") + text + " \\\\"
  }

  /// A name for `\label`: lowercase letters, digits and hyphens.
  static func slug(_ title: String) -> String {
    var slug = ""
    for scalar in title.lowercased().unicodeScalars {
      if ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) {
        slug.unicodeScalars.append(scalar)
      } else if !slug.isEmpty, !slug.hasSuffix("-") {
        slug += "-"
      }
    }
    while slug.hasSuffix("-") { slug.removeLast() }
    return slug.isEmpty ? "table" : slug
  }

  /// Text that LaTeX sets as it is, with the signs of the report as commands.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.visible.unicodeScalars {
      switch scalar {
      case "\\": result += "\\textbackslash{}"
      case "~": result += "\\textasciitilde{}"
      case "^": result += "\\textasciicircum{}"
      case "<", ">", "|": result += "$\(scalar)$"
      case "{", "}", "$", "&", "#", "%", "_": result += "\\\(scalar)"
      case "\"": result += "\\textquotedbl{}"
      case "±": result += "$\\pm$"
      case "−": result += "$-$"
      case "–": result += "--"
      case "’": result += "'"
      case "“": result += "``"
      case "”": result += "''"
      case "†": result += "$^\\dagger$"
      case "Δ": result += "$\\Delta$"
      case "✗": result += "$\\times$"
      case "×": result += "$\\times$"
      case "→": result += "$\\to$"
      case "∅": result += "$\\emptyset$"
      case "∞": result += "$\\infty$"
      case "·": result += "$\\cdot$"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
