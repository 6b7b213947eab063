import FPTFigures

extension TerminalRenderer {
  /// A plot: panels beside each other where the terminal is wide enough, then one legend.
  ///
  /// A letter at the end of each line, and without color also on it, says which series it is.
  func lines(of plot: Chart) -> [StyledText] {
    var result = StyledText(plot.title, .bold).wrapped(toColumns: width)
    let axes =
      "\(plot.y.label) against \(plot.x.label)" + (plot.x.isLogarithmic ? ", log scale" : "")
    result += StyledText(axes, .dim).wrapped(toColumns: width)
    let gap = 2
    let across = max(1, min(plot.panels.count, (width + gap) / (Self.narrowestPanel + gap)))
    let panelWidth = min((width - gap * (across - 1)) / across, Self.widestPanel)
    let names = plot.seriesNames

    for start in stride(from: 0, to: plot.panels.count, by: across) {
      let panels = plot.panels[start..<min(start + across, plot.panels.count)].map {
        PlotPanel($0, of: plot, names: names, width: panelWidth, marksLines: !color).lines()
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
    return result + legend(names)
  }

  private static let narrowestPanel = 38
  private static let widestPanel = 72

  private func legend(_ names: [String]) -> [StyledText] {
    flowed(
      names.enumerated().map { index, name in
        StyledText(String(PlotPanel.letter(index)), PlotPanel.style(index))
          + StyledText(" " + name.visible.truncated(toColumns: width - 4))
      })
  }
}

/// One panel of a plot as lines of text.
private struct PlotPanel {
  private let panel: ChartPanel
  private let plot: Chart
  private let names: [String]
  private let width: Int
  private let marksLines: Bool
  private static let rows = 10

  init(
    _ panel: ChartPanel, of plot: Chart, names: [String], width: Int,
    marksLines: Bool
  ) {
    self.panel = panel
    self.plot = plot
    self.names = names
    self.width = width
    self.marksLines = marksLines
  }

  static func letter(_ index: Int) -> Character {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    return letters[index % letters.count]
  }

  static func style(_ index: Int) -> TextStyle {
    let colors: [TextStyle.Color] = [.blue, .yellow, .green, .magenta, .cyan, .red]
    return TextStyle(isBold: true, color: colors[index % colors.count])
  }

  func lines() -> [StyledText] {
    var result: [StyledText] = []
    if !panel.title.isEmpty {
      result.append(StyledText(panel.title.visible.truncated(toColumns: width), .bold))
    }
    let points = panel.series.flatMap(\.points).filter { $0.x.isFinite && $0.y.isFinite }
    guard let x = PlotScale(points.map(\.x), isLogarithmic: plot.x.isLogarithmic),
      let y = PlotScale(points.map(\.y), isLogarithmic: plot.y.isLogarithmic)
    else {
      return result + [StyledText("nothing to draw yet", .dim)]
    }

    let yTicks = y.ticks(4)
    let yLabels = zip(yTicks, y.labels(yTicks, format: plot.y.format)).compactMap { value, text in
      y.position(value).map { (row: Self.row(at: $0), text: text) }
    }
    let margin = yLabels.reduce(0) { max($0, DisplayWidth.of($1.text)) } + 1
    let columns = max(width - margin - 3, 8)
    let drawing = Drawing(panel, names: names, x: x, y: y, columns: columns, rows: Self.rows)

    for row in 0..<Self.rows {
      let label = yLabels.first { $0.row == row }
      var line = StyledText((label?.text ?? "").paddedLeft(toColumns: margin), .dim)
      line.append(label == nil ? "│" : "┤", .dim)
      for column in 0..<columns {
        let mark = marksLines ? drawing.marks[row * columns + column] : nil
        let drawn = drawing.canvas.character(row: row, column: column)
        let character = mark.map(Self.letter) ?? drawn.text
        line.append(String(character), (mark ?? drawn.owner).map(Self.style) ?? .plain)
      }
      for index in drawing.ends.filter({ $0.row == row }).map(\.series).prefix(2) {
        line.append(String(Self.letter(index)), Self.style(index))
      }
      result.append(line)
    }
    return result + axis(x, columns: columns, margin: margin)
  }

  private static func row(at position: Double) -> Int {
    min(rows - 1, Int(((1 - position) * Double(rows * 4 - 1)).rounded()) / 4)
  }

  /// The line of the x axis and its tick labels; a label that would touch its neighbor is left out.
  private func axis(_ x: PlotScale, columns: Int, margin: Int) -> [StyledText] {
    let values = x.ticks(max(2, columns / 12))
    var line = Array(repeating: Character("─"), count: columns)
    var labels = ""
    for (value, text) in zip(values, x.labels(values, format: plot.x.format)) {
      guard let position = x.position(value) else { continue }
      let column = min(columns - 1, Int((position * Double(columns * 2 - 1)).rounded()) / 2)
      let width = DisplayWidth.of(text)
      let start = max(0, min(margin + 1 + column - width / 2, self.width - width))
      guard labels.isEmpty || start > DisplayWidth.of(labels) else { continue }
      line[column] = "┬"
      labels = labels.padded(toColumns: start) + text
    }
    let corner = String(repeating: " ", count: margin) + "└"
    return [StyledText(corner + String(line), .dim), StyledText(labels, .dim)]
  }
}

/// The lines of one panel on a canvas, and where their letters stand.
private struct Drawing {
  var canvas: BrailleCanvas
  /// Series at a character's place, by row and column.
  var marks: [Int: Int] = [:]
  var ends: [(row: Int, series: Int)] = []

  init(
    _ panel: ChartPanel, names: [String], x: PlotScale, y: PlotScale, columns: Int,
    rows: Int
  ) {
    canvas = BrailleCanvas(columns: columns, rows: rows)
    for series in panel.series {
      let index = names.firstIndex(of: series.name) ?? 0
      var previous: (x: Int, y: Int)?
      var drawn: [(x: Int, y: Int)] = []
      for point in series.points {
        guard let across = x.position(point.x), let up = y.position(point.y) else {
          previous = nil
          continue
        }
        let dot = (
          x: Int((across * Double(canvas.dotColumns - 1)).rounded()),
          y: Int(((1 - up) * Double(canvas.dotRows - 1)).rounded())
        )
        canvas.line(from: previous ?? dot, to: dot, owner: index)
        previous = dot
        drawn.append(dot)
      }
      guard let last = drawn.last else { continue }
      ends.append((row: last.y / 4, series: index))
      // Letters of neighboring series stand at different places along x.
      let share = (Double(index) + 0.5) / Double(max(names.count, 1))
      let target = Int(share * Double(canvas.dotColumns - 1))
      if let dot = drawn.min(by: { abs($0.x - target) < abs($1.x - target) }) {
        marks[(dot.y / 4) * columns + dot.x / 2] = index
      }
    }
  }
}
