import FPTResults

/// A table of one measure over axes of a run, with published values beside it where there are any.
public struct NotebookTable: Sendable, Hashable {
  public typealias Statistic = NotebookLayout.Statistic

  public var title: String
  /// Name of the measure, such as `accuracy`.
  public var measure: String
  /// Names of the axes down the side, outermost first.
  public var rowAxes: [String]
  /// Names of the axes along the top, outermost first.
  public var columnAxes: [String]
  /// For every row one label per row axis.
  public var rows: [[String]]
  /// For every column one label per column axis.
  public var columns: [[String]]
  /// Points by row, then column; a point that is absent counts as missing.
  public var points: [[NotebookPoint]]
  public var show: [Statistic]
  public var format: ValueFormat
  /// What the published values are called, such as `paper`; nil where the table has none.
  public var reference: String?

  public init(
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
  public subscript(row: Int, column: Int) -> NotebookPoint {
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
public struct NotebookPoint: Sendable, Hashable {
  /// What became of the cells at a point; the most serious one, where they differ.
  public enum State: String, Sendable, Hashable, CaseIterable {
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
  public enum Reference: Sendable, Hashable {
    /// In the unit of the measure (an accuracy as a fraction); `printed` is its text in the source.
    case value(Double, printed: String? = nil)
    /// The source has this point but its value is not known.
    case unknown
  }

  public var state: State
  /// In the unit of the measure, like every value here; nil where there is none.
  public var mean: Double?
  /// Sample standard deviation (n − 1); nil for a single seed.
  public var std: Double?
  public var min: Double?
  public var max: Double?
  /// Seeds that have a value.
  public var count: Int
  /// Seeds the plan asks for.
  public var expected: Int
  /// Seeds that are known to have diverged.
  public var diverged: Int
  public var reference: Reference?
  /// Where the published value is from; nil where that is not known.
  public var source: PublishedSource?

  public init(
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
