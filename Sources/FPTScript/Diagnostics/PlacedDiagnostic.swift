/// A finding with files, lines and columns in the place of offsets: what tools and editors read.
public struct PlacedDiagnostic: Sendable, Hashable, Encodable {
  /// A part of a file; lines and columns count from 1, columns in characters, the end excluded.
  public struct Place: Sendable, Hashable, Encodable {
    public var file: String
    public var line: Int
    public var column: Int
    public var endLine: Int
    public var endColumn: Int
    public var text: String

    enum CodingKeys: String, CodingKey {
      case file, line, column, text
      case endLine = "end_line"
      case endColumn = "end_column"
    }
  }

  public var severity: String
  /// `FPT0031`; nil for findings that are not about the language.
  public var code: String?
  public var message: String
  /// The place itself first, then others that explain it.
  public var places: [Place]
  public var help: String?
  public var suggestions: [String]

  /// All findings of a check, in their order.
  ///
  /// - Parameter sources: the texts that spans point into, as ``CheckResult`` gives them.
  public static func all(
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
