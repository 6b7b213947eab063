import FPTResults

/// The numbers of a table or plot for those who want to go on with them.
package struct FigureData: Sendable, Hashable {
  /// One file of comma-separated values.
  package struct File: Sendable, Hashable {
    /// Such as `Test accuracy comparisons`.
    package var title: String
    package var text: String
  }

  /// The numbers as a reader sees them.
  package struct Grid: Sendable, Hashable {
    /// What the numbers are, where the figure has more of them; empty otherwise.
    package var caption = ""
    package var header: [String]
    /// How many of the first columns are labels.
    package var labels: Int
    /// As long as the header.
    package var rows: [[String]]
  }

  /// The name of the declaration.
  package var name: String
  /// The group of the results file, as it is stored: `plots/Learning curves`.
  package var group: String
  /// The arrays in it, as paths inside the group, the leading one first: `mean`, `seeds/value`.
  package var arrays: [String]
  /// How many numbers there are in the arrays of the group itself.
  package var values: Int
  /// Empty where there are more values than a page should hold.
  package var files: [File]
  package var grid: Grid?

  /// More values than this stay in the results file, which the page names instead.
  package static let mostValues = 5_000
}

extension FigureData {
  /// The numbers of a figure of a file, under its declared names in files and under its shown ones in the grid.
  ///
  /// `parent` is `tables` or `plots`; of tables, the files come from the table.
  init(
    _ figure: ResultsDocument.Figure, shown: ResultsDocument.Figure, in parent: String,
    table: (declared: NotebookTable, shown: NotebookTable)? = nil
  ) {
    name = figure.name
    group = "\(parent)/\(ResultName.encoded(figure.name))"
    arrays =
      figure.arrays.map(\.name)
      + figure.parts.flatMap { part in
        part.arrays.map { "\(ResultName.encoded(part.name))/\($0.name)" }
      }
    values = figure.arrays.reduce(0) { $0 + $1.values.count }
    guard values <= Self.mostValues else {
      files = []
      return
    }
    if let table {
      files = table.declared.documents(as: .csv).map { File(title: $0.title, text: $0.text) }
      grid = Grid(
        records: table.shown.csvRecords(),
        labels: table.shown.rowAxes.count + table.shown.columnAxes.count)
    } else {
      files = [File(title: figure.title, text: figure.csv())]
      grid = Grid(shown)
    }
  }
}

extension FigureData.Grid {
  /// Points up to which every array has a column.
  private static let mostPointsInFull = 120
  /// Points beyond which nobody looks for one in a table.
  private static let mostPoints = 2_000
  /// Columns beyond which nobody reads a row.
  private static let mostColumns = 64

  /// Records with a first line of names, without the columns that are empty throughout.
  init?(records: [[String]], labels: Int) {
    guard let names = records.first, records.count > 1 else { return nil }
    let kept = names.indices.filter { column in
      column < labels || records.dropFirst().contains { !$0[column].isEmpty }
    }
    header = kept.map { names[$0] }
    self.labels = labels
    rows = records.dropFirst().map { record in
      kept.map { $0 < labels ? record[$0] : Self.short(record[$0]) }
    }
  }

  /// The arrays of a plot beside each other, or the leading one with its last axis across or down; nil where it is too long, or too wide for both.
  init?(_ figure: ResultsDocument.Figure) {
    let count = figure.axes.reduce(1) { $0 * $1.count }
    guard count <= Self.mostPoints else { return nil }
    let records = figure.csvRecords()
    guard count > Self.mostPointsInFull, figure.axes.count > 1, let last = figure.axes.last,
      let lead = figure.arrays.first
    else {
      self.init(records: records, labels: figure.axes.count)
      return
    }
    let across = last.labelTexts
    let others = Array(figure.axes.dropLast())
    let groups = count / max(1, across.count)
    let labels = (0..<groups).map { group in
      zip(others, others.index(at: group)).map { $0.labelTexts[$1] }
    }
    func value(_ group: Int, _ place: Int) -> String {
      Self.short(CSVLine.number(lead.values[group * across.count + place]))
    }
    let more = figure.arrays.dropFirst().map(\.name)
    let further = more.isEmpty ? "" : "; the file also has \(more.joined(separator: ", "))"
    if across.count <= groups, across.count <= Self.mostColumns {
      self.init(
        caption: lead.name + further,
        header: others.map(\.name) + across.map { "\(last.name) \($0)" }, labels: others.count,
        rows: labels.indices.map { group in
          labels[group] + across.indices.map { value(group, $0) }
        })
    } else if groups <= Self.mostColumns {
      self.init(
        caption: lead.name + further,
        header: [last.name] + labels.map { $0.joined(separator: " · ") }, labels: 1,
        rows: across.indices.map { place in
          [across[place]] + labels.indices.map { value($0, place) }
        })
    } else {
      return nil
    }
  }

  /// Six digits of a number; any other text as it is.
  private static func short(_ text: String) -> String {
    if text.hasSuffix(".0") { return String(text.dropLast(2)) }
    guard text.utf8.count > 8, let value = Double(text), value.isFinite else { return text }
    return ValueFormat.significant(value, digits: 6)
  }
}
