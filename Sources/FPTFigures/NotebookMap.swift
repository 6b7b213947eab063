import FPTResults

/// A heat map: one panel for each facet, a value for each row and column.
package struct NotebookMap: Sendable, Hashable {
  package struct Panel: Sendable, Hashable {
    /// Empty for a map without facets.
    package var title: String
    package var rows: [String]
    package var columns: [String]
    /// Row-major; NaN where there is no value.
    ///
    /// Missing ones count as NaN.
    package var values: [Double]
    /// What the values are shares of, such as numbers of predictions; empty where they are no shares.
    package var counts: [Double]

    package init(
      title: String = "", rows: [String], columns: [String], values: [Double],
      counts: [Double] = []
    ) {
      self.title = title
      self.rows = rows
      self.columns = columns
      self.values = values
      self.counts = counts
    }

    /// What the value at a place is a share of; nil where it is none.
    package func count(_ row: Int, _ column: Int) -> Double? {
      let index = row * columns.count + column
      return counts.indices.contains(index) && counts[index].isFinite ? counts[index] : nil
    }

    /// NaN outside of what `values` holds.
    package subscript(row: Int, column: Int) -> Double {
      let index = row * columns.count + column
      return values.indices.contains(index) ? values[index] : .nan
    }
  }

  package var title: String
  /// What runs downwards, such as `query`.
  package var rowAxis: String
  /// What runs to the right, such as `key`.
  package var columnAxis: String
  package var panels: [Panel]
  /// The number of further panels in the results file.
  package var omitted: Int
  /// The format of values.
  package var format: ValueFormat
  /// What the values are called, beside the color bar.
  package var label: String
  /// What the titles of all panels would have in common, and therefore leave out.
  package var shared: String
  /// What each value is the mean over, such as `3 seeds and heads`; empty for nothing, or where it is not known.
  package var averaged = ""

  package init(
    title: String, rowAxis: String, columnAxis: String, panels: [Panel], omitted: Int = 0,
    format: ValueFormat = .number(digits: 2), label: String = "", shared: String = ""
  ) {
    self.title = title
    self.rowAxis = rowAxis
    self.columnAxis = columnAxis
    self.panels = panels
    self.omitted = omitted
    self.format = format
    self.label = label
    self.shared = shared
  }
}
