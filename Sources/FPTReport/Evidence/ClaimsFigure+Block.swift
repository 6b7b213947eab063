import FPTEvidence
import FPTResults
import FPTStatistics

extension ClaimsFigure.Block {
  private typealias Column = ClaimsFigure.Column
  private static let rowHeight = 17.0

  /// The rows with the axis beneath them; `y` moves below, `part` is the heading that was said last.
  func render(_ y: inout Double, part: inout String) -> String {
    let top = y
    var rows = ""
    for line in lines {
      if line.claim.part != part {
        part = line.claim.part
        if !part.isEmpty {
          y += 17
          rows += SVGElement.text(part.visible, x: Column.name, y: y - 4, kind: "part")
        }
      }
      rows += row(line, &y)
    }
    let bottom = y + 2
    guard let scale, lines.contains(where: \.isShown) else {
      y = bottom
      return rows
    }
    var svg = ""
    var grid = ""
    // Zero and then the ends come first; of texts that would meet, later ones are left out.
    var taken: [ClosedRange<Double>] = []
    let ticks = zip(scale.ticks, scale.labels).sorted { rank($0.0) > rank($1.0) }
    for (value, label) in ticks {
      guard let at = x(value, scale) else { continue }
      let half = SVGElement.width(of: label) / 2 + 3
      if taken.contains(where: { $0.overlaps(at - half...at + half) }) { continue }
      taken.append(at - half...at + half)
      grid += "M\(n(at)) \(n(top + 2))V\(n(bottom))"
      svg += SVGElement.text(label, x: at, y: bottom + 10, kind: "tick", anchor: .middle)
    }
    svg = SVGElement.path(grid, kind: "grid") + svg
    if let zero = x(0, scale) {
      svg += SVGElement.path("M\(n(zero)) \(n(top + 2))V\(n(bottom))", kind: "zero")
    }
    let left = taken.map(\.lowerBound).min() ?? Column.plot
    svg += SVGElement.text(
      unit.isEmpty ? "difference" : unit, x: min(Column.plot, left) - 10, y: bottom + 10,
      kind: "tick", anchor: .end)
    y = bottom + 15
    return svg + rows
  }

  private func n(_ value: Double) -> String { SVGElement.number(value) }

  private func rank(_ tick: Double) -> Double { tick == 0 ? .infinity : tick.magnitude }

  private func x(_ value: Double, _ scale: SignedRootScale) -> Double? {
    scale.clamped(value).map { Column.plot + $0 * (Column.plotEnd - Column.plot) }
  }

  private func row(_ line: ClaimFindings.Line, _ y: inout Double) -> String {
    let names = StyledText(line.claim.line).wrapped(toColumns: Column.nameColumns).map(\.text)
    let height = max(Self.rowHeight, Double(names.count) * 12 + 5)
    let middle = y + height / 2
    let text = VerdictText(line)
    var svg = ""
    for (index, name) in names.enumerated() {
      svg += SVGElement.text(
        name, x: Column.name, y: middle + 3.8 + (Double(index) - Double(names.count - 1) / 2) * 12,
        kind: "line",
        title: line.claim.published.isEmpty ? nil : "published: \(line.claim.published)")
    }
    svg += mark(line, text, at: middle)
    svg += SVGElement.text(
      text.pairs, x: Column.pairs, y: middle + 3.8, kind: "tick", anchor: .middle)
    let verdict = line.ruling.verdict
    svg += SVGElement.text(
      ClaimsFigure.words(line), x: Column.verdict, y: middle + 3.8,
      kind: verdict == .holds || verdict == .doesNotHold ? "strong" : "key",
      title: line.ruling.reasons.isEmpty ? nil : line.ruling.reasons.joined(separator: "; "))
    y += height
    return svg
  }

  /// The difference with its interval.
  private func mark(_ line: ClaimFindings.Line, _ text: VerdictText, at y: Double) -> String {
    guard line.isShown else {
      // Leads the eye from the name to the verdict.
      return SVGElement.path("M\(n(Column.plot)) \(n(y))H\(n(Column.plotEnd))", kind: "leader")
    }
    guard let scale, let answer = line.answer, let style = line.ruling.verdict.style,
      let value = answer.evidence.directed, let place = x(answer.format.scaled(value), scale)
    else { return "" }
    let evidence = answer.evidence
    var svg = ""
    if evidence.direction == .equal, let margin = evidence.equality?.margin,
      let low = x(answer.format.scaled(-margin), scale),
      let high = x(answer.format.scaled(margin), scale)
    {
      svg += SVGElement.path(
        "M\(n(low)) \(n(y - 7))H\(n(high))V\(n(y + 7))H\(n(low))z", kind: "margin")
    }
    if let interval = evidence.directedInterval {
      svg += SVGElement.path(bar(interval, answer.format, scale, at: y), kind: "i\(style.color)")
    }
    if evidence.direction == .equal, let interval = evidence.equality?.interval,
      let low = x(answer.format.scaled(interval.lower), scale),
      let high = x(answer.format.scaled(interval.upper), scale)
    {
      svg += SVGElement.path("M\(n(low)) \(n(y))H\(n(high))", kind: "inner i\(style.color)")
    }
    return svg
      + SVGMarker.render(
        style, x: place, y: y, radius: 3.4, title: "\(text.numbers), n = \(text.pairs)") + "\n"
  }

  /// A line with an end on each side; what is cut ends in an arrow.
  private func bar(
    _ interval: ConfidenceInterval, _ format: ValueFormat, _ scale: SignedRootScale, at y: Double
  ) -> String {
    let (low, high) = (format.scaled(interval.lower), format.scaled(interval.upper))
    guard let left = x(low, scale), let right = x(high, scale) else { return "" }
    var data = "M\(n(left)) \(n(y))H\(n(right))"
    data +=
      !scale.contains(low)
      ? "M\(n(left + 4)) \(n(y - 3))l-4 3l4 3" : "M\(n(left)) \(n(y - 3))v6"
    data +=
      !scale.contains(high)
      ? "M\(n(right - 4)) \(n(y - 3))l4 3l-4 3" : "M\(n(right)) \(n(y - 3))v6"
    return data
  }
}
