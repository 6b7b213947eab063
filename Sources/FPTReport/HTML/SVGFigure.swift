import FPTFigures
import FPTResults

/// A figure as an SVG file of its own: title, legend, panels and what marks mean, in colors for paper.
///
/// It needs nothing beside it: its style is inside, and its letters are those of the system.
package struct SVGFigure {
  /// A piece of the figure: its own coordinates, and the elements in them.
  struct Panel {
    var title: String
    var width: Double
    var height: Double
    var content: String
  }

  /// The title of the figure, for a file's name.
  package private(set) var title: String
  private let caption: [String]
  private let legend: [(sample: String, name: String)]
  private var panels: [Panel]
  /// What the colors of a heat map mean.
  private var colorBar: Panel?

  /// Columns of panels where there is no reason for another number.
  private static let mostColumns = 4
  private static let gap = 14.0
  private static let edge = 4.0

  /// The figure of a plot or heat map.
  package init(_ drawing: Drawing) {
    switch drawing {
    case .lines(let chart): self.init(chart)
    case .map(let map): self.init(map)
    }
  }

  private init(_ chart: Chart) {
    let drawn = DrawnChart(chart)
    let frame = SVGPanelFrame(drawn)
    title = chart.title
    caption = [drawn.caption()].compactMap(\.self) + drawn.remarks
    legend =
      drawn.hasLegend
      ? drawn.names.enumerated().filter { !$1.isEmpty }.map {
        (SVGLegend.sample($0, of: drawn), $1)
      } : []
    panels = drawn.panels.map {
      Panel(
        title: $0.content.title, width: SVGPanelFrame.width, height: frame.height,
        content: SVGChartPanel($0, of: drawn, in: frame).render())
    }
  }

  private init(_ map: NotebookMap) {
    title = map.title
    caption = [map.caption, map.omission].compactMap(\.self)
    legend = []
    colorBar = HeatScale(map).map { scale in
      Panel(
        title: map.label, width: SVGColorBar.width, height: SVGColorBar.height,
        content: SVGColorBar(scale: scale, label: map.label).element())
    }
    let lines = map.panels.map { SVGMap.titleLines($0.title).count }.max() ?? 1
    panels = map.panels.map { panel in
      let svg = SVGMap(panel, of: map).render(titleLines: lines)
      let size = Self.size(of: svg)
      return Panel(title: panel.title, width: size.width, height: size.height, content: svg)
    }
  }

  /// Each panel as a figure of its own, on the scales of all.
  package var panelsAlone: [SVGFigure] {
    panels.map { panel in
      var figure = self
      figure.panels = [panel]
      if !panel.title.isEmpty { figure.title = "\(title) - \(panel.title)" }
      return figure
    }
  }

  /// The width and height that an element says it has.
  private static func size(of svg: String) -> (width: Double, height: Double) {
    let start = svg.range(of: "viewBox=\"0 0 ")?.upperBound ?? svg.endIndex
    let numbers = svg[start...].prefix { $0 != "\"" }.split(separator: " ").compactMap {
      Double($0)
    }
    return numbers.count == 2 ? (numbers[0], numbers[1]) : (SVGPanelFrame.width, 240)
  }

  /// The file's text.
  ///
  /// `width` is that of the whole figure on paper, in millimeters; nil leaves a panel as wide as on a screen. `showsTitle` puts the title
  /// above, which papers have in their caption.
  package func render(
    millimeters: Double? = nil, columns wanted: Int? = nil, showsTitle: Bool = true
  ) -> String {
    let count = max(1, panels.count)
    let columns = max(
      1,
      min(
        wanted ?? (count <= 1 ? 1 : count == 3 ? 3 : count <= 4 ? 2 : 3),
        min(count, Self.mostColumns)))
    let cell = panels.reduce((width: 0.0, height: 0.0)) {
      (max($0.width, $1.width), max($0.height, $1.height))
    }
    let inner = Double(columns) * cell.width + Double(columns - 1) * Self.gap
    var y = Self.edge
    var body = ""
    if showsTitle {
      body += SVGElement.text(
        SVGElement.fitted(title, width: inner, size: 13), x: Self.edge, y: y + 12, kind: "heading")
      y += 22
    }
    body += legendElements(width: inner, &y)
    if let colorBar {
      body += placed(colorBar, x: Self.edge, y: y)
      body += SVGElement.text(
        SVGElement.fitted(colorBar.title, width: max(20, inner - colorBar.width)),
        x: Self.edge + colorBar.width, y: y + 12, kind: "key")
      y += colorBar.height + 4
    }
    for (index, panel) in panels.enumerated() {
      let x = Self.edge + Double(index % columns) * (cell.width + Self.gap)
      let top = y + Double(index / columns) * (cell.height + Self.gap)
      body += placed(panel, x: x, y: top)
    }
    let rows = (panels.count + columns - 1) / columns
    y += Double(rows) * (cell.height + Self.gap)
    for line in caption.flatMap({ Self.wrapped($0, width: inner) }) {
      body += SVGElement.text(line, x: Self.edge, y: y + 8, kind: "caption")
      y += 14
    }
    let size = (width: inner + 2 * Self.edge, height: y + Self.edge)
    func n(_ value: Double) -> String { SVGElement.number(value) }
    let onPaper =
      millimeters.map {
        " width=\"\(n($0))mm\" height=\"\(n($0 * size.height / size.width))mm\""
      } ?? " width=\"\(n(size.width))\" height=\"\(n(size.height))\""
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg"\(onPaper) viewBox="0 0 \(n(size.width)) \(n(size.height))" role="img">
      <title>\(title.escapedForHTML)</title>
      <style>
      \(SVGStyle.rules(.print))
      svg .heading { font-size: 13px; font-weight: 600; fill: \(ChartPalette.print.ink); }
      svg .caption, svg .key { font-size: 10.5px; }
      </style>
      <rect width="100%" height="100%" fill="\(ChartPalette.print.page)"/>
      \(body)</svg>

      """
  }

  /// An element inside at its place, as large as it says.
  private func placed(_ panel: Panel, x: Double, y: Double) -> String {
    func n(_ value: Double) -> String { SVGElement.number(value) }
    let place =
      "<svg x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(panel.width))\" height=\"\(n(panel.height))\" "
    return place + panel.content.dropFirst("<svg ".count)
  }

  private func legendElements(width: Double, _ y: inout Double) -> String {
    guard !legend.isEmpty else { return "" }
    var svg = ""
    var x = Self.edge
    for entry in legend {
      let name = SVGElement.fitted(entry.name, width: width - 44)
      let taken = 38 + SVGElement.width(of: name)
      if x > Self.edge, x + taken > width {
        x = Self.edge
        y += 16
      }
      svg += "<g transform=\"translate(\(SVGElement.number(x)) \(SVGElement.number(y + 2)))\">"
      svg += entry.sample + "</g>\n"
      svg += SVGElement.text(name, x: x + 36, y: y + 10.5, kind: "key")
      x += taken + 16
    }
    y += 22
    return svg
  }

  private static func wrapped(_ text: String, width: Double) -> [String] {
    StyledText(text).wrapped(toColumns: max(8, Int(width / (10.5 * 0.56)))).map(\.text)
  }
}
