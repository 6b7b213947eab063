import FPTFigures

extension SVGChartPanel {
  /// Lines to compare with.
  func references(_ scales: ChartScales) -> String {
    panel.content.references.map { reference in
      switch reference.line {
      case .level(let value):
        guard let at = scales.y.position(value).map(frame.y) else { return "" }
        return SVGElement.path(
          "M\(SVGElement.number(frame.left)) \(SVGElement.number(at))H\(SVGElement.number(frame.right))",
          kind: "reference", title: reference.label)
      case .identity:
        return SVGElement.path(
          "M\(SVGElement.number(frame.left)) \(SVGElement.number(frame.bottom))"
            + "L\(SVGElement.number(frame.right)) \(SVGElement.number(frame.top))",
          kind: "reference", title: reference.label)
      }
    }.joined()
  }

  /// What they are, each where marks are farthest away.
  func referenceLabels(_ scales: ChartScales) -> String {
    panel.content.references.map { reference in
      guard case .level(let value) = reference.line else {
        return SVGElement.text(
          reference.label, x: frame.right - 22, y: frame.top + 10, kind: "over", anchor: .end)
      }
      guard let level = scales.y.position(value) else { return "" }
      let width = SVGElement.width(of: reference.label, size: 9.5) / (frame.right - frame.left)
      let starts = [1 - width - 0.01, 0.01, 0.5 - width / 2, 0.75 - width / 2, 0.25 - width / 2]
      var best: (distance: Double, start: Double, isAbove: Bool) = (-1, starts[0], true)
      for start in starts {
        for isAbove in [true, false] {
          let middle = level + (isAbove ? 0.045 : -0.055)
          guard (0.02...0.98).contains(middle) else { continue }
          let distance = distance(to: middle, scales, from: start, to: start + width)
          if distance > best.distance + 0.01 { best = (distance, start, isAbove) }
        }
      }
      return SVGElement.text(
        reference.label, x: frame.x(best.start), y: frame.y(level) + (best.isAbove ? -3.5 : 11),
        kind: "over")
    }.joined()
  }

  /// How near lines come to a height in a part of the panel; more than a tenth is far enough.
  private func distance(
    to height: Double, _ scales: ChartScales, from start: Double, to end: Double
  ) -> Double {
    var nearest = 0.1
    for series in panel.content.series {
      let places = series.points.compactMap { point -> (x: Double, y: Double)? in
        guard let x = scales.x.position(point.x), let y = scales.y.position(point.y) else {
          return nil
        }
        return (x, y)
      }
      for (from, to) in zip(places, places.dropFirst() + places.suffix(1))
      where to.x >= start && from.x <= end {
        for step in 0...4 {
          let x = start + (end - start) * Double(step) / 4
          let share = to.x > from.x ? min(max((x - from.x) / (to.x - from.x), 0), 1) : 0
          guard abs(from.x + (to.x - from.x) * share - x) < 0.02 else { continue }
          nearest = min(nearest, abs(from.y + (to.y - from.y) * share - height))
        }
      }
    }
    return nearest
  }
}
