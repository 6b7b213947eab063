/// A finding with files, lines and columns in the place of offsets: what tools and editors read.
package struct PlacedDiagnostic: Sendable, Hashable, Encodable {
  /// A part of a file; lines and columns count from 1, columns in characters, the end excluded.
  package struct Place: Sendable, Hashable, Encodable {
    package var file: String
    package var line: Int
    package var column: Int
    package var endLine: Int
    package var endColumn: Int
    package var text: String

    enum CodingKeys: String, CodingKey {
      case file, line, column, text
      case endLine = "end_line"
      case endColumn = "end_column"
    }
  }

  package var severity: String
  /// `FPT0031`; nil for findings that are not about the language.
  package var code: String?
  package var message: String
  /// The place itself first, then others that explain it.
  package var places: [Place]
  package var help: String?
  package var suggestions: [String]

  /// All findings of a check, in their order.
  ///
  /// `sources` are the texts that spans point into, as ``CheckResult`` gives them.
  package static func all(
    _ diagnostics: [Diagnostic], sources: [SourceFile]
  ) -> [PlacedDiagnostic] {
    let texts = sources.map(SourceText.init)
    return diagnostics.map { diagnostic in
      PlacedDiagnostic(
        severity: diagnostic.severity.rawValue, code: diagnostic.code?.description,
        message: diagnostic.message,
        places: diagnostic.labels.compactMap { label in
          guard texts.indices.contains(label.span.file) else { return nil }
          let source = texts[label.span.file]
          let start = source.position(of: label.span.range.lowerBound)
          let end = source.position(of: label.span.range.upperBound)
          return Place(
            file: source.path, line: start.line + 1, column: start.column + 1,
            endLine: end.line + 1, endColumn: end.column + 1, text: label.text)
        }, help: diagnostic.help, suggestions: diagnostic.suggestions)
    }
  }
}
