import FPTFigures
import FPTResults

/// What the colors of a heat map mean: a range of values that all of its panels share, with round numbers at its ticks.
struct HeatScale: Hashable {
  let low: Double
  let high: Double
  /// In ascending order, within the range.
  let ticks: [Double]
  private let format: ValueFormat

  /// The scale of a map; nil for one without any finite value.
  init?(_ map: NotebookMap) {
    let values = map.panels.lazy.flatMap(\.values).filter(\.isFinite)
    guard let least = values.min(), let most = values.max() else { return nil }
    // From zero, unless the values are all far from it, or below.
    var (low, high) = (least >= 0 && least < most / 2 ? 0 : least, most)
    if low == high { (low, high) = (min(low, 0), low == 0 ? 1 : max(high, 0)) }
    let round = ChartTicks(from: low, to: high)?.major ?? []
    if let first = round.first, let last = round.last, low != 0 || first >= 0 {
      (low, high) = (low == 0 ? 0 : first, max(high, low == 0 ? high : last))
    }
    ticks = round.isEmpty ? [low, high] : round.filter { $0 >= low && $0 <= high }
    (self.low, self.high) = (low, high)
    format = map.format
  }

  /// The place of a value between 0 and 1; nil for what is not finite.
  func share(of value: Double) -> Double? {
    guard value.isFinite else { return nil }
    let share = (value - low) / (high - low)
    return share.isFinite ? min(max(share, 0), 1) : nil
  }

  /// The step of color of a value.
  func step(of value: Double) -> Int? {
    share(of: value).map { Int(($0 * Double(HeatColors.steps)).rounded()) }
  }

  /// The texts of the ticks, with the decimals that tell neighbors apart.
  var tickTexts: [String] {
    let unit = format.unit.isEmpty ? "" : " \(format.unit)"
    for digits in format.digits...max(format.digits, 6) {
      let texts = ticks.map { ValueFormat.fixed(format.scaled($0), digits: digits) + unit }
      if Set(texts).count == texts.count { return texts }
    }
    return ticks.map { "\($0)" }
  }
}
