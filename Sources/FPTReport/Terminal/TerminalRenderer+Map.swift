import FPTFigures

extension TerminalRenderer {
  /// A heat map: panels beside each other where the terminal is wide enough, each value a mark of two columns.
  func lines(of map: NotebookMap, _ heading: FigureHeading) -> [StyledText] {
    var result = lines(of: heading, computed: [map.caption])
    let scale = HeatScale(map)
    if let scale { result += flowed(MapPanel.legend(scale, map).map { StyledText($0, .dim) }) }
    let panels = map.panels.map { MapPanel($0, scale: scale, width: width) }
    let gap = 3
    var row: [MapPanel] = []
    var used = 0
    func flush() {
      guard !row.isEmpty else { return }
      if row.count < panels.count { result.append(StyledText()) }
      let lines = row.map(\.lines)
      for line in 0..<(lines.map(\.count).max() ?? 0) {
        var text = StyledText()
        for (index, panel) in lines.enumerated() {
          if index > 0 { text.append(String(repeating: " ", count: gap)) }
          let piece = line < panel.count ? panel[line] : StyledText()
          text.append(piece.padded(toColumns: row[index].width))
        }
        result.append(text)
      }
      row = []
      used = 0
    }
    for panel in panels {
      if !row.isEmpty, used + gap + panel.width > width { flush() }
      used += (row.isEmpty ? 0 : gap) + panel.width
      row.append(panel)
    }
    flush()
    if let omission = map.omission {
      result += StyledText(omission, .dim).wrapped(toColumns: width)
    }
    return result
  }
}

/// One panel of a heat map as lines of text.
private struct MapPanel {
  let lines: [StyledText]
  let width: Int

  private static let shades: [Character] = [" ", "·", "░", "▒", "▓", "█"]

  /// What the marks mean: the value from which each is drawn.
  static func legend(_ scale: HeatScale, _ map: NotebookMap) -> [String] {
    let entries = shades.indices.dropFirst().map { index in
      let share = (Double(index) - 0.5) / Double(shades.count - 1)
      let value = scale.low + share * (scale.high - scale.low)
      return "\(shades[index]) from \(map.valueText(value))"
    }
    return (map.label.isEmpty ? [] : ["\(map.label):"]) + entries
  }

  init(_ panel: NotebookMap.Panel, scale: HeatScale?, width limit: Int) {
    let margin = Self.margin(panel)
    let size = panel.poolSize(limit: max(4, min(40, (limit - margin - 3) / 2)))
    let drawn = panel.pooled(by: size)
    // As wide as the map itself, so that nothing of a long title is left out.
    let room = min(limit, max(28, margin + 2 + 2 * drawn.columns.count))
    var lines =
      panel.title.isEmpty ? [] : StyledText(panel.title.visible, .bold).wrapped(toColumns: room)
    guard !panel.rows.isEmpty, !panel.columns.isEmpty, let scale else {
      lines.append(StyledText("nothing to draw yet", .dim))
      self.lines = lines
      self.width = lines.reduce(0) { max($0, $1.width) }
      return
    }
    if size > 1 {
      lines.append(StyledText("each mark is the mean of \(size) × \(size)", .dim))
    }
    let axis = Self.columnAxis(drawn, margin: margin)
    lines.append(StyledText(axis, .dim))
    let border = String(repeating: " ", count: margin)
    let bar = String(repeating: "─", count: 2 * drawn.columns.count)
    lines.append(StyledText(border + "┌" + bar + "┐", .dim))
    let every = Self.labelDistance(drawn.rows.count)
    for (row, label) in drawn.rows.enumerated() {
      let shown = row % every == 0 ? label.visible.truncated(toColumns: margin - 1) : ""
      var line = StyledText(shown.paddedLeft(toColumns: margin - 1) + " │", .dim)
      line.append(
        String(
          drawn.columns.indices.flatMap { column -> [Character] in
            let mark = Self.mark(drawn[row, column], scale)
            return [mark, mark]
          }))
      line.append("│", .dim)
      lines.append(line)
    }
    lines.append(StyledText(border + "└" + bar + "┘", .dim))
    self.lines = lines
    self.width = lines.reduce(0) { max($0, $1.width) }
  }

  /// A value is drawn with the nearest of six shades.
  private static func mark(_ value: Double, _ scale: HeatScale) -> Character {
    guard let share = scale.share(of: value) else { return "?" }
    let index = Int((share * Double(shades.count - 1) + 0.5).rounded(.down))
    return shades[min(shades.count - 1, index)]
  }

  private static func margin(_ panel: NotebookMap.Panel) -> Int {
    min(12, panel.rows.reduce(1) { max($0, DisplayWidth.of($1.visible)) }) + 1
  }

  private static func labelDistance(_ count: Int) -> Int { count <= 16 ? 1 : 5 }

  /// Labels of columns above the first of their two places; one that would touch its neighbor is left out.
  private static func columnAxis(_ panel: NotebookMap.Panel, margin: Int) -> String {
    var line = ""
    for (column, label) in panel.columns.enumerated() {
      let start = margin + 1 + 2 * column
      let text = label.visible
      let fits = start + DisplayWidth.of(text) <= margin + 2 + 2 * panel.columns.count
      guard fits, DisplayWidth.of(line) < start || line.isEmpty else { continue }
      line = line.padded(toColumns: start) + text
    }
    return line
  }
}
