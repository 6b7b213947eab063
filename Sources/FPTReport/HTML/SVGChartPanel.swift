import FPTFigures

/// One panel of a chart as SVG; its colors come from the stylesheet around it.
struct SVGChartPanel {
  let drawn: DrawnChart
  let panel: DrawnChart.Panel
  let frame: SVGPanelFrame
  /// Whether lines have their values beside them, for the page's script.
  var hasValues = false

  init(_ panel: DrawnChart.Panel, of drawn: DrawnChart, in frame: SVGPanelFrame) {
    self.panel = panel
    self.drawn = drawn
    self.frame = frame
  }

  var chart: Chart { drawn.chart }

  /// The panel as an element of its own.
  func render() -> String {
    let label = [chart.title, panel.content.title].filter { !$0.isEmpty }.joined(separator: ": ")
    return "<svg viewBox=\"0 0 \(SVGElement.number(SVGPanelFrame.width)) "
      + "\(SVGElement.number(frame.height))\" role=\"img\""
      + " aria-label=\"\(label.escapedForHTML)\">\n\(content())</svg>\n"
  }

  private func content() -> String {
    let title = SVGElement.fitted(panel.content.title, width: frame.right - 4, size: 12)
    var svg = SVGElement.text(
      title, x: 2, y: 13, kind: "title",
      title: title == panel.content.title ? nil : panel.content.title)
    guard let scales = panel.scales else {
      return svg
        + SVGElement.text(
          panel.note ?? "", x: (frame.left + frame.right) / 2, y: (frame.top + frame.bottom) / 2,
          kind: "tick", anchor: .middle)
    }
    svg += axes(scales)
    svg += phases(scales)
    let marks = SVGChartMarks(
      drawn: drawn, scales: scales, frame: frame, hasValues: hasValues)
    // What covers most lies lowest.
    svg += marks.bars(panel.content)
    for series in panel.content.series { svg += marks.band(of: series) }
    svg += references(scales)
    for series in panel.content.series {
      svg += marks.threads(of: series, among: panel.content.series)
    }
    for series in panel.content.series {
      svg += marks.line(of: series, among: panel.content.series)
    }
    svg += referenceLabels(scales) + phaseNames(scales)
    if let note = panel.note {
      svg += SVGElement.text(
        SVGElement.fitted(note, width: frame.right - frame.left), x: frame.right,
        y: frame.top + 10, kind: "over", anchor: .end)
    }
    return svg
  }
}
