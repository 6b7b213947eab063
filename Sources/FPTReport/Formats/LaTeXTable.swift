extension NotebookTable {
  /// A `table` environment in the style of booktabs, published values on a line of their own.
  ///
  /// Needs `\usepackage{booktabs}` and nothing else.
  func latex(_ heading: FigureHeading) -> String {
    let alignment = rowAxes.map { _ in "l" } + columns.map { _ in "r" }
    let header = rowAxes + columns.indices.map(columnHeading)
    var lines = [
      "\\begin{table}",
      "  \\centering",
      "  \\caption{\(Self.latex(heading.latexCaption(caption)))}",
      "  \\begin{tabular}{\(alignment.joined())}",
      "    \\toprule",
      Self.row(header.map(Self.latex)),
      "    \\midrule",
    ]
    let numbers = sourceNumbers
    for row in rows.indices {
      let points = columns.indices.map { PointText(self[row, $0], in: self) }
      lines.append(Self.row(rowLabels(row).map(Self.latex) + points.map(Self.cell)))
      guard let reference, hasReference(row: row) else { continue }
      let margin = Array(repeating: "", count: max(rowAxes.count - 1, 0))
      let published = columns.indices.map { column in
        let number = shownSource(self[row, column]).flatMap { numbers[$0] }
        return Self.latex(points[column].reference ?? "") + (number.map { "$^{\($0)}$" } ?? "")
      }
      lines.append(Self.row(margin + ["\\quad " + Self.latex(reference)] + published))
    }
    lines += ["    \\bottomrule", "  \\end{tabular}"]
    let legend = signs.map { "\($0.text) \($0.meaning)" }.joined(separator: "; ")
    if !legend.isEmpty { lines.append("  \\par\\smallskip\\footnotesize \(Self.latex(legend))") }
    let notes = sourceNotes.map { note in
      (note.number.map { "$^{\($0)}$ " } ?? "") + Self.latex(note.text)
    }
    if !notes.isEmpty {
      lines.append("  \\par\\smallskip\\footnotesize \(notes.joined(separator: "; "))")
    }
    for note in heading.text.notes {
      lines.append("  \\par\\smallskip\\footnotesize \(Self.latex(note))")
    }
    if let anchor = heading.anchor { lines.append("  \\label{\(anchor)}") }
    lines.append("\\end{table}")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func row(_ cells: [String]) -> String {
    "    " + cells.joined(separator: " & ") + " \\\\"
  }

  private static func cell(_ text: PointText) -> String {
    let spread = text.spread.isEmpty ? "" : " " + latex(text.spread)
    return latex(text.value) + latex(text.mark) + spread
  }

  /// Text that LaTeX sets as it is, with the signs of the report as commands.
  private static func latex(_ text: String) -> String {
    var result = ""
    for scalar in text.visible.unicodeScalars {
      switch scalar {
      case "\\": result += "\\textbackslash{}"
      case "~": result += "\\textasciitilde{}"
      case "^": result += "\\textasciicircum{}"
      case "<", ">", "|": result += "$\(scalar)$"
      case "{", "}", "$", "&", "#", "%", "_": result += "\\\(scalar)"
      case "±": result += "$\\pm$"
      case "−": result += "$-$"
      case "–": result += "--"
      case "†": result += "$^\\dagger$"
      case "✗": result += "$\\times$"
      case "∅": result += "$\\emptyset$"
      case "∞": result += "$\\infty$"
      case "·": result += "$\\cdot$"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
