import FPTSchema

/// Published values of one table, read from a CSV file with the columns
/// `row,column,value,unit,source,confidence`.
package struct PublishedValues: Sendable, Hashable {
  package struct Entry: Sendable, Hashable {
    package var row: String
    package var column: String
    /// The text of the source; empty where the value is not known.
    package var printed: String
    /// In `unit`; nil where the value is not known.
    package var value: Double?
    package var unit: PublishedUnit
    package var source: String
    /// Nil where the field is empty.
    package var confidence: PublishedConfidence?
    var ranges: Ranges

    /// The ranges of the fields in the file.
    struct Ranges: Sendable, Hashable {
      var row: Range<Int>
      var column: Range<Int>
      var value: Range<Int>
      var unit: Range<Int>
    }
  }

  /// The columns of the file in their order, each with what stands in it.
  package static let columns = [
    (
      "row",
      "the label of a row of the table; several axes have all their labels, with ` · ` between them"
    ),
    ("column", "the label of a column, in the same way"),
    ("value", "decimal digits; empty where it is not known, and a table then shows `?`"),
    (
      "unit",
      "`%` or `percent`, `fraction`, `steps`, `nats`, `bits`, `parameters`, or empty; it suits the measure"
    ),
    ("source", "free text: where the value stands"),
    (
      "confidence",
      PublishedConfidence.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ") + ", or empty"
    ),
  ]

  package static let header = columns.map(\.0)

  /// In the order of the file; each point at most once.
  package let entries: [Entry]
  /// The file as it was read.
  package let text: String
  private let indices: [[String]: Int]

  init(entries: [Entry], text: String) {
    self.entries = entries
    self.text = text
    indices = Dictionary(
      entries.enumerated().map { ([$1.row, $1.column], $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Reads the text of a file, as ``PublishedValuesReader`` does.
  ///
  /// - Throws: `PublishedValuesError`, with the first thing that is wrong.
  /// - Complexity: linear in the length of the text.
  package init(csv: String) throws(PublishedValuesError) {
    let diagnostics = DiagnosticList()
    let source = SourceFile(path: "", text: csv)
    var reader = PublishedValuesReader(source, file: 0, diagnostics: diagnostics)
    guard let values = reader.read() else {
      throw PublishedValuesError(diagnostics.all.first, in: source)
    }
    self = values
  }

  /// The entries of a text that nothing is wrong with, as results of earlier versions may have them; nil where its columns are
  /// others.
  package init?(asFarAsReadable csv: String) {
    var reader = PublishedValuesReader(
      SourceFile(path: "", text: csv), file: 0, diagnostics: DiagnosticList())
    guard let entries = reader.soundEntries() else { return nil }
    self.init(entries: entries, text: csv)
  }

  /// A published value.
  package enum Value: Sendable, Hashable {
    /// In the unit of a measure: a percentage is a fraction.
    case known(Double)
    /// The source has the point, but its value is not known.
    case unknown
  }

  /// The entry of a point; nil if the file has no such point.
  package func entry(row: String, column: String) -> Entry? {
    indices[[row, column]].map { entries[$0] }
  }

  /// The published value at a point; nil where the file has no such point.
  package func value(row: String, column: String) -> Value? {
    guard let entry = entry(row: row, column: column) else { return nil }
    return entry.valueInUnitOfMeasure.map { .known($0) } ?? .unknown
  }
}

extension PublishedValues.Entry {
  /// The value in the unit of a measure, where a percentage is a fraction; nil where it is not known.
  package var valueInUnitOfMeasure: Double? {
    value.map { unit == .percent ? $0 / 100 : $0 }
  }
}

/// An error in a file of published values, in one line.
package struct PublishedValuesError: Error, Sendable, Hashable, CustomStringConvertible {
  package var description: String

  init(_ diagnostic: Diagnostic?, in source: SourceFile) {
    guard let diagnostic, let label = diagnostic.labels.first else {
      description = "it cannot be read"
      return
    }
    let line = SourceText(source).position(of: label.span.range.lowerBound).line + 1
    let explanation = label.text.isEmpty ? "" : ": \(label.text)"
    description = "line \(line): \(diagnostic.message)\(explanation)"
  }
}
