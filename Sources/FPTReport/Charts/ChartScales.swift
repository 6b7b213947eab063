import FPTFigures

/// The two scales of a panel.
struct ChartScales: Hashable {
  var x: ChartScale
  var y: ChartScale
  /// Whether names stand along the left side, and values run to the right.
  var isHorizontal: Bool { y.kind.hasNames }

  /// The scales of each panel of a chart; nil for a panel without anything to draw.
  static func all(of chart: Chart) -> [ChartScales?] {
    let ranges = chart.panels.map { PanelRange($0, of: chart) }
    let whole = ranges.reduce(PanelRange()) { $0.union($1) }
    return ranges.map { own in
      guard !own.x.isEmpty, !own.y.isEmpty else { return nil }
      var x = chart.x.isShared ? whole.x : own.x
      var y = chart.y.isShared ? whole.y : own.y
      if own.hasIdentity {
        x.formUnion(y)
        y = x
      }
      guard let across = scale(x, chart.x), let up = scale(y, chart.y) else { return nil }
      return ChartScales(x: across, y: up)
    }
  }

  private static func scale(_ range: ValueRange, _ axis: ChartAxis) -> ChartScale? {
    ChartScale(
      range.ends(axis), of: axis.scale, limits: range.limits(axis), hasBase: range.hasBase,
      isWhole: axis.isWhole)
  }

  /// Whether an end of an interval has no place.
  func cutsIntervals(of panel: ChartPanel) -> Bool {
    func cuts(_ interval: ChartPoint.Interval?, _ scale: ChartScale) -> Bool {
      guard let interval, !interval.low.isNaN, !interval.high.isNaN else { return false }
      return interval.low < scale.lower || interval.high > scale.upper
    }
    return panel.series.contains { series in
      series.points.contains { point in
        guard x.position(point.x) != nil, y.position(point.y) != nil else { return false }
        return cuts(point.yInterval, y) || cuts(point.xInterval, x)
      }
    }
  }
}

/// What the marks of some panels take of both axes.
private struct PanelRange {
  var x = ValueRange()
  var y = ValueRange()
  var hasIdentity = false

  init() {}

  init(_ panel: ChartPanel, of chart: Chart) {
    let valuesRunRight = chart.y.categories != nil
    var sums: [Double: Double] = [:]
    for series in panel.series {
      for point in series.points where point.x.isFinite && point.y.isFinite {
        guard chart.x.holds(point.x), chart.y.holds(point.y) else { continue }
        var (right, up) = (point.x, point.y)
        if series.mark == .stack {
          let place = valuesRunRight ? point.y : point.x
          let top = (sums[place] ?? 0) + (valuesRunRight ? point.x : point.y)
          sums[place] = top
          if valuesRunRight { right = top } else { up = top }
        }
        x.add(right, point.xInterval)
        y.add(up, point.yInterval)
      }
      for point in series.threads.joined() where point.x.isFinite && point.y.isFinite {
        guard chart.x.holds(point.x), chart.y.holds(point.y) else { continue }
        x.add(point.x)
        y.add(point.y)
      }
    }
    guard !x.isEmpty, !y.isEmpty else { return }
    let hasBars = panel.series.contains { $0.mark == .bars || $0.mark == .stack }
    if hasBars { if valuesRunRight { x.addBase() } else { y.addBase() } }
    for value in chart.x.includes where chart.x.holds(value) { x.add(value) }
    for value in chart.y.includes where chart.y.holds(value) { y.add(value) }
    for reference in panel.references {
      switch reference.line {
      case .level(let value):
        if value.isFinite, chart.y.holds(value) { y.add(value) }
      case .identity: hasIdentity = true
      }
    }
  }

  func union(_ other: PanelRange) -> PanelRange {
    var result = self
    result.x.formUnion(other.x)
    result.y.formUnion(other.y)
    result.hasIdentity = hasIdentity || other.hasIdentity
    return result
  }
}

extension ChartAxis {
  /// Whether a finite value has a place at all.
  fileprivate func holds(_ value: Double) -> Bool { !isLogarithmic || value > 0 }
}

/// The smallest and largest value along one axis, and how far intervals go.
private struct ValueRange {
  private var low = Double.infinity
  private var high = -Double.infinity
  private var intervalLow = Double.infinity
  private var intervalHigh = -Double.infinity
  var hasBase = false

  var isEmpty: Bool { low > high }

  mutating func add(_ value: Double, _ interval: ChartPoint.Interval? = nil) {
    (low, high) = (min(low, value), max(high, value))
    if let interval {
      if interval.low.isFinite { intervalLow = min(intervalLow, interval.low) }
      if interval.high.isFinite { intervalHigh = max(intervalHigh, interval.high) }
    }
  }

  mutating func addBase() {
    add(0)
    hasBase = true
  }

  mutating func formUnion(_ other: ValueRange) {
    (low, high) = (min(low, other.low), max(high, other.high))
    intervalLow = min(intervalLow, other.intervalLow)
    intervalHigh = max(intervalHigh, other.intervalHigh)
    hasBase = hasBase || other.hasBase
  }

  /// Both ends.
  ///
  /// Wide intervals, such as those of two seeds, are cut where they would leave the values less than a third of the axis.
  func ends(_ axis: ChartAxis) -> [Double] {
    guard !isEmpty else { return [] }
    if axis.isLogarithmic {
      let ratio = high > low ? high / low : .infinity
      let bottom = intervalLow > 0 ? max(intervalLow, low / ratio) : low / min(ratio, 10)
      let isLower = intervalLow < low
      return [isLower ? bottom : low, max(high, min(intervalHigh, high * ratio))].filter { $0 > 0 }
    }
    let span = high > low ? high - low : .infinity
    return [min(low, max(intervalLow, low - span)), max(high, min(intervalHigh, high + span))]
  }

  /// The limits of the axis, where all values keep them.
  func limits(_ axis: ChartAxis) -> ChartPoint.Interval? {
    axis.limits.flatMap { $0.low <= low && high <= $0.high ? $0 : nil }
  }
}
