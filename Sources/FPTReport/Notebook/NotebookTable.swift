import FPTResults

/// A table of one measure over axes of a run, with published values beside it where there are any.
package struct NotebookTable: Sendable, Hashable {
  package typealias Statistic = NotebookLayout.Statistic

  package var title: String
  /// Name of the measure, such as `accuracy`.
  package var measure: String
  /// Names of the axes down the side, outermost first.
  package var rowAxes: [String]
  /// Names of the axes along the top, outermost first.
  package var columnAxes: [String]
  /// For every row one label per row axis.
  package var rows: [[String]]
  /// For every column one label per column axis.
  package var columns: [[String]]
  /// Points by row, then column; a point that is absent counts as missing.
  package var points: [[NotebookPoint]]
  package var show: [Statistic]
  package var format: ValueFormat
  /// The name of the published values, such as `paper`; nil if the table has none.
  package var reference: String?

  package init(
    title: String, measure: String, rowAxes: [String], columnAxes: [String], rows: [[String]],
    columns: [[String]], points: [[NotebookPoint]], show: [Statistic] = [.mean, .std],
    format: ValueFormat, reference: String? = nil
  ) {
    self.title = title
    self.measure = measure
    self.rowAxes = rowAxes
    self.columnAxes = columnAxes
    self.rows = rows
    self.columns = columns
    self.points = points
    self.show = show
    self.format = format
    self.reference = reference
  }

  /// The point at a row and column; `.missing` outside of what `points` holds.
  package subscript(row: Int, column: Int) -> NotebookPoint {
    guard points.indices.contains(row), points[row].indices.contains(column) else {
      return NotebookPoint(state: .missing)
    }
    return points[row][column]
  }
}

extension NotebookTable {
  /// The labels of a row, one for each row axis whatever `rows` holds.
  func rowLabels(_ row: Int) -> [String] {
    let labels = rows.indices.contains(row) ? rows[row] : []
    return rowAxes.indices.map { labels.indices.contains($0) ? labels[$0] : "" }
  }

  /// The labels of a column in one line: `c10 · 1e-3`.
  func columnHeading(_ column: Int) -> String {
    columns.indices.contains(column) ? columns[column].joined(separator: " · ") : ""
  }

  /// Whether any point of a row stands beside a published value.
  func hasReference(row: Int) -> Bool {
    reference != nil && columns.indices.contains { self[row, $0].reference != nil }
  }
}

/// The values behind one point of a table, over its seeds.
package struct NotebookPoint: Sendable, Hashable {
  /// The state of the cells at a point: the most serious one if they differ.
  package enum State: String, Sendable, Hashable, CaseIterable {
    /// Every cell finished.
    case done
    /// Training diverged; the value is the last one before it did (the paper's †).
    case diverged
    /// A cell ended with an error.
    case failed
    /// Data or weights are not on this machine.
    case unavailable
    /// Not computed yet.
    case missing
    /// The run has no such cell: `skip` removed it.
    case skipped
  }

  /// A published value to stand beside ours.
  package enum Reference: Sendable, Hashable {
    /// In the unit of the measure (an accuracy as a fraction); `printed` is its text in the source.
    case value(Double, printed: String? = nil)
    /// The source has this point but its value is not known.
    case unknown
  }

  package var state: State
  /// In the unit of the measure, like every value here; nil where there is none.
  package var mean: Double?
  /// Sample standard deviation (n − 1); nil for a single seed.
  package var std: Double?
  package var min: Double?
  package var max: Double?
  /// Seeds that have a value.
  package var count: Int
  /// Seeds the plan asks for.
  package var expected: Int
  /// Seeds that are known to have diverged.
  package var diverged: Int
  package var reference: Reference?
  /// The source of the published value; nil if it is unknown.
  package var source: PublishedSource?

  package init(
    state: State, mean: Double? = nil, std: Double? = nil, min: Double? = nil, max: Double? = nil,
    count: Int = 0, expected: Int? = nil, diverged: Int = 0,
    reference: Reference? = nil,
    source: PublishedSource? = nil
  ) {
    self.state = state
    self.mean = mean
    self.std = std
    self.min = min
    self.max = max
    self.count = count
    self.expected = expected ?? count
    self.diverged = diverged
    self.reference = reference
    self.source = source
  }
}
