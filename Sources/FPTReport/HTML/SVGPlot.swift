import FPTFigures

/// One panel of a plot as SVG inside an HTML page; its colors come from the page's stylesheet.
struct SVGPlot {
  private let panel: ChartPanel
  private let plot: Chart
  private let names: [String]

  private static let size = (width: 360.0, height: 232.0)
  private static let area = (left: 46.0, right: 348.0, top: 26.0, bottom: 186.0)
  /// Series beyond these begin again with the first color, another shape at the end.
  private static let colors = 6

  init(_ panel: ChartPanel, of plot: Chart, names: [String]) {
    self.panel = panel
    self.plot = plot
    self.names = names
  }

  func render() -> String {
    let (width, height) = Self.size
    let label = [plot.title, panel.title].filter { !$0.isEmpty }.joined(separator: ": ")
    var svg = "<svg viewBox=\"0 0 \(Self.number(width)) \(Self.number(height))\" role=\"img\""
    svg += " aria-label=\"\(label.escapedForHTML)\">\n"
    svg += text(panel.title, x: Self.area.left, y: 14, kind: "title", anchor: "start")
    let points = panel.series.flatMap(\.points).filter { $0.x.isFinite && $0.y.isFinite }
    if let x = PlotScale(points.map(\.x), isLogarithmic: plot.x.isLogarithmic),
      let y = PlotScale(points.map(\.y), isLogarithmic: plot.y.isLogarithmic)
    {
      svg += grid(x: x, y: y)
      for series in panel.series { svg += line(series, x: x, y: y) }
    } else {
      let middle = (Self.area.left + Self.area.right) / 2
      svg += text("nothing to draw yet", x: middle, y: 110, kind: "tick", anchor: "middle")
    }
    return svg + "</svg>\n"
  }

  /// The line and shape of a series for the legend.
  static func key(_ index: Int) -> String {
    "<svg class=\"key\" viewBox=\"0 0 24 10\" aria-hidden=\"true\">"
      + "<path class=\"s\(index % colors)\" d=\"M1 5H16\"/>"
      + mark(index, x: 19, y: 5) + "</svg>"
  }

  // MARK: Parts

  private func grid(x: PlotScale, y: PlotScale) -> String {
    let area = Self.area
    var svg = ""
    let yTicks = y.ticks(4)
    for (value, label) in zip(yTicks, y.labels(yTicks, format: plot.y.format)) {
      guard let at = y.position(value).map(Self.vertical) else { continue }
      svg += "<path class=\"grid\" d=\"M\(Self.number(area.left)) \(Self.number(at))"
      svg += "H\(Self.number(area.right))\"/>\n"
      svg += text(label, x: area.left - 6, y: at + 3.5, kind: "tick", anchor: "end")
    }
    let xTicks = x.ticks(5)
    for (value, label) in zip(xTicks, x.labels(xTicks, format: plot.x.format)) {
      guard let at = x.position(value).map(Self.horizontal) else { continue }
      svg += "<path class=\"axis\" d=\"M\(Self.number(at)) \(Self.number(area.bottom))v4\"/>\n"
      svg += text(label, x: at, y: area.bottom + 16, kind: "tick", anchor: "middle")
    }
    svg += "<path class=\"axis\" d=\"M\(Self.number(area.left)) \(Self.number(area.bottom))"
    svg += "H\(Self.number(area.right))\"/>\n"
    let xLabel = plot.x.label + (plot.x.isLogarithmic ? " (log)" : "")
    svg += text(
      xLabel, x: (area.left + area.right) / 2, y: area.bottom + 34, kind: "label", anchor: "middle")
    svg += text(plot.y.label, x: area.right, y: 14, kind: "label", anchor: "end")
    return svg
  }

  private func line(_ series: ChartSeries, x: PlotScale, y: PlotScale) -> String {
    let index = names.firstIndex(of: series.name) ?? 0
    var path = ""
    var isOpen = false
    var last: (x: Double, y: Double)?
    for point in series.points {
      guard let across = x.position(point.x), let up = y.position(point.y) else {
        isOpen = false
        continue
      }
      let place = (x: Self.horizontal(across), y: Self.vertical(up))
      path += (isOpen ? "L" : "M") + Self.number(place.x) + " " + Self.number(place.y)
      isOpen = true
      last = place
    }
    guard let last else { return "" }
    let name = "<title>\(series.name.escapedForHTML)</title>"
    return "<path class=\"s\(index % Self.colors)\" d=\"\(path)\">\(name)</path>\n"
      + Self.mark(index, x: last.x, y: last.y) + "\n"
  }

  /// The shape at the end of a series: tells series apart without color.
  private static func mark(_ index: Int, x: Double, y: Double) -> String {
    let style = "class=\"m\(index % colors)\""
    let (x, y) = (number(x), number(y))
    switch index % 4 {
    case 0: return "<circle \(style) cx=\"\(x)\" cy=\"\(y)\" r=\"3.2\"/>"
    case 1: return "<path \(style) d=\"M\(x) \(y)m-3 -3h6v6h-6z\"/>"
    case 2: return "<path \(style) d=\"M\(x) \(y)m0 -4l4 7h-8z\"/>"
    default: return "<path \(style) d=\"M\(x) \(y)m0 -4.2l4.2 4.2l-4.2 4.2l-4.2 -4.2z\"/>"
    }
  }

  private func text(
    _ text: String, x: Double, y: Double, kind: String, anchor: String
  ) -> String {
    guard !text.isEmpty else { return "" }
    return "<text class=\"\(kind)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\""
      + " text-anchor=\"\(anchor)\">\(text.escapedForHTML)</text>\n"
  }

  private static func horizontal(_ position: Double) -> Double {
    area.left + position * (area.right - area.left)
  }

  private static func vertical(_ position: Double) -> Double {
    area.bottom - position * (area.bottom - area.top)
  }

  /// Two decimals are finer than a pixel.
  ///
  /// SVG wants a plain hyphen for minus; no place is negative.
  private static func number(_ value: Double) -> String {
    ValueFormat.fixed(value, digits: 2)
  }
}
