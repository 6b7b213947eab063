/// A plot: one panel per facet, one line per series.
public struct NotebookPlot: Sendable, Hashable {
  public struct Axis: Sendable, Hashable {
    /// Text beside the axis, such as `step` or `test accuracy`.
    public var label: String
    public var isLogarithmic: Bool
    /// How tick labels are written; nil lets the ticks decide.
    public var format: ValueFormat?

    public init(label: String, isLogarithmic: Bool = false, format: ValueFormat? = nil) {
      self.label = label
      self.isLogarithmic = isLogarithmic
      self.format = format
    }
  }

  /// One line of a panel. Points that are not finite are gaps.
  public struct Series: Sendable, Hashable {
    public struct Point: Sendable, Hashable {
      public var x: Double
      public var y: Double

      public init(x: Double, y: Double) {
        self.x = x
        self.y = y
      }
    }

    public var name: String
    public var points: [Point]

    public init(name: String, points: [Point]) {
      self.name = name
      self.points = points
    }
  }

  public struct Panel: Sendable, Hashable {
    /// Empty for a plot without facets.
    public var title: String
    public var series: [Series]

    public init(title: String = "", series: [Series]) {
      self.title = title
      self.series = series
    }
  }

  public var title: String
  public var x: Axis
  public var y: Axis
  public var panels: [Panel]

  public init(title: String, x: Axis, y: Axis, panels: [Panel]) {
    self.title = title
    self.x = x
    self.y = y
    self.panels = panels
  }

  /// Names of all series, in order of first appearance: one colour and letter each, on every panel.
  public var seriesNames: [String] {
    var names: [String] = []
    for panel in panels {
      for series in panel.series where !names.contains(series.name) {
        names.append(series.name)
      }
    }
    return names
  }
}
