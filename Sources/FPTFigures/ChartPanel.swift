/// One panel of a chart.
package struct ChartPanel: Sendable, Hashable {
  /// What tells this panel from the others, outermost first; empty for a chart of one panel.
  package var title: String
  package var series: [ChartSeries]
  package var references: [ChartReference]
  /// Where phases begin along the horizontal axis.
  package var phases: [ChartPhase]
  /// Why there is nothing in it, or what its marks leave out; nil where they speak for themselves.
  package var note: String?

  package init(
    title: String = "", series: [ChartSeries], references: [ChartReference] = [],
    phases: [ChartPhase] = [], note: String? = nil
  ) {
    self.title = title
    self.series = series
    self.references = references
    self.phases = phases
    self.note = note
  }
}

/// A line to compare marks with.
package struct ChartReference: Sendable, Hashable {
  package enum Line: Sendable, Hashable {
    /// The same height everywhere, such as the level of chance.
    case level(Double)
    /// Where both axes have the same value.
    case identity
  }

  package var line: Line
  /// What stands beside the line: `chance 50 %`.
  package var label: String

  package init(_ line: Line, label: String) {
    self.line = line
    self.label = label
  }
}

/// Where a phase of training begins.
package struct ChartPhase: Sendable, Hashable {
  package var x: Double
  package var name: String

  package init(x: Double, name: String) {
    self.x = x
    self.name = name
  }
}
