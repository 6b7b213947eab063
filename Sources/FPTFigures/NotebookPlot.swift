import FPTResults

/// A plot: one panel per facet, one line per series.
package struct NotebookPlot: Sendable, Hashable {
  package struct Axis: Sendable, Hashable {
    /// Text beside the axis, such as `step` or `test accuracy`.
    package var label: String
    package var isLogarithmic: Bool
    /// How tick labels are written; nil lets the ticks decide.
    package var format: ValueFormat?

    package init(label: String, isLogarithmic: Bool = false, format: ValueFormat? = nil) {
      self.label = label
      self.isLogarithmic = isLogarithmic
      self.format = format
    }
  }

  /// One line of a panel.
  ///
  /// Points that are not finite are gaps.
  package struct Series: Sendable, Hashable {
    package struct Point: Sendable, Hashable {
      package var x: Double
      package var y: Double

      package init(x: Double, y: Double) {
        self.x = x
        self.y = y
      }
    }

    package var name: String
    package var points: [Point]

    package init(name: String, points: [Point]) {
      self.name = name
      self.points = points
    }
  }

  package struct Panel: Sendable, Hashable {
    /// Empty for a plot without facets.
    package var title: String
    package var series: [Series]

    package init(title: String = "", series: [Series]) {
      self.title = title
      self.series = series
    }
  }

  package var title: String
  package var x: Axis
  package var y: Axis
  package var panels: [Panel]

  package init(title: String, x: Axis, y: Axis, panels: [Panel]) {
    self.title = title
    self.x = x
    self.y = y
    self.panels = panels
  }

  /// Names of all series, in order of first appearance: one color and letter each, on every panel.
  package var seriesNames: [String] {
    var names: [String] = []
    for panel in panels {
      for series in panel.series where !names.contains(series.name) {
        names.append(series.name)
      }
    }
    return names
  }
}
