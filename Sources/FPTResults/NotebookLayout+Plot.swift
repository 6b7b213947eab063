extension NotebookLayout {
  /// How a group of `/plots` is drawn as lines.
  ///
  /// Its axes are `facets`, `series` and `x` together.
  public struct Plot: Sendable, Hashable {
    /// Name of the group.
    public var plot: String
    /// Name of the axis to the right.
    public var x: String
    /// The words at the axis to the right, with the unit where there is one.
    public var xLabel: String
    /// The words at the axis upwards, with the unit where there is one.
    public var yLabel: String
    /// Names of the axes that tell lines apart.
    public var series: [String]
    /// Names of the axes that tell panels apart.
    public var facets: [String]
    /// Whether the axis to the right is logarithmic.
    public var hasLogarithmicX: Bool
    /// Whether the axis upwards is logarithmic.
    public var hasLogarithmicY: Bool
    /// Whether each panel has a range of its own upwards; otherwise heights compare over panels.
    public var hasFreeY: Bool
    /// The format of vertical values; nil lets the ticks decide.
    public var format: ValueFormat?

    /// Lays out a plot of lines: its group, its axes and what they are called.
    public init(
      plot: String, x: String, xLabel: String, yLabel: String, series: [String],
      facets: [String], hasLogarithmicX: Bool = false, hasLogarithmicY: Bool = false,
      hasFreeY: Bool = false, format: ValueFormat? = nil
    ) {
      self.plot = plot
      self.x = x
      self.xLabel = xLabel
      self.yLabel = yLabel
      self.series = series
      self.facets = facets
      self.hasLogarithmicX = hasLogarithmicX
      self.hasLogarithmicY = hasLogarithmicY
      self.hasFreeY = hasFreeY
      self.format = format
    }
  }

  /// How a group of `/plots` is drawn as heat maps: `rows` downwards, `columns` to the right, a panel for each point of the
  /// other axes.
  public struct Map: Sendable, Hashable {
    /// Name of the group.
    public var plot: String
    /// Name of the axis downwards.
    public var rows: String
    /// Name of the axis to the right.
    public var columns: String
    /// Names of the run's axes that tell panels apart.
    public var facets: [String]
    /// What the values are called; nil where the file does not say.
    public var label: String?
    /// The format of values; nil lets the values decide.
    public var format: ValueFormat?

    /// Lays out a heat map: its group and its axes.
    public init(plot: String, rows: String, columns: String, facets: [String]) {
      self.plot = plot
      self.rows = rows
      self.columns = columns
      self.facets = facets
    }
  }
}
