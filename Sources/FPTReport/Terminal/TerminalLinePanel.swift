import FPTFigures

/// One panel of lines as text: braille between a vertical and a horizontal axis.
struct TerminalLinePanel {
  private let panel: ChartPanel
  private let scales: ChartScales
  private let drawn: DrawnChart
  private let width: Int
  private let marksLines: Bool
  private static let rows = 11

  init(
    _ panel: ChartPanel, _ scales: ChartScales, of drawn: DrawnChart, width: Int, marksLines: Bool
  ) {
    self.panel = panel
    self.scales = scales
    self.drawn = drawn
    self.width = width
    self.marksLines = marksLines
  }

  func lines() -> [StyledText] {
    let yLabels = zip(scales.y.ticks, scales.y.labels(format: drawn.chart.y.format))
      .compactMap { value, text in
        scales.y.position(value).map { (row: Self.row(at: $0), text: text) }
      }
    let margin = yLabels.reduce(0) { max($0, DisplayWidth.of($1.text)) } + 1
    let columns = max(width - margin - 3, 8)
    let canvas = TerminalCanvas(panel, scales, of: drawn, columns: columns, rows: Self.rows)
    let (behind, labels) = background(columns: columns, canvas)

    var result: [StyledText] = []
    for row in 0..<Self.rows {
      let label = yLabels.first { $0.row == row }
      var line = StyledText((label?.text ?? "").paddedLeft(toColumns: margin), .dim)
      line.append(label == nil ? "│" : "┤", .dim)
      for column in 0..<columns {
        let place = row * columns + column
        if marksLines, let mark = canvas.marks[place] {
          line.append(String(SeriesStyle(mark).letter))
        } else if let (character, style) = canvas.character(row: row, column: column) {
          line.append(String(character), style)
        } else {
          line.append(String(behind[place] ?? " "), .dim)
        }
      }
      for index in canvas.ends.filter({ $0.row == row }).map(\.series).prefix(2) {
        line.append(String(SeriesStyle(index).letter), SeriesStyle(index).text)
      }
      result.append(line)
    }
    result += axis(columns: columns, margin: margin)
    result += labels.flatMap { StyledText($0, .dim).wrapped(toColumns: width) }
    return result + phaseNames
  }

  private static func row(at position: Double) -> Int {
    min(rows - 1, Int(((1 - position) * Double(rows * 4 - 1)).rounded()) / 4)
  }

  private func column(at position: Double, of columns: Int) -> Int {
    min(columns - 1, Int((position * Double(columns * 2 - 1)).rounded()) / 2)
  }

  /// What stands where no mark does: levels and phases.
  ///
  /// Labels that found no place among marks are lines below.
  private func background(
    columns: Int, _ canvas: TerminalCanvas
  ) -> (characters: [Int: Character], labels: [String]) {
    var characters: [Int: Character] = [:]
    for phase in panel.phases {
      guard let position = scales.x.position(phase.x) else { continue }
      for row in 0..<Self.rows {
        characters[row * columns + column(at: position, of: columns)] = "┊"
      }
    }
    var left: [String] = []
    for reference in panel.references {
      guard case .level(let value) = reference.line else {
        for column in 0..<columns {
          let row = Self.row(at: Double(column) / Double(max(1, columns - 1)))
          characters[row * columns + column] = "·"
        }
        left.append("· \(reference.label)")
        continue
      }
      guard let row = scales.y.position(value).map(Self.row) else { continue }
      for column in 0..<columns { characters[row * columns + column] = "┄" }
      // The label takes the rightmost free place of its row.
      let text = Array(" \(reference.label.visible) ")
      let isFree = (0..<columns).map {
        canvas.character(row: row, column: $0) == nil
          && (!marksLines || canvas.marks[row * columns + $0] == nil)
      }
      let start = (0...max(0, columns - text.count)).last { start in
        text.count <= columns && isFree[start..<start + text.count].allSatisfy { $0 }
      }
      guard let start else {
        left.append("┄ \(reference.label)")
        continue
      }
      for (offset, character) in text.enumerated() {
        characters[row * columns + start + offset] = character
      }
    }
    return (characters, left)
  }

  private var phaseNames: [StyledText] {
    panel.phases.filter { scales.x.position($0.x) != nil }.flatMap { phase in
      StyledText("┊ from \(ChartValueText.plain(phase.x)): \(phase.name)", .dim)
        .wrapped(toColumns: width)
    }
  }

  /// The line of the x axis and its tick labels; a label that would touch its neighbor is left out.
  private func axis(columns: Int, margin: Int) -> [StyledText] {
    let ticks = zip(scales.x.ticks, scales.x.labels(format: drawn.chart.x.format))
    var line = Array(repeating: Character("─"), count: columns)
    var labels = ""
    for (value, text) in ticks {
      guard let position = scales.x.position(value) else { continue }
      let column = column(at: position, of: columns)
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
