import FPTFigures

extension TerminalRenderer {
  /// A plot: panels beside each other where the terminal is wide enough, then one legend.
  ///
  /// A letter at the end of each line, and without color also on it, says which series it is.
  func lines(of chart: Chart, _ heading: FigureHeading) -> [StyledText] {
    let drawn = DrawnChart(chart)
    var result = lines(
      of: heading, computed: [chart.axesText, drawn.caption(onTerminal: true) ?? ""])
    let gap = 2
    let across = max(1, min(drawn.panels.count, (width + gap) / (Self.narrowestPanel + gap)))
    let panelWidth = min((width - gap * (across - 1)) / across, Self.widestPanel)

    for start in stride(from: 0, to: drawn.panels.count, by: across) {
      let panels = drawn.panels[start..<min(start + across, drawn.panels.count)].map { panel in
        lines(of: panel, drawn, width: panelWidth)
      }
      if start > 0 { result.append(StyledText()) }
      for row in 0..<(panels.map(\.count).max() ?? 0) {
        var line = StyledText()
        for (index, panel) in panels.enumerated() {
          if index > 0 { line.append(String(repeating: " ", count: gap)) }
          line.append((row < panel.count ? panel[row] : StyledText()).padded(toColumns: panelWidth))
        }
        result.append(line)
      }
    }
    if drawn.hasLegend { result += legend(drawn) }
    return result + drawn.remarks.flatMap { StyledText($0, .dim).wrapped(toColumns: width) }
  }

  private static let narrowestPanel = 38
  private static let widestPanel = 72

  private func lines(
    of panel: DrawnChart.Panel, _ drawn: DrawnChart, width: Int
  ) -> [StyledText] {
    var result: [StyledText] = []
    if !panel.content.title.isEmpty {
      result.append(StyledText(panel.content.title.visible.truncated(toColumns: width), .bold))
    }
    if let scales = panel.scales {
      if scales.x.kind.hasNames || scales.y.kind.hasNames {
        result +=
          TerminalNameRows(panel.content, scales, of: drawn, width: width, color: color).lines
      } else {
        result += TerminalLinePanel(
          panel.content, scales, of: drawn, width: width, marksLines: !color
        )
        .lines()
      }
    }
    if let note = panel.note { result += StyledText(note, .dim).wrapped(toColumns: width) }
    return result
  }

  private func legend(_ drawn: DrawnChart) -> [StyledText] {
    flowed(
      zip(drawn.styles, drawn.names).map { style, name in
        StyledText(String(style.letter), style.text)
          + StyledText(" " + name.visible.truncated(toColumns: width - 4))
      })
  }
}

extension Chart {
  /// What runs upwards and what to the right, in words.
  fileprivate var axesText: String {
    let scale =
      switch (x.isLogarithmic, y.isLogarithmic) {
      case (false, false): ""
      case (true, false): ", log scale"
      case (false, true): ", log scale of \(y.label)"
      case (true, true): ", both on log scales"
      }
    return [y.label, x.label].filter { !$0.isEmpty }.joined(separator: " against ") + scale
  }
}

extension SeriesStyle {
  /// The style of letters and marks on a terminal with color.
  var text: TextStyle {
    let colors: [TextStyle.Color] = [.blue, .yellow, .green, .magenta, .cyan, .red]
    return TextStyle(isBold: !isPale, isDim: isPale, color: colors[hue % colors.count])
  }

  /// The same for what stands behind.
  var faint: TextStyle { TextStyle(isDim: true, color: text.color) }
}
