extension NotebookTable {
  /// Formats in which a table leaves the report.
  package enum ExportFormat: String, Sendable, CaseIterable {
    case markdown, csv, latex
  }

  /// The table in a format for other documents, ending in a newline.
  ///
  /// The heading has the number of the table among those of the notebook; LaTeX counts for itself. Comma-separated values have neither
  /// heading nor notes.
  package func exported(
    as format: ExportFormat, _ heading: FigureHeading? = nil
  ) -> String {
    let heading = heading ?? FigureHeading(.table, title: title)
    return switch format {
    case .markdown: markdown(heading)
    case .csv: csv()
    case .latex: latex(heading)
    }
  }

  /// The table and what belongs to it, each with its title: comma-separated values have one kind of line a file.
  package func documents(
    as format: ExportFormat, _ heading: FigureHeading? = nil
  ) -> [(title: String, text: String)] {
    guard format == .csv else { return [(title, exported(as: format, heading))] }
    var documents = [(title, csv())]
    if let comparisons = comparisonsCSV() {
      documents.append((title + " comparisons", comparisons))
    }
    return documents + parts.map { ($0.title, $0.csv()) }
  }
}
