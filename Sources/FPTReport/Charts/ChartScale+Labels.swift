import FPTFigures
import FPTResults
import Foundation

extension ChartScale {
  /// The texts of the ticks: names of categories, or numbers with the decimals that tell neighbors apart.
  func labels(format: ValueFormat?) -> [String] {
    if case .categories(let names) = kind { return names }
    let unit = format?.unit ?? ""
    let values = ticks.map { format?.scaled($0) ?? $0 }
    let gap = zip(values, values.dropFirst()).map { $1 - $0 }.min() ?? values.first?.magnitude ?? 1
    let largest = values.map(\.magnitude).max() ?? 0
    let isWide = isLogarithmic && (values.first ?? 0) * 3 <= largest
    if isWide || largest >= 1e5 || (largest < 1e-3 && largest > 0) {
      let hasPowers = values.contains { $0 != 0 && $0.magnitude < Self.smallestPlain }
      let texts = values.map { Self.short($0, below: hasPowers ? 1 : Self.smallestPlain) + unit }
      if Set(texts).count == texts.count { return texts }
    }
    let digits =
      gap > 0 && gap.isFinite ? min(max(Int((-log10(gap) - 1e-9).rounded(.up)), 0), 15) : 0
    return values.map { ValueFormat.fixed($0, digits: digits) + unit }
  }

  static let smallestPlain = 0.0095

  /// `1e-4`, `20k`, `3M`: as few characters as say the number.
  ///
  /// What is smaller than `limit` is a power of ten.
  static func short(_ value: Double, below limit: Double = smallestPlain) -> String {
    func trimmed(_ value: Double) -> String {
      var text = ValueFormat.fixed(value, digits: 2)
      while text.hasSuffix("0") { text.removeLast() }
      return text.hasSuffix(".") ? String(text.dropLast()) : text
    }
    let magnitude = value.magnitude
    if magnitude < .leastNormalMagnitude { return "0" }
    guard magnitude.isFinite else { return ValueFormat.fixed(value, digits: 0) }
    if magnitude >= 1e9 || magnitude < limit {
      let exponent = Int((log10(magnitude) + 1e-9).rounded(.down))
      return trimmed(value / pow(10, Double(exponent))) + "e\(exponent)"
    }
    if magnitude >= 1e6 { return trimmed(value / 1e6) + "M" }
    if magnitude >= 1e3 { return trimmed(value / 1e3) + "k" }
    return trimmed(value)
  }
}
