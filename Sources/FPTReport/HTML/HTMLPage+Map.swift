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
    let isPointed = map.panels.reduce(0) { $0 + $1.values.count } <= 2 * Self.mostPointed
    for panel in map.panels {
      html += SVGMap(panel, of: map).render(titleLines: lines, hasValues: isPointed)
    }
    html += "</div>\n"
    if let omission = map.omission {
      html += "<div class=\"signs\">\(omission.escapedForHTML)</div>\n"
    }
    return html + closing(heading)
  }
}
