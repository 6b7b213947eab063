/// Marks of one name: a line with its band, bars, or points.
package struct ChartSeries: Sendable, Hashable {
  package enum Mark: Sendable, Hashable {
    /// A line through the points; on categories it is points alone.
    case line
    /// A shape at each point.
    case points
    /// A bar from zero to each point, beside those of other series.
    case bars
    /// A bar on top of the series before it.
    case stack
  }

  package var name: String
  package var mark: Mark
  /// In ascending order of what a line runs along; what is not finite is a gap.
  package var points: [ChartPoint]
  /// Single seeds, as thin lines.
  package var threads: [[ChartPoint]]
  /// What shares its color, such as the parameter group of a budget; nil for a color of its own.
  package var hue: String?
  /// Whether its bars are pale, which tells two series of one hue apart.
  package var isPale: Bool

  package init(
    name: String, mark: Mark = .line, points: [ChartPoint], threads: [[ChartPoint]] = [],
    hue: String? = nil, isPale: Bool = false
  ) {
    self.name = name
    self.mark = mark
    self.points = points
    self.threads = threads
    self.hue = hue
    self.isPale = isPale
  }
}

/// A place of a chart, with the intervals around it.
package struct ChartPoint: Sendable, Hashable {
  /// A lower and an upper end, which need not be finite.
  package struct Interval: Sendable, Hashable {
    package var low: Double
    package var high: Double

    package init(low: Double, high: Double) {
      self.low = low
      self.high = high
    }
  }

  package var x: Double
  package var y: Double
  package var xInterval: Interval?
  package var yInterval: Interval?
  /// What stands beside the value under a pointer, such as the name of a point of a scatter plot, or `1 of 3 diverged`.
  package var note: String?

  package init(
    x: Double, y: Double, xInterval: Interval? = nil, yInterval: Interval? = nil,
    note: String? = nil
  ) {
    self.x = x
    self.y = y
    self.xInterval = xInterval
    self.yInterval = yInterval
    self.note = note
  }
}
