import FPTFigures

extension HTMLPage {
  /// A heat map: its color bar and its panels.
  func render(_ map: NotebookMap, _ heading: FigureHeading) -> String {
    var html = opening("map", heading, computed: [map.caption])
    if let scale = HeatScale(map) {
      html += "<div class=\"legend\">"
      html += SVGColorBar(scale: scale, label: map.label).render() + "</div>\n"
    }
    html += "<div class=\"panels\">\n"
    let lines = map.panels.map { SVGMap.titleLines($0.title).count }.max() ?? 1
    for panel in map.panels { html += SVGMap(panel, of: map).render(titleLines: lines) }
    html += "</div>\n"
    if let omission = map.omission {
      html += "<div class=\"signs\">\(omission.escapedForHTML)</div>\n"
    }
    return html + closing(heading)
  }
}
