import FPTFigures

/// A panel with names along one axis as text: a row for each name and series, its value with its interval to the right.
struct TerminalNameRows {
  private(set) var lines: [StyledText] = []

  private let panel: ChartPanel
  private let drawn: DrawnChart
  private let values: ChartScale
  private let isHorizontal: Bool
  private let columns: Int
  private let margin: Int

  private static let valueWidth = 9

  init(_ panel: ChartPanel, _ scales: ChartScales, of drawn: DrawnChart, width: Int, color: Bool) {
    self.panel = panel
    self.drawn = drawn
    isHorizontal = scales.isHorizontal
    values = isHorizontal ? scales.x : scales.y
    let names = (isHorizontal ? drawn.chart.y : drawn.chart.x).categories ?? []
    let isStacked = panel.series.contains { $0.mark == .stack }
    let isPlain = isStacked || panel.series.count == 1
    let longest = names.reduce(1) { max($0, DisplayWidth.of($1.visible)) }
    margin = isPlain ? min(longest, max(8, width / 3)) + 1 : 4
    columns = max(8, width - margin - 1 - Self.valueWidth)
    for (index, name) in names.enumerated() {
      if isPlain {
        let label = name.visible.truncated(toColumns: margin - 1).padded(toColumns: margin)
        lines.append(
          isStacked
            ? stack(at: index, label: label) : row(panel.series.first, at: index, StyledText(label))
        )
        continue
      }
      lines.append(StyledText(name.visible.truncated(toColumns: width)))
      for series in panel.series {
        let style = drawn.style(of: series)
        lines.append(
          row(
            series, at: index, StyledText("  ") + StyledText(String(style.letter), style.text) + " "
          ))
      }
    }
    lines += axis()
    for reference in panel.references { lines.append(StyledText("┊ \(reference.label)", .dim)) }
  }

  private var format: ChartAxis { isHorizontal ? drawn.chart.x : drawn.chart.y }

  private func point(of series: ChartSeries, at index: Int) -> (
    value: Double, interval: ChartPoint.Interval?
  )? {
    for point in series.points {
      let (name, value) = isHorizontal ? (point.y, point.x) : (point.x, point.y)
      if name == Double(index), value.isFinite {
        return (value, isHorizontal ? point.xInterval : point.yInterval)
      }
    }
    return nil
  }

  private func column(_ position: Double) -> Int {
    min(columns - 1, Int((position * Double(columns - 1)).rounded()))
  }

  private func text(_ value: Double) -> String {
    let text = ChartValueText(drawn.chart)
    return isHorizontal ? text.x(value) : text.y(value)
  }

  /// Empty places of a row, with the levels that marks are compared with.
  private var empty: [(Character, TextStyle)] {
    var cells = [(Character, TextStyle)](repeating: (" ", .plain), count: columns)
    for reference in panel.references {
      if case .level(let value) = reference.line, let position = values.position(value) {
        cells[column(position)] = ("┊", .dim)
      }
    }
    return cells
  }

  private func row(_ series: ChartSeries?, at index: Int, _ label: StyledText) -> StyledText {
    var cells = empty
    var ending = ""
    if let series, let (value, interval) = point(of: series, at: index) {
      let style = drawn.style(of: series)
      if series.mark == .bars, let from = values.clamped(0), let to = values.clamped(value) {
        for place in min(column(from), column(to))...max(column(from), column(to)) {
          cells[place] = ("█", style.text)
        }
      }
      if let interval, let low = values.clamped(interval.low),
        let high = values.clamped(interval.high)
      {
        let (first, last) = (column(min(low, high)), column(max(low, high)))
        for place in first...last {
          cells[place] = ("─", style.faint)
        }
        if values.position(interval.low) != nil { cells[first] = ("├", style.faint) }
        if values.position(interval.high) != nil { cells[last] = ("┤", style.faint) }
      }
      if series.mark != .bars, let position = values.position(value) {
        cells[column(position)] = ("●", style.text)
      }
      ending = text(value)
    } else {
      ending = "–"
    }
    return line(label, cells, ending)
  }

  private func stack(at index: Int, label: String) -> StyledText {
    var cells = empty
    var sum = 0.0
    for series in panel.series where series.mark == .stack {
      guard let (value, _) = point(of: series, at: index), let from = values.clamped(sum),
        let to = values.clamped(sum + value)
      else { continue }
      sum += value
      let style = drawn.style(of: series)
      guard column(to) > column(from) else { continue }
      for place in column(from)..<column(to) { cells[place] = (style.letter, style.text) }
    }
    return line(StyledText(label), cells, text(sum))
  }

  private func line(
    _ label: StyledText, _ cells: [(Character, TextStyle)], _ ending: String
  ) -> StyledText {
    var line = label
    line.append("│", .dim)
    for (character, style) in cells { line.append(String(character), style) }
    line.append(ending.paddedLeft(toColumns: Self.valueWidth), .dim)
    return line
  }

  private func axis() -> [StyledText] {
    var bar = Array(repeating: Character("─"), count: columns)
    var labels = ""
    for (value, text) in zip(values.ticks, values.labels(format: format.format)) {
      guard let position = values.position(value) else { continue }
      let place = column(position)
      let start = max(0, margin + 1 + place - DisplayWidth.of(text) / 2)
      guard labels.isEmpty || start > DisplayWidth.of(labels) else { continue }
      bar[place] = "┬"
      labels = labels.padded(toColumns: start) + text
    }
    let corner = String(repeating: " ", count: margin) + "└"
    return [StyledText(corner + String(bar), .dim), StyledText(labels, .dim)]
  }
}
