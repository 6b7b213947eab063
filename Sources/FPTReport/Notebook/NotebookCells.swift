/// The cells of one run: where each stands, what became of it, and its numbers.
package struct NotebookCells: Sendable, Hashable {
  package struct Row: Sendable, Hashable {
    /// The declared label on each axis.
    package var labels: [String]
    /// Such as `done`, `diverged at step 120`, `not computed`, `failed`.
    package var state: String
    /// Why, where that takes words.
    package var message: String?
    package var hash: String
    package var seconds: Double?
    /// One for each measure; nil where there is none.
    package var values: [Double?]

    package init(
      labels: [String], state: String, message: String? = nil, hash: String,
      seconds: Double? = nil, values: [Double?] = []
    ) {
      self.labels = labels
      self.state = state
      self.message = message
      self.hash = hash
      self.seconds = seconds
      self.values = values
    }
  }

  package var run: String
  package var axes: [String]
  package var measures: [String]
  package var rows: [Row]

  package init(run: String, axes: [String], measures: [String], rows: [Row]) {
    self.run = run
    self.axes = axes
    self.measures = measures
    self.rows = rows
  }

  /// Digits of a hash that are enough to name a cell.
  package static let hashDigits = 12

  /// How many cells are in each state, the most common first: `12 done, 3 diverged`.
  package var summary: String {
    var counts: [(state: String, count: Int)] = []
    for row in rows {
      let state = row.state.hasPrefix("diverged") ? "diverged" : row.state
      if let place = counts.firstIndex(where: { $0.state == state }) {
        counts[place].count += 1
      } else {
        counts.append((state, 1))
      }
    }
    return counts.enumerated().sorted {
      ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
    }.map { "\($0.element.count) \($0.element.state)" }.joined(separator: ", ")
  }
}
