/// A plot: panels of marks over two axes, with everything that a page, a terminal or a file draws of it.
///
/// The numbers stand in the units of the measure; a renderer decides only where they stand and what they look like.
package struct Chart: Sendable, Hashable {
  package var title: String
  package var x: ChartAxis
  package var y: ChartAxis
  package var panels: [ChartPanel]
  /// What the marks mean, a sentence fragment each: `mean over 3 seeds`.
  package var caption: [String]
  /// What intervals are, such as `95 % t interval of the mean`; nil where there are none.
  package var intervals: String?
  /// What thin lines are; nil where there are none.
  package var threads: String?
  /// What is not drawn, and why, a sentence each.
  package var remarks: [String]

  package init(
    title: String, x: ChartAxis, y: ChartAxis, panels: [ChartPanel], caption: [String] = [],
    intervals: String? = nil, threads: String? = nil, remarks: [String] = []
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.panels = panels
    self.caption = caption
    self.intervals = intervals
    self.threads = threads
    self.remarks = remarks
  }

  /// Names of all series, in order of first appearance: one color, shape and letter each, on every panel.
  package var seriesNames: [String] {
    var names: [String] = []
    var seen: Set<String> = []
    for panel in panels {
      for series in panel.series where seen.insert(series.name).inserted {
        names.append(series.name)
      }
    }
    return names
  }
}
