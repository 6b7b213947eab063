import FPTFigures

/// The marks of series in one panel: bands, lines, shapes and bars.
struct SVGChartMarks {
  let drawn: DrawnChart
  let scales: ChartScales
  let frame: SVGPanelFrame
  /// Whether lines have their values beside them, for the page's script.
  var hasValues = false

  private var chart: Chart { drawn.chart }
  /// A point of the panel, in pixels.
  private typealias Place = (x: Double, y: Double)

  /// Series beside each other at one name: a step for each, from the middle.
  private func shift(of series: ChartSeries, among all: [ChartSeries]) -> Double {
    let categories = scales.isHorizontal ? scales.y : scales.x
    guard categories.kind.hasNames, all.count > 1,
      let index = all.firstIndex(where: { $0.name == series.name })
    else { return 0 }
    return (Double(index) - Double(all.count - 1) / 2) * min(0.22, 0.8 / Double(all.count))
  }

  private func place(_ x: Double, _ y: Double, shift: Double = 0) -> Place? {
    let (dx, dy) = scales.isHorizontal ? (0, -shift) : (shift, 0)
    guard let across = scales.x.position(x + dx), let up = scales.y.position(y + dy) else {
      return nil
    }
    return (frame.x(across), frame.y(up))
  }

  private static func text(_ place: Place) -> String {
    SVGElement.number(place.x) + " " + SVGElement.number(place.y)
  }

  // MARK: Lines

  /// The area between the ends of the intervals, along each stretch without a gap.
  func band(of series: ChartSeries) -> String {
    guard series.mark == .line, !hasNames else { return "" }
    var data = ""
    for stretch in stretches(series.points.thinned()) where stretch.count > 1 {
      let ends = stretch.compactMap { point -> (Double, Double, Double)? in
        guard let interval = point.yInterval, let across = scales.x.position(point.x),
          let low = scales.y.clamped(interval.low), let high = scales.y.clamped(interval.high)
        else { return nil }
        return (frame.x(across), frame.y(low), frame.y(high))
      }
      guard ends.count > 1 else { continue }
      let upper = ends.map { Self.text(($0.0, $0.2)) }.joined(separator: "L")
      let lower = ends.reversed().map { Self.text(($0.0, $0.1)) }.joined(separator: "L")
      data += "M\(upper)L\(lower)z"
    }
    return SVGElement.path(data, kind: "b\(style(series).color)")
  }

  /// Single seeds: thin lines, or small circles at names, between which nothing lies, and beside points.
  func threads(of series: ChartSeries, among all: [ChartSeries]) -> String {
    if hasNames || series.mark == .points {
      let shift = shift(of: series, among: all)
      return series.threads.joined().compactMap { place($0.x, $0.y, shift: shift) }.map { at in
        "<circle class=\"t\(style(series).color)\" cx=\"\(SVGElement.number(at.x))\""
          + " cy=\"\(SVGElement.number(at.y))\" r=\"1.6\"/>\n"
      }.joined()
    }
    let data = series.threads.map { path(through: $0) }.joined()
    return SVGElement.path(data, kind: "t\(style(series).color)")
  }

  /// The line, and a shape at each point, or at its end where there are many.
  func line(of series: ChartSeries, among all: [ChartSeries]) -> String {
    guard series.mark == .line || series.mark == .points else { return "" }
    let style = style(series)
    let shift = shift(of: series, among: all)
    let isLine = series.mark == .line && !hasNames
    var svg = ""
    if isLine {
      svg += SVGElement.path(
        path(through: series.points), kind: "s\(style.index % SeriesStyle.mostPatterns)",
        title: series.name.isEmpty ? nil : series.name,
        more: hasValues && !drawn.hasMarkers ? values(along: series) : "")
    }
    let lone = isLine ? Set(stretches(series.points).filter { $0.count == 1 }.map { $0[0].x }) : []
    let marked = drawn.hasMarkers || !isLine ? series.points : series.points.suffix(1)
    var bars = ""
    var shapes = ""
    for point in series.points {
      guard let at = place(point.x, point.y, shift: shift) else { continue }
      if !isLine || lone.contains(point.x) { bars += interval(of: point, at: at) }
    }
    for point in marked {
      guard let at = place(point.x, point.y, shift: shift) else { continue }
      shapes +=
        SVGMarker.render(
          style, x: at.x, y: at.y, title: ChartValueText(chart).title(point, of: series)) + "\n"
    }
    return svg + SVGElement.path(bars, kind: "i\(style.color)") + shapes
  }

  /// The values at the corners of a line, in their order.
  private func values(along series: ChartSeries) -> String {
    let points = stretches(series.points.thinned()).filter { $0.count > 1 }.joined()
    let text = ChartValueText(chart)
    let name = (series.name.isEmpty ? "" : series.name + ", ") + chart.x.label + " "
    func list(_ texts: [String]) -> String {
      // No shown text has a line break.
      texts.map(\.escapedForHTML).joined(separator: "\n")
    }
    return " data-name=\"\(name.escapedForHTML)\" data-x=\"\(list(points.map { text.x($0.x) }))\""
      + " data-y=\"\(list(points.map { text.y($0.y) }))\""
  }

  private func path(through points: [ChartPoint]) -> String {
    stretches(points.thinned()).map { stretch in
      let places = stretch.compactMap { place($0.x, $0.y) }
      guard let first = places.first else { return "" }
      if places.count == 1 { return "" }
      return "M" + Self.text(first) + places.dropFirst().map { "L" + Self.text($0) }.joined()
    }.joined()
  }

  /// Lines of an interval with an end on each side; an end beyond the axis has none.
  private func interval(of point: ChartPoint, at place: Place) -> String {
    func n(_ value: Double) -> String { SVGElement.number(value) }
    var data = ""
    if let interval = point.yInterval, let low = scales.y.clamped(interval.low),
      let high = scales.y.clamped(interval.high)
    {
      data += "M\(n(place.x)) \(n(frame.y(low)))V\(n(frame.y(high)))"
      for (value, at) in [(interval.low, low), (interval.high, high)]
      where scales.y.position(value) != nil {
        data += "M\(n(place.x - 3)) \(n(frame.y(at)))h6"
      }
    }
    if let interval = point.xInterval, let low = scales.x.clamped(interval.low),
      let high = scales.x.clamped(interval.high)
    {
      data += "M\(n(frame.x(low))) \(n(place.y))H\(n(frame.x(high)))"
      for (value, at) in [(interval.low, low), (interval.high, high)]
      where scales.x.position(value) != nil {
        data += "M\(n(frame.x(at))) \(n(place.y - 3))v6"
      }
    }
    return data
  }

  private var hasNames: Bool { scales.x.kind.hasNames || scales.y.kind.hasNames }

  private func style(_ series: ChartSeries) -> SeriesStyle { drawn.style(of: series) }

  /// Runs of points that have a place.
  private func stretches(_ points: [ChartPoint]) -> [[ChartPoint]] {
    points.split { scales.x.position($0.x) == nil || scales.y.position($0.y) == nil }.map(
      Array.init)
  }

  // MARK: Bars

  /// Bars of all series, beside each other or stacked.
  func bars(_ panel: ChartPanel) -> String {
    let grouped = panel.series.filter { $0.mark == .bars }
    var sums: [Double: Double] = [:]
    var svg = ""
    for series in panel.series where series.mark == .bars || series.mark == .stack {
      let isStacked = series.mark == .stack
      let count = isStacked ? 1 : Double(max(1, grouped.count))
      let width = 0.8 / count
      let index = grouped.firstIndex { $0.name == series.name } ?? 0
      let shift = isStacked ? 0 : (Double(index) - (count - 1) / 2) * width
      for point in series.points {
        let (name, value) = scales.isHorizontal ? (point.y, point.x) : (point.x, point.y)
        guard name.isFinite, value.isFinite else { continue }
        let start = isStacked ? sums[name] ?? 0 : 0
        if isStacked { sums[name] = start + value }
        svg += bar(
          from: start, to: start + value, at: name, shift: shift, width: width, point, series)
      }
    }
    return svg
  }

  private func bar(
    from start: Double, to end: Double, at name: Double, shift: Double, width: Double,
    _ point: ChartPoint, _ series: ChartSeries
  ) -> String {
    let (names, values) = scales.isHorizontal ? (scales.y, scales.x) : (scales.x, scales.y)
    let side = scales.isHorizontal ? -shift : shift
    guard let near = names.clamped(name + side - width / 2),
      let far = names.clamped(name + side + width / 2), let from = values.clamped(start),
      let to = values.clamped(end), let middle = names.clamped(name + side)
    else { return "" }
    func n(_ value: Double) -> String { SVGElement.number(value) }
    let data: String
    let tip: Place
    if scales.isHorizontal {
      data =
        "M\(n(frame.x(from))) \(n(frame.y(near)))H\(n(frame.x(to)))V\(n(frame.y(far)))H\(n(frame.x(from)))z"
      tip = (frame.x(to), frame.y(middle))
    } else {
      data =
        "M\(n(frame.x(near))) \(n(frame.y(from)))V\(n(frame.y(to)))H\(n(frame.x(far)))V\(n(frame.y(from)))z"
      tip = (frame.x(middle), frame.y(to))
    }
    return SVGElement.path(
      data, kind: "a\(style(series).color)", title: ChartValueText(chart).title(point, of: series),
      more: style(series).opacity)
      + SVGElement.path(interval(of: point, at: tip), kind: "e")
  }
}

extension [ChartPoint] {
  /// More points of one line than a screen has places for.
  private static let most = 320

  /// At most some hundred points that draw the same line: the lowest and the highest of each stretch, with the widest interval.
  func thinned() -> [ChartPoint] {
    guard count > Self.most else { return self }
    let size = (count + Self.most / 2 - 1) / (Self.most / 2)
    return stride(from: 0, to: count, by: size).flatMap { start -> [ChartPoint] in
      let part = self[start..<Swift.min(start + size, count)]
      let known = part.filter(\.y.isFinite)
      guard let low = known.min(by: { $0.y < $1.y }), let high = known.max(by: { $0.y < $1.y })
      else {
        return Array(part.prefix(1))
      }
      let intervals = known.compactMap(\.yInterval)
      let interval =
        intervals.isEmpty
        ? nil
        : ChartPoint.Interval(
          low: intervals.map(\.low).min() ?? .nan, high: intervals.map(\.high).max() ?? .nan)
      return (low.x == high.x ? [low] : low.x < high.x ? [low, high] : [high, low]).map {
        ChartPoint(x: $0.x, y: $0.y, yInterval: interval)
      }
    }
  }
}
