import FPTFigures

/// One panel of a heat map as SVG; its colors come from the stylesheet around it.
struct SVGMap {
  private let panel: NotebookMap.Panel
  private let map: NotebookMap
  private let scale: HeatScale?
  private let poolSize: Int

  /// More squares than this across are pooled: a page stays light, and no screen shows more.
  private static let mostSquares = 96
  /// A panel of at most so many squares has each as an element of its own, with its value under the pointer.
  private static let mostPointed = 400
  /// Width of the whole panel, and the longest side of the map in it.
  static let width = 250.0
  private static let side = 204.0
  private static let right = 6.0
  private static let mostLabelWidth = 92.0

  init(_ panel: NotebookMap.Panel, of map: NotebookMap) {
    poolSize = panel.poolSize(limit: Self.mostSquares)
    self.panel = panel.pooled(by: poolSize)
    self.map = map
    scale = HeatScale(map)
  }

  /// Where the squares stand.
  private struct Frame {
    var left, top, square: Double
    var width, height: Double
  }

  /// The panel; `titleLines` is that of the panel of the chart with the longest title.
  ///
  /// With `hasValues` the values of many squares are there for the page's script.
  func render(titleLines: Int = 1, hasValues: Bool = false) -> String {
    let number = SVGElement.number
    let titles = Self.titleLines(panel.title)
    let titleHeight = panel.title.isEmpty ? 0 : Double(max(titleLines, titles.count)) * 14 + 3
    let labels = panel.rows.map { SVGElement.width(of: $0.visible) }.max() ?? 0
    let left = min(max(labels, 14), Self.mostLabelWidth) + 8
    let longest = Double(max(1, panel.rows.count, panel.columns.count))
    let room = min(Self.side, Self.width - left - Self.right)
    let square = room / longest
    let frame = Frame(
      left: left, top: titleHeight + columnHeight(square), square: square,
      width: square * Double(max(1, panel.columns.count)),
      height: square * Double(max(1, panel.rows.count)))
    let notes = poolSize > 1 ? 2.0 : 1
    let isEmpty = panel.values.isEmpty || scale == nil
    let height = isEmpty ? titleHeight + 30 : frame.top + frame.height + 6 + 13 * notes
    let label = [map.title, panel.title].filter { !$0.isEmpty }.joined(separator: ": ")
    var svg = "<svg viewBox=\"0 0 \(number(Self.width)) \(number(height))\" role=\"img\""
    svg += " aria-label=\"\(label.escapedForHTML)\""
    svg += hasValues && !isEmpty && !isPointed ? values(frame) : ""
    svg += ">\n"
    for (line, text) in titles.enumerated() {
      svg += SVGElement.text(text, x: 2, y: 12 + Double(line) * 14, kind: "title")
    }
    guard !isEmpty, let scale else {
      return svg + SVGElement.text("nothing to draw yet", x: 2, y: titleHeight + 16, kind: "tick")
        + "</svg>\n"
    }
    svg += squares(frame, scale)
    svg += SVGElement.rectangle(
      x: frame.left, y: frame.top, width: frame.width, height: frame.height, kind: "frame")
    svg += numbers(frame, scale)
    svg += ticks(frame)
    let foot = frame.top + frame.height + 15
    svg += SVGElement.text(
      SVGElement.fitted(
        "\(map.rowAxis) ↓  \(map.columnAxis) →", width: Self.width - frame.left), x: frame.left,
      y: foot, kind: "label")
    if poolSize > 1 {
      svg += SVGElement.text(
        "each square is the mean of \(poolSize) × \(poolSize)", x: frame.left, y: foot + 13,
        kind: "tick")
    }
    return svg + "</svg>\n"
  }

  /// A title in lines: nothing of it is left out.
  static func titleLines(_ title: String) -> [String] {
    title.isEmpty
      ? []
      : SVGPanelFrame.lines(of: title.visible, width: width / 12 * 10.5).flatMap { line in
        // A word without a place to break is cut into pieces.
        stride(from: 0, to: max(1, line.count), by: 36).map {
          String(line.dropFirst($0).prefix(36))
        }
      }
  }

  private var isPointed: Bool { panel.rows.count * panel.columns.count <= Self.mostPointed }

  /// Where squares stand, their names, and their values row by row.
  private func values(_ frame: Frame) -> String {
    let number = SVGElement.number
    let place = [frame.left, frame.top, frame.width, frame.height].map(number)
    let values = panel.rows.indices.flatMap { row in
      panel.columns.indices.map { column in
        let value = panel[row, column]
        return value.isFinite ? map.valueText(value) : "no value"
      }
    }
    func list(_ texts: [String]) -> String {
      // No shown text has a line break.
      texts.map(\.escapedForHTML).joined(separator: "\n")
    }
    return
      " data-place=\"\(place.joined(separator: " "))\" data-names=\"\(list([map.rowAxis, map.columnAxis]))\""
      + " data-rows=\"\(list(panel.rows))\" data-columns=\"\(list(panel.columns))\" data-values=\"\(list(values))\""
  }

  private func squares(_ frame: Frame, _ scale: HeatScale) -> String {
    var single = ""
    var paths = [String](repeating: "", count: HeatColors.steps + 1)
    var gaps = ""
    let side = SVGElement.number(frame.square)
    for row in panel.rows.indices {
      for column in panel.columns.indices {
        let (x, y) = (
          frame.left + Double(column) * frame.square, frame.top + Double(row) * frame.square
        )
        let step = scale.step(of: panel[row, column])
        if isPointed {
          single += SVGElement.rectangle(
            x: x, y: y, width: frame.square, height: frame.square,
            kind: step.map { "h\($0)" } ?? "gap", title: map.text(of: panel, row, column))
        } else if let step, step > 0 {
          paths[step] +=
            "M\(SVGElement.number(x)) \(SVGElement.number(y))h\(side)v\(side)"
            + "H\(SVGElement.number(x))z"
        }
        if step == nil {
          let inset = frame.square * 0.3
          gaps +=
            "M\(SVGElement.number(x + inset)) \(SVGElement.number(y + inset))"
            + "l\(SVGElement.number(frame.square - 2 * inset))"
            + " \(SVGElement.number(frame.square - 2 * inset))"
        }
      }
    }
    // What is lowest need not be drawn square by square.
    let ground = SVGElement.rectangle(
      x: frame.left, y: frame.top, width: frame.width, height: frame.height, kind: "h0")
    return (isPointed ? single : ground)
      + paths.enumerated().map { SVGElement.path($1, kind: "h\($0)") }.joined()
      + SVGElement.path(gaps, kind: "grid")
  }

  /// Numbers stand on squares that are large enough for all of them.
  private func numbers(_ frame: Frame, _ scale: HeatScale) -> String {
    guard poolSize == 1 else { return "" }
    let all = panel.rows.indices.map { row in
      panel.columns.indices.map { map.lines(of: panel, row, $0) }
    }
    let texts = Self.withoutZeros(all)
    let widest = texts.joined().joined().map { SVGElement.width(of: $0, size: 8.5) }.max() ?? 0
    let lines = frame.square >= 22 ? 2 : 1
    guard widest + 1 <= frame.square, frame.square >= 10 else { return "" }
    var svg = ""
    for row in panel.rows.indices {
      for column in panel.columns.indices {
        guard let step = scale.step(of: panel[row, column]) else { continue }
        let shown = texts[row][column].prefix(lines)
        for (line, text) in shown.enumerated() {
          let offset = (Double(line) - Double(shown.count - 1) / 2) * 9.5
          svg += SVGElement.text(
            text, x: frame.left + (Double(column) + 0.5) * frame.square,
            y: frame.top + (Double(row) + 0.5) * frame.square + 3 + offset,
            kind: "value v\(step)", anchor: .middle)
        }
      }
    }
    return svg
  }

  /// Shares without the zero before the point, as in `.05`, where all numbers are shares: squares are small.
  private static func withoutZeros(_ texts: [[[String]]]) -> [[[String]]] {
    let all = texts.joined().joined()
    let isShare = all.allSatisfy { $0.hasPrefix("0.") || $0.hasPrefix("1.0") }
    guard isShare else { return texts }
    return texts.map { row in
      row.map { lines in lines.map { $0.hasPrefix("0.") ? String($0.dropFirst()) : $0 } }
    }
  }

  // MARK: Names of rows and columns

  private func every(_ square: Double) -> Int { max(1, Int((12 / square).rounded(.up))) }

  /// Which columns have a name where names stand beside each other as they are: each, every second, and so on; nil where they are too
  /// long for that.
  private func columnDistance(_ square: Double) -> Int? {
    let first = every(square)
    return (first...3 * first).first { distance in
      stride(from: 0, to: panel.columns.count, by: distance).allSatisfy {
        SVGElement.width(of: panel.columns[$0].visible) <= square * Double(distance) - 2
      }
    }
  }

  private func columnHeight(_ square: Double) -> Double {
    if columnDistance(square) != nil { return 15 }
    let longest = panel.columns.map { SVGElement.width(of: $0.visible) }.max() ?? 0
    return min(longest, Self.mostLabelWidth) + 8
  }

  private func ticks(_ frame: Frame) -> String {
    let every = every(frame.square)
    var svg = ""
    func fitted(_ text: String) -> (text: String, whole: String?) {
      let shown = SVGElement.fitted(text, width: Self.mostLabelWidth)
      return (shown, shown == text.visible ? nil : text)
    }
    for row in stride(from: 0, to: panel.rows.count, by: every) {
      let name = fitted(panel.rows[row])
      svg += SVGElement.text(
        name.text, x: frame.left - 4, y: frame.top + (Double(row) + 0.5) * frame.square + 3.5,
        kind: "tick", anchor: .end, title: name.whole)
    }
    let level = columnDistance(frame.square)
    let isLevel = level != nil
    for column in stride(from: 0, to: panel.columns.count, by: level ?? every) {
      let name = fitted(panel.columns[column])
      let x = frame.left + (Double(column) + 0.5) * frame.square
      svg += SVGElement.text(
        name.text, x: isLevel ? x : x + 3.5, y: frame.top - 5, kind: "tick",
        anchor: isLevel ? .middle : .start, turn: isLevel ? nil : -90, title: name.whole)
    }
    return svg
  }
}
