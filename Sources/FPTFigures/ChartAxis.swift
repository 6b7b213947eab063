import FPTResults

/// What runs along one side of a chart.
package struct ChartAxis: Sendable, Hashable {
  /// How values become places.
  package enum Scale: Sendable, Hashable {
    case linear
    case logarithmic
    /// Names at 0, 1, 2, …; nothing lies between them, and no line joins them.
    case categories([String])
  }

  /// Text beside the axis, such as `step` or `test accuracy`.
  package var label: String
  package var scale: Scale
  /// How tick labels are written; nil lets the ticks decide.
  package var format: ValueFormat?
  /// Whether all panels have the same range, so that heights compare.
  package var isShared: Bool
  /// Whether its values are whole numbers, such as steps: no tick lies between two of them.
  package var isWhole: Bool
  /// Values that the axis shows whatever the marks are, such as zero for bars.
  package var includes: [Double]
  /// What no value can be below or above, such as 0 and 1 for a share: no tick stands beyond, and intervals are cut there.
  package var limits: ChartPoint.Interval?

  package init(
    label: String, scale: Scale = .linear, format: ValueFormat? = nil, isShared: Bool = true,
    isWhole: Bool = false,
    includes: [Double] = [], limits: ChartPoint.Interval? = nil
  ) {
    self.label = label
    self.scale = scale
    self.format = format
    self.isShared = isShared
    self.isWhole = isWhole
    self.includes = includes
    self.limits = limits
  }

  package var isLogarithmic: Bool { scale == .logarithmic }

  /// The names of a categorical axis; nil for numbers.
  package var categories: [String]? {
    if case .categories(let names) = scale { names } else { nil }
  }
}
