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
}
