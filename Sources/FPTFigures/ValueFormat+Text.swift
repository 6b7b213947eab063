import FPTResults
import Foundation

extension ValueFormat {
  /// `%` or empty.
  package var unit: String {
    switch self {
    case .number: ""
    case .percent: "%"
    }
  }

  /// The value in the unit it is shown in.
  package func scaled(_ value: Double) -> Double {
    switch self {
    case .number: value
    case .percent: value * 100
    }
  }

  /// The value with a fixed count of decimals, a true minus sign, and thousands apart from five digits on: `38.4`, `−0.4`,
  /// `208,130`, `NaN`, `∞`.
  package func text(_ value: Double) -> String {
    Self.fixed(scaled(value), digits: digits)
  }

  /// `ours − theirs`, signed, from the values as they are shown, so that the line adds up for its reader.
  ///
  /// `38.44 %` against `38.4 %` is `0.0` at one decimal, not `+0.0`.
  package func difference(_ ours: Double, from theirs: Double) -> String {
    let unit = pow(10.0, Double(digits))
    let difference =
      (scaled(ours) * unit).rounded() / unit - (scaled(theirs) * unit).rounded() / unit
    let text = Self.fixed(difference, digits: digits)
    let isZero = !text.contains { $0.isNumber && $0 != "0" }
    if isZero { return Self.fixed(0, digits: digits) }
    return difference > 0 ? "+" + text : text
  }

  package static func fixed(_ value: Double, digits: Int) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "−∞" : "∞" }
    // Beyond 2^53 decimals would be invented; the shortest form that reads back is honest.
    let magnitude = value.magnitude
    let text = magnitude < 0x1p53 ? String(format: "%.\(digits)f", magnitude) : "\(magnitude)"
    let isZero = !text.contains { $0.isNumber && $0 != "0" }
    let grouped = magnitude < 0x1p53 ? grouped(text) : text
    return value < 0 && !isZero ? "−" + grouped : grouped
  }

  /// As many significant digits as asked for, without zeros at the end: `0.510417`, `−3.2e-05`.
  package static func significant(_ value: Double, digits: Int) -> String {
    let text = String(format: "%.\(digits)g", value)
    return text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }

  /// Whether a text is such a number, or nothing.
  package static func isNumber(_ text: String) -> Bool {
    text.isEmpty || Double(text.replacing("−", with: "-")) != nil
  }

  /// Commas between thousands; four digits stay together.
  private static func grouped(_ text: String) -> String {
    let whole = text.prefix { $0 != "." }
    guard whole.count > 4 else { return text }
    var result = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result + text.dropFirst(whole.count)
  }
}
