/// A plot: panels of marks over two axes, with everything that a page, a terminal or a file draws of it.
///
/// The numbers stand in the units of the measure; a renderer decides only where they stand and what they look like.
package struct Chart: Sendable, Hashable {
  package var title: String
  package var x: ChartAxis
  package var y: ChartAxis
  package var panels: [ChartPanel]
  /// What the marks mean, a sentence fragment each: `mean over 3 seeds`, `band: 95 % t interval`.
  package var caption: [String]
  /// What is not drawn, and why, a sentence each.
  package var remarks: [String]

  package init(
    title: String, x: ChartAxis, y: ChartAxis, panels: [ChartPanel], caption: [String] = [],
    remarks: [String] = []
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.panels = panels
    self.caption = caption
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
