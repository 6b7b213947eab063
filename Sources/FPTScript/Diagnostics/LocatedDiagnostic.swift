/// A diagnostic with files, lines and columns instead of offsets, for tools and editors.
package struct LocatedDiagnostic: Sendable, Hashable, Encodable {
  /// A part of a file; lines and columns count from 1, columns in characters, the end excluded.
  package struct Location: Sendable, Hashable, Encodable {
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
  /// `FPT0031`; nil for diagnostics that are not about the language.
  package var code: String?
  package var message: String
  /// The location itself first, then others that explain it.
  package var locations: [Location]
  package var help: String?
  package var suggestions: [String]

  enum CodingKeys: String, CodingKey {
    case severity, code, message, help, suggestions
    case locations = "places"
  }

  /// All diagnostics of a check, in their order.
  ///
  /// `sources` are the texts that spans point into, as ``CheckResult`` gives them.
  package static func all(
    _ diagnostics: [Diagnostic], sources: [SourceFile]
  ) -> [LocatedDiagnostic] {
    let texts = sources.map(SourceText.init)
    return diagnostics.map { diagnostic in
      LocatedDiagnostic(
        severity: diagnostic.severity.rawValue, code: diagnostic.code?.description,
        message: diagnostic.message,
        locations: diagnostic.labels.compactMap { label in
          guard texts.indices.contains(label.span.file) else { return nil }
          let source = texts[label.span.file]
          let start = source.position(of: label.span.range.lowerBound)
          let end = source.position(of: label.span.range.upperBound)
          return Location(
            file: source.path, line: start.line + 1, column: start.column + 1,
            endLine: end.line + 1, endColumn: end.column + 1, text: label.text)
        }, help: diagnostic.help, suggestions: diagnostic.suggestions)
    }
  }
}
