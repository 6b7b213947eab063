import FPTResults

/// A table of measures over axes of a run, with published values beside them where there are any.
package struct NotebookTable: Sendable, Hashable {
  package typealias Statistic = NotebookLayout.Statistic
  package typealias Measure = NotebookLayout.Table.Measure

  package var title: String
  /// What is shown, such as `accuracy`, with its format; never empty.
  ///
  /// Several are the innermost labels of columns where the table has no column axis, else of rows.
  package var measures: [Measure]
  /// Names of the axes down the side, outermost first.
  package var rowAxes: [String]
  /// Names of the axes along the top, outermost first.
  package var columnAxes: [String]
  /// For every row one label per row axis.
  package var rows: [[String]]
  /// For every column one label per column axis.
  package var columns: [[String]]
  /// Whether several measures stand across, and not beneath each other.
  package var measuresRunAcross: Bool
  /// Points by row, then column; a point that is absent counts as missing.
  package var points: [[NotebookPoint]]
  package var show: [Statistic]
  /// The name of the published values, such as `paper`; nil if the table has none.
  package var reference: String?
  /// The seeds behind each point; empty where they are not known, or where they are an axis of the table.
  package var seeds: [String]
  /// Differences of points; empty where nothing is compared.
  package var comparisons: [NotebookComparison]
  /// What holds for all comparisons.
  package var claim: NotebookClaim
  /// Tables that belong beneath this one: intervals for each seed.
  package var parts: [NotebookTable]
  /// Resamples of a bootstrap; nil where the file does not say.
  package var resamples: Int?
  /// The run behind it; empty where that is not known.
  package var run = ""
  /// Whether cells of the run drop units while they train, by what is known.
  package var hasDropout = true
  /// What the table chooses of its run; nil where it shows all.
  package var selection: Selection?
  /// What else the caption says; empty for nothing.
  package var note = ""

  /// An axis of which each point of the table has the best value, and the split that decides.
  package struct Selection: Sendable, Hashable {
    package var axis: String
    package var split: String
    /// How many points the axis has.
    package var count: Int
  }

  package init(
    title: String, measure: String, rowAxes: [String], columnAxes: [String], rows: [[String]],
    columns: [[String]], points: [[NotebookPoint]], show: [Statistic] = [.mean, .std],
    format: ValueFormat, reference: String? = nil, seeds: [String] = []
  ) {
    self.title = title
    measures = [Measure(label: measure, format: format)]
    measuresRunAcross = true
    self.rowAxes = rowAxes
    self.columnAxes = columnAxes
    self.rows = rows
    self.columns = columns
    self.points = points
    self.show = show
    self.reference = reference
    self.seeds = seeds
    comparisons = []
    claim = NotebookClaim()
    parts = []
    resamples = nil
  }

  /// The point at a row and column; `.missing` outside of what `points` holds.
  package subscript(row: Int, column: Int) -> NotebookPoint {
    guard points.indices.contains(row), points[row].indices.contains(column) else {
      return NotebookPoint(state: .missing)
    }
    return points[row][column]
  }

  /// The measure at a row and column.
  package func measure(row: Int, column: Int) -> Measure {
    guard measures.count > 1 else { return measures[0] }
    return measures[(measuresRunAcross ? column : row) % measures.count]
  }

  /// The names of all measures: `accuracy, loss`.
  package var measure: String { measures.map(\.label).joined(separator: ", ") }
}

extension NotebookTable {
  /// The labels of a row, one for each row axis whatever `rows` holds.
  func rowLabels(_ row: Int) -> [String] {
    let labels = rows.indices.contains(row) ? rows[row] : []
    return rowAxes.indices.map { labels.indices.contains($0) ? labels[$0] : "" }
  }

  /// The labels of a column in one line: `c10 · 1e-3`; where nothing runs across, what the numbers are.
  func columnHeading(_ column: Int) -> String {
    guard columns.indices.contains(column) else { return "" }
    let labels = columns[column]
    return labels.isEmpty && columnAxes.isEmpty ? measure : labels.joined(separator: " · ")
  }

  /// The words and signs of a point.
  func text(_ row: Int, _ column: Int) -> PointText {
    PointText(self[row, column], measure(row: row, column: column).format, in: self)
  }

  /// Whether any point of a row stands beside a published value.
  func hasReference(row: Int) -> Bool {
    reference != nil && columns.indices.contains { self[row, $0].reference != nil }
  }
}
