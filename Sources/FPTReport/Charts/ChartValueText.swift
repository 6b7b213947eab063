import FPTFigures
import FPTResults

/// Values of a chart in words, as they stand beside a mark.
struct ChartValueText {
  private let chart: Chart

  init(_ chart: Chart) { self.chart = chart }

  func x(_ value: Double) -> String { text(value, chart.x) }
  func y(_ value: Double) -> String { text(value, chart.y) }

  /// The series, its place, its value and the interval: `language, step 300: 81.4 % (76.0 % to 86.8 %), 3 seeds`.
  func title(_ point: ChartPoint, of series: ChartSeries) -> String {
    let isHorizontal = chart.y.categories != nil
    let (place, value) = isHorizontal ? (chart.y, chart.x) : (chart.x, chart.y)
    let (at, number) = isHorizontal ? (point.y, point.x) : (point.x, point.y)
    let interval = isHorizontal ? point.xInterval : point.yInterval
    let position = place.categories == nil ? "\(place.label) \(text(at, place))" : text(at, place)
    var words = [series.name, position].filter { !$0.isEmpty }.joined(separator: ", ")
    words += ": " + text(number, value)
    if let interval, interval.low.isFinite, interval.high.isFinite {
      words += " (\(text(interval.low, value)) to \(text(interval.high, value)))"
    }
    if let note = point.note { words += ", \(note)" }
    return words
  }

  private func text(_ value: Double, _ axis: ChartAxis) -> String {
    if let names = axis.categories {
      guard value >= 0, let index = Int(exactly: value.rounded()), names.indices.contains(index)
      else {
        return ""
      }
      return names[index]
    }
    guard let format = axis.format else { return Self.plain(value) }
    switch format {
    case .percent(let digits): return ValueFormat.percent(digits: max(digits, 1)).text(value) + " %"
    case .number(0) where value == value.rounded():
      return ValueFormat.number(digits: 0).text(value)
    case .number(let digits): return ValueFormat.number(digits: max(digits, 2)).text(value)
    }
  }

  /// Four digits, or all of a whole number.
  static func plain(_ value: Double) -> String {
    if value == value.rounded(), value.magnitude < 1e9 {
      return ValueFormat.fixed(value, digits: 0)
    }
    if value.magnitude >= 1e6 || value.magnitude < 0.01 { return ChartScale.short(value) }
    return ValueFormat.fixed(
      value, digits: value.magnitude >= 100 ? 1 : value.magnitude >= 1 ? 3 : 4)
  }
}
