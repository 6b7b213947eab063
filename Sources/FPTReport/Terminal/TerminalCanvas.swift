import FPTFigures

/// The lines of one panel on a canvas with their intervals behind them, and where their letters stand.
struct TerminalCanvas {
  private var lines: BrailleCanvas
  private var intervals: BrailleCanvas
  /// Series at a character's place, by row and column.
  private(set) var marks: [Int: Int] = [:]
  private(set) var ends: [(row: Int, series: Int)] = []

  init(_ panel: ChartPanel, _ scales: ChartScales, of drawn: DrawnChart, columns: Int, rows: Int) {
    lines = BrailleCanvas(columns: columns, rows: rows)
    intervals = BrailleCanvas(columns: columns, rows: rows)
    for series in panel.series {
      let index = drawn.index(of: series)
      addIntervals(of: series, index, scales)
      addLine(of: series, index, scales, count: drawn.names.count)
    }
  }

  /// What is drawn at a place: a line, else the edge of an interval; nil for nothing.
  func character(row: Int, column: Int) -> (Character, TextStyle)? {
    let line = lines.character(row: row, column: column)
    if let owner = line.owner { return (line.text, SeriesStyle(owner).text) }
    let interval = intervals.character(row: row, column: column)
    return interval.owner.map { (interval.text, SeriesStyle($0).faint) }
  }

  private func across(_ position: Double) -> Int {
    Int((position * Double(lines.dotColumns - 1)).rounded())
  }

  private func down(_ position: Double) -> Int {
    Int(((1 - position) * Double(lines.dotRows - 1)).rounded())
  }

  /// Dots along both ends of the intervals, every third column, and all along an interval that stands alone.
  private mutating func addIntervals(of series: ChartSeries, _ index: Int, _ scales: ChartScales) {
    var previous: (x: Int, low: Double, high: Double)?
    let isLine = series.mark == .line && series.points.count > 1
    for point in series.points {
      guard let position = scales.x.position(point.x), scales.y.position(point.y) != nil,
        let interval = point.yInterval, let low = scales.y.clamped(interval.low),
        let high = scales.y.clamped(interval.high)
      else {
        previous = nil
        continue
      }
      let x = across(position)
      if !isLine {
        for y in stride(from: down(high), through: down(low), by: 2) {
          intervals.set(x: x, y: y, owner: index)
        }
        continue
      }
      let start = previous ?? (x, low, high)
      for column in start.x...max(start.x, x) where column % 3 == 0 {
        let share = x == start.x ? 1 : Double(column - start.x) / Double(x - start.x)
        for (from, to) in [(start.low, low), (start.high, high)] {
          intervals.set(x: column, y: down(from + (to - from) * share), owner: index)
        }
      }
      previous = (x, low, high)
    }
  }

  private mutating func addLine(
    of series: ChartSeries, _ index: Int, _ scales: ChartScales, count: Int
  ) {
    var previous: (x: Int, y: Int)?
    var places: [(x: Int, y: Int)] = []
    for point in series.points {
      guard let right = scales.x.position(point.x), let up = scales.y.position(point.y) else {
        previous = nil
        continue
      }
      let dot = (x: across(right), y: down(up))
      lines.line(from: series.mark == .line ? previous ?? dot : dot, to: dot, owner: index)
      previous = dot
      places.append(dot)
    }
    guard let last = places.last else { return }
    if series.mark == .line { ends.append((row: last.y / 4, series: index)) }
    if series.mark == .points {
      for dot in places { marks[(dot.y / 4) * lines.columns + dot.x / 2] = index }
      return
    }
    // Letters of neighboring series stand at different places along x.
    let share = (Double(index) + 0.5) / Double(max(count, 1))
    let target = Int(share * Double(lines.dotColumns - 1))
    if let dot = places.min(by: { abs($0.x - target) < abs($1.x - target) }) {
      marks[(dot.y / 4) * lines.columns + dot.x / 2] = index
    }
  }
}
