import Foundation

/// Maps values of an axis to 0...1, and says where its ticks are.
struct PlotScale: Hashable {
  let lower: Double
  let upper: Double
  let isLogarithmic: Bool

  /// A scale around the values; nil where there is nothing to draw on it.
  ///
  /// Values that are not finite, and on a logarithmic axis not positive, are left out.
  init?(_ values: some Sequence<Double>, isLogarithmic: Bool) {
    // Subnormal numbers have no round ticks; they stand at zero.
    let drawn = values.map { $0.isSubnormal ? 0 : $0 }
      .filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    guard var low = drawn.min(), var high = drawn.max() else { return nil }
    if low == high {
      // A single value stands in the middle.
      let margin = isLogarithmic ? 0 : Swift.max(low.magnitude * 0.1, 0.5)
      low = isLogarithmic ? low / 2 : low - margin
      high = isLogarithmic ? high * 2 : high + margin
    }
    guard low < high, (high - low).isFinite, high.isFinite else { return nil }
    lower = low
    upper = high
    self.isLogarithmic = isLogarithmic
  }

  /// 0 at the lower end, 1 at the upper; nil for a value that cannot be drawn.
  func position(_ value: Double) -> Double? {
    guard value.isFinite, !isLogarithmic || value > 0 else { return nil }
    let position =
      isLogarithmic
      ? (log10(value) - log10(lower)) / (log10(upper) - log10(lower))
      : (value - lower) / (upper - lower)
    return position.isFinite ? Swift.min(Swift.max(position, 0), 1) : nil
  }

  /// Round values inside the scale, about `count` of them, in ascending order.
  func ticks(_ count: Int) -> [Double] {
    if isLogarithmic {
      let first = Int(log10(lower).rounded(.up))
      let last = Swift.max(Int(log10(upper).rounded(.down)), first)
      let stride = (last - first) / Swift.max(count, 1) + 1
      let powers = Swift.stride(from: first, through: last, by: stride)
      let ticks = powers.map { pow(10, Double($0)) }.filter { $0 >= lower && $0 <= upper }
      return ticks.isEmpty ? [lower, upper] : ticks
    }
    let rough = (upper - lower) / Double(Swift.max(count, 1))
    let unit = pow(10, log10(rough).rounded(.down))
    guard unit > 0, unit.isFinite else { return [lower, upper] }
    let step = [1, 2, 5, 10].map { $0 * unit }.first { $0 >= rough * 0.999 } ?? 10 * unit
    let first = (lower / step).rounded(.up)
    let slack = step * 1e-9
    return (0...(Swift.max(count, 1) * 2)).map { (first + Double($0)) * step }
      .filter { $0 <= upper + slack }
  }

  /// Texts of ticks: all with the decimals that tell neighbors apart.
  func labels(_ ticks: [Double], format: ValueFormat?) -> [String] {
    let unit = format?.unit ?? ""
    let values = ticks.map { format?.scaled($0) ?? $0 }
    if isLogarithmic { return values.map { Self.short($0) + unit } }
    let gap = zip(values, values.dropFirst()).map { $1 - $0 }.min() ?? values.first?.magnitude ?? 1
    let digits = gap > 0 ? Swift.min(Swift.max(Int((-log10(gap) + 1e-9).rounded(.up)), 0), 12) : 0
    let largest = values.map(\.magnitude).max() ?? 0
    return values.map { value in
      if largest >= 1e6 { return Self.short(value) + unit }
      return ValueFormat.fixed(value, digits: digits) + unit
    }
  }

  /// `1e-4`, `20k`, `3M`: as few characters as say the number.
  private static func short(_ value: Double) -> String {
    func trimmed(_ value: Double) -> String {
      var text = ValueFormat.fixed(value, digits: 2)
      while text.hasSuffix("0") { text.removeLast() }
      return text.hasSuffix(".") ? String(text.dropLast()) : text
    }
    let magnitude = value.magnitude
    if magnitude == 0 { return "0" }
    if magnitude >= 1e9 || magnitude < 0.1 {
      let exponent = Int(log10(magnitude).rounded(.down))
      return trimmed(value / pow(10, Double(exponent))) + "e\(exponent)"
    }
    if magnitude >= 1e6 { return trimmed(value / 1e6) + "M" }
    if magnitude >= 1e3 { return trimmed(value / 1e3) + "k" }
    return trimmed(value)
  }
}
