import FPTFigures

extension HTMLPage {
  /// A plot: its legend, its panels, and what its marks mean.
  func render(_ chart: Chart, _ heading: FigureHeading) -> String {
    let drawn = DrawnChart(chart)
    var html = opening("plot", heading, computed: [drawn.caption() ?? ""])
    if drawn.hasLegend {
      html += "<div class=\"legend\">"
      for (index, name) in drawn.names.enumerated() where !name.isEmpty {
        html += "<span>" + SVGLegend.key(index, of: drawn) + name.escapedForHTML + "</span>"
      }
      html += "</div>\n"
    }
    html += "<div class=\"panels\">\n"
    let frame = SVGPanelFrame(drawn)
    let count = drawn.panels.lazy.flatMap(\.content.series).reduce(0) { $0 + $1.points.count }
    for panel in drawn.panels {
      var drawing = SVGChartPanel(panel, of: drawn, in: frame)
      drawing.hasValues = count <= Self.mostPointed
      html += drawing.render()
    }
    html += "</div>\n"
    if !drawn.remarks.isEmpty {
      let texts = drawn.remarks.map { "<span>\($0.escapedForHTML)</span>" }
      html += "<div class=\"signs\">\(texts.joined(separator: " "))</div>\n"
    }
    return html + closing(heading)
  }

  /// A figure of more values than this has them in the file alone, and not under the pointer.
  static let mostPointed = 5_000
}
