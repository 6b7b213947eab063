import FPTFigures

extension SVGChartPanel {
  func axes(_ scales: ChartScales) -> String {
    let (left, right) = (SVGElement.number(frame.left), SVGElement.number(frame.right))
    let (top, bottom) = (SVGElement.number(frame.top), SVGElement.number(frame.bottom))
    var svg = ""
    var grid = ""
    for (value, label) in zip(scales.y.ticks, scales.y.labels(format: chart.y.format)) {
      guard let at = scales.y.position(value).map(frame.y) else { continue }
      if !scales.isHorizontal { grid += "M\(left) \(SVGElement.number(at))H\(right)" }
      let fitted = SVGElement.fitted(label, width: frame.left - 10)
      svg += SVGElement.text(
        fitted, x: frame.left - 6, y: at + 3.5, kind: "tick", anchor: .end,
        title: fitted == label ? nil : label)
    }
    if scales.isHorizontal {
      for value in scales.x.ticks {
        guard let at = scales.x.position(value).map(frame.x) else { continue }
        grid += "M\(SVGElement.number(at)) \(top)V\(bottom)"
      }
    }
    svg = SVGElement.path(grid, kind: "grid") + svg
    svg += acrossLabels(scales.x)
    var axis = "M\(left) \(bottom)H\(right)"
    if !scales.x.kind.hasNames {
      axis +=
        marks(scales.x.ticks, scales.x, length: 4) + marks(scales.x.minorTicks, scales.x, length: 2)
    }
    for value in scales.y.minorTicks {
      guard let at = scales.y.position(value).map(frame.y) else { continue }
      axis += "M\(left) \(SVGElement.number(at))h-2"
    }
    if scales.isHorizontal { axis += "M\(left) \(top)V\(bottom)" }
    svg += SVGElement.path(axis, kind: "axis")
    svg += SVGElement.text(
      chart.x.shownLabel, x: (frame.left + frame.right) / 2, y: frame.height - 4, kind: "label",
      anchor: .middle)
    return svg
      + SVGElement.text(chart.y.shownLabel, x: 2, y: frame.top - 7, kind: "label")
  }

  private func marks(_ values: [Double], _ scale: ChartScale, length: Double) -> String {
    values.compactMap { scale.position($0) }.map {
      "M\(SVGElement.number(frame.x($0))) \(SVGElement.number(frame.bottom))v\(SVGElement.number(length))"
    }.joined()
  }

  /// Labels below the axis; one that would touch its neighbor is left out.
  private func acrossLabels(_ scale: ChartScale) -> String {
    let labels = scale.labels(format: chart.x.format)
    var svg = ""
    var end = -Double.infinity
    for (value, label) in zip(scale.ticks, labels) {
      guard let at = scale.position(value).map(frame.x) else { continue }
      if scale.kind.hasNames {
        // Slanted lines need their own height beside each other.
        guard at - end >= (frame.names == .slanted ? 11 : 0) else { continue }
        end = at
        svg += name(label, at: at, count: labels.count)
        continue
      }
      let width = SVGElement.width(of: label)
      guard at - width / 2 > end + 4 else { continue }
      end = at + width / 2
      svg += SVGElement.text(label, x: at, y: frame.bottom + 16, kind: "tick", anchor: .middle)
    }
    return svg
  }

  private func name(_ label: String, at place: Double, count: Int) -> String {
    guard case .level = frame.names else {
      let fitted = SVGElement.fitted(label, width: frame.nameWidth)
      return SVGElement.text(
        fitted, x: place + 3, y: frame.bottom + 12, kind: "tick", anchor: .end, turn: -38,
        title: fitted == label ? nil : label)
    }
    let room = (frame.right - frame.left) / Double(max(1, count)) - 6
    return SVGPanelFrame.lines(of: label, width: room).enumerated().map { row, line in
      SVGElement.text(
        line, x: place, y: frame.bottom + 15 + Double(row) * 12, kind: "tick", anchor: .middle)
    }.joined()
  }

  /// Where phases begin.
  func phases(_ scales: ChartScales) -> String {
    panel.content.phases.map { phase in
      guard let at = scales.x.position(phase.x).map(frame.x) else { return "" }
      return SVGElement.path(
        "M\(SVGElement.number(at)) \(SVGElement.number(frame.top))V\(SVGElement.number(frame.bottom))",
        kind: "phase", title: phase.name)
    }.joined()
  }

  /// The names of phases along their lines, above all marks.
  func phaseNames(_ scales: ChartScales) -> String {
    panel.content.phases.map { phase in
      guard let at = scales.x.position(phase.x).map(frame.x) else { return "" }
      let name = SVGElement.fitted(phase.name, width: frame.bottom - frame.top - 8, size: 9)
      // The last phase may begin too near the edge for a name behind it.
      let side = at + 11 > frame.right ? -3.0 : 9.0
      return SVGElement.text(
        name, x: at + side, y: frame.top + 3, kind: "phasename", anchor: .end, turn: -90)
    }.joined()
  }
}

extension ChartAxis {
  /// The label, with the scale where that is not seen from names.
  var shownLabel: String { label + (isLogarithmic ? " (log)" : "") }
}
