import FPTFigures

/// Where the parts of a panel stand: the same for all panels of a chart, so that their letters and heights are of one size.
struct SVGPanelFrame {
  static let width = 360.0
  let height: Double
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  /// How names along the lower side stand.
  let names: NameLayout

  enum NameLayout: Hashable {
    /// In one line, or in several where words fit beside each other.
    case level(lines: Int)
    case slanted
  }

  private static let plotHeight = 158.0
  private static let mostNameWidth = 118.0

  init(_ drawn: DrawnChart) {
    let chart = drawn.chart
    let scales = drawn.panels.compactMap(\.scales)
    let labels = scales.flatMap { $0.y.labels(format: chart.y.format) }
    let widest = labels.map { SVGElement.width(of: $0) }.max() ?? 0
    left = min(max(widest, 22), Self.mostNameWidth) + 12
    right = Self.width - 12
    let hasTitles = chart.panels.contains { !$0.title.isEmpty }
    top = (hasTitles ? 20 : 4) + (chart.y.label.isEmpty ? 6 : 18)
    let rows = chart.y.categories.map { Double($0.count) * 24 + 8 }
    bottom = top + max(Self.plotHeight, min(rows ?? 0, 420))
    let room = (right - left) / Double(max(1, chart.x.categories?.count ?? 1))
    let wrapped = (chart.x.categories ?? []).map { Self.lines(of: $0, width: room - 6) }
    let fits = zip(wrapped, chart.x.categories ?? []).allSatisfy { lines, name in
      lines.allSatisfy { SVGElement.width(of: $0) <= room - 4 }
    }
    let most = wrapped.map(\.count).max() ?? 1
    names = fits && most <= 3 ? .level(lines: most) : .slanted
    let longest = min(
      Self.mostNameWidth, (chart.x.categories ?? []).map { SVGElement.width(of: $0) }.max() ?? 0)
    let below: Double =
      switch names {
      case .level(let lines): 18 + Double(lines - 1) * 12
      case .slanted: 16 + longest * 0.62
      }
    height = bottom + below + (chart.x.label.isEmpty ? 4 : 20)
  }

  func x(_ position: Double) -> Double { left + position * (right - left) }
  func y(_ position: Double) -> Double { bottom - position * (bottom - top) }

  /// A name in lines, broken behind what separates words.
  static func lines(of name: String, width limit: Double) -> [String] {
    var lines = [""]
    var word = ""
    func end() {
      if SVGElement.width(of: lines[lines.count - 1] + word) > limit,
        !lines[lines.count - 1].isEmpty
      {
        lines.append(word)
      } else {
        lines[lines.count - 1] += word
      }
      word = ""
    }
    for character in name {
      word.append(character)
      if " _-·./,".contains(character) { end() }
    }
    end()
    return lines.map { line in line.last == " " ? String(line.dropLast()) : line }
  }

  /// The width that a slanted or standing name may have.
  var nameWidth: Double { Self.mostNameWidth }
}
