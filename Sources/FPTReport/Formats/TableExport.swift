extension NotebookTable {
  /// Formats in which a table leaves the report.
  package enum ExportFormat: String, Sendable, CaseIterable {
    case markdown, csv, latex
  }

  /// The table in a format for other documents, ending in a newline.
  package func exported(as format: ExportFormat) -> String {
    switch format {
    case .markdown: markdown()
    case .csv: csv()
    case .latex: latex()
    }
  }

  /// The table and what belongs to it, each with its title: comma-separated values have one kind of line a file.
  package func documents(as format: ExportFormat) -> [(title: String, text: String)] {
    guard format == .csv else { return [(title, exported(as: format))] }
    var documents = [(title, csv())]
    if let comparisons = comparisonsCSV() {
      documents.append((title + " comparisons", comparisons))
    }
    return documents + parts.map { ($0.title, $0.csv()) }
  }
}
