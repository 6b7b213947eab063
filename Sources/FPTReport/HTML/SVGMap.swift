import FPTFigures

/// One panel of a heat map as SVG inside an HTML page; its color comes from the page's stylesheet.
struct SVGMap {
  private let panel: NotebookMap.Panel
  private let map: NotebookMap
  private let poolSize: Int

  /// More squares than this across are pooled: a page stays light, and no screen shows more.
  private static let mostSquares = 96
  /// Side of the map itself.
  private static let side = 260.0
  private static let margin = (left: 44.0, top: 34.0, right: 8.0, bottom: 22.0)
  /// Steps of color.
  private static let shades = 40
  /// Maps of at most so many columns have their numbers on them.
  private static let mostNumbers = 12

  init(_ panel: NotebookMap.Panel, of map: NotebookMap) {
    poolSize = panel.poolSize(limit: Self.mostSquares)
    self.panel = panel.pooled(by: poolSize)
    self.map = map
  }

  func render() -> String {
    let margin = Self.margin
    let longest = Double(max(1, panel.rows.count, panel.columns.count))
    let square = Self.side / longest
    let width = square * Double(max(1, panel.columns.count))
    let height = square * Double(max(1, panel.rows.count))
    let whole = (margin.left + Self.side + margin.right, margin.top + height + margin.bottom)
    let label = [map.title, panel.title].filter { !$0.isEmpty }.joined(separator: ": ")
    var svg = "<svg viewBox=\"0 0 \(Self.number(whole.0)) \(Self.number(whole.1))\" role=\"img\""
    svg += " aria-label=\"\(label.escapedForHTML)\">\n"
    svg += text(panel.title, x: margin.left, y: 12, kind: "title", anchor: "start")
    guard !panel.values.isEmpty else {
      svg += text("nothing to draw yet", x: margin.left, y: 40, kind: "tick", anchor: "start")
      return svg + "</svg>\n"
    }
    svg +=
      "<rect class=\"frame\" x=\"\(Self.number(margin.left))\" y=\"\(Self.number(margin.top))\""
    svg += " width=\"\(Self.number(width))\" height=\"\(Self.number(height))\"/>\n"
    svg += squares(square)
    svg += numbers(square)
    svg += ticks(square, height: height)
    if poolSize > 1 {
      svg += text(
        "each square is the mean of \(poolSize) × \(poolSize)", x: margin.left + width,
        y: margin.top + height + 16, kind: "tick", anchor: "end")
    }
    return svg + "</svg>\n"
  }

  /// Squares of the same shade are one path: a page with many maps stays small.
  private func squares(_ side: Double) -> String {
    let largest = map.largest
    var paths = [String](repeating: "", count: Self.shades + 1)
    for row in panel.rows.indices {
      for column in panel.columns.indices {
        let value = panel[row, column]
        guard value.isFinite, value > 0, largest > 0 else { continue }
        let shade = Int((min(1, value / largest) * Double(Self.shades)).rounded())
        let x = Self.number(Self.margin.left + Double(column) * side)
        let y = Self.number(Self.margin.top + Double(row) * side)
        paths[shade] += "M\(x) \(y)h\(Self.number(side))v\(Self.number(side))H\(x)z"
      }
    }
    return paths.enumerated().dropFirst().filter { !$1.isEmpty }.map { shade, path in
      let opacity = Self.number(Double(shade) / Double(Self.shades))
      return "<path class=\"heat\" fill-opacity=\"\(opacity)\" d=\"\(path)\"/>\n"
    }.joined()
  }

  private func numbers(_ side: Double) -> String {
    guard poolSize == 1, panel.columns.count <= Self.mostNumbers,
      panel.rows.count <= Self.mostNumbers
    else { return "" }
    let largest = map.largest
    var svg = ""
    for row in panel.rows.indices {
      for column in panel.columns.indices where panel[row, column].isFinite {
        let value = panel[row, column]
        let isDark = largest > 0 && value / largest > 0.55
        svg += text(
          map.format.text(value), x: Self.margin.left + (Double(column) + 0.5) * side,
          y: Self.margin.top + (Double(row) + 0.5) * side + 3, kind: isDark ? "on" : "value",
          anchor: "middle")
      }
    }
    return svg
  }

  private func ticks(_ side: Double, height: Double) -> String {
    let margin = Self.margin
    var svg = ""
    let every = max(1, Int((18 / side).rounded(.up)))
    for row in stride(from: 0, to: panel.rows.count, by: every) {
      svg += text(
        String(panel.rows[row].prefix(6)), x: margin.left - 5,
        y: margin.top + (Double(row) + 0.5) * side + 3.5, kind: "tick", anchor: "end")
    }
    for column in stride(from: 0, to: panel.columns.count, by: every) {
      svg += text(
        String(panel.columns[column].prefix(6)), x: margin.left + (Double(column) + 0.5) * side,
        y: margin.top - 5, kind: "tick", anchor: "middle")
    }
    svg += text(
      "\(map.rowAxis) ↓  \(map.columnAxis) →", x: margin.left, y: margin.top + height + 16,
      kind: "label", anchor: "start")
    return svg
  }

  private func text(
    _ text: String, x: Double, y: Double, kind: String, anchor: String
  ) -> String {
    guard !text.isEmpty else { return "" }
    return "<text class=\"\(kind)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\""
      + " text-anchor=\"\(anchor)\">\(text.escapedForHTML)</text>\n"
  }

  /// Two decimals are finer than a pixel; no place is negative.
  private static func number(_ value: Double) -> String { ValueFormat.fixed(value, digits: 2) }
}
